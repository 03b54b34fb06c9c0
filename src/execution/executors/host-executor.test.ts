import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, markedProcesses } from '../../platform/processes.ts';
import { checkExecutorContract } from '../executor.contract.ts';
import type { StepRequest, StepResult } from '../executor.ts';
import { HostExecutor } from './host-executor.ts';

const linux = process.platform === 'linux';

checkExecutorContract({
  name: 'host',
  open: (run) => new HostExecutor(run),
  scripts: {
    printsTwoLines: 'echo one\necho two',
    printsBoth: 'echo out; echo err >&2',
    failsWith3: 'exit 3',
    diesBySignal: 'kill -KILL $$',
    hangs: 'echo up; sleep 1000',
    hangsStubbornly: "trap '' TERM; echo up; sleep 1000 & wait; sleep 1000",
    speaksLater: '(sleep 0.3; echo later) &',
    waits600ms: 'sleep 0.6',
    unstartable: (step) => ({ ...step, cwd: 'no/such/folder' }),
  },
});

let count = 0;

async function runOne(
  script: string,
  change: Partial<StepRequest> = {},
): Promise<{ result: StepResult; said: string }> {
  const run = `host-test-${process.pid}-${count++}`;
  const executor = new HostExecutor(run);
  const token = `${run}.one`;
  const session = await executor.open({ token, workspace: tmpdir(), grace: 500 });
  let said = '';
  const result = await session.run({
    script,
    shell: 'bash',
    tty: false,
    cwd: '.',
    env: { PATH: process.env.PATH ?? '' },
    signal: new AbortController().signal,
    onOutput: (chunk) => {
      said += Buffer.from(chunk).toString('latin1');
    },
    ...change,
  });
  await session.close();
  await executor.dispose();
  assert.deepEqual(markedProcesses(token), []);
  return { result, said };
}

describe('the host executor', { skip: process.platform === 'win32' }, () => {
  it('stops bash at the first error, also in a pipe', async () => {
    assert.deepEqual((await runOne('false\necho on')).said, '');
    assert.deepEqual((await runOne('false | cat\necho on')).result, { kind: 'exited', code: 1 });
  });

  it('runs sh with -e', async () => {
    assert.deepEqual(await runOne('echo hi; false; echo on', { shell: 'sh' }), {
      result: { kind: 'exited', code: 1 },
      said: 'hi\n',
    });
  });

  it('runs a script that is longer than an argument may be', async () => {
    const script = `${'# a comment that makes the script long\n'.repeat(5_000)}echo end`;
    assert.deepEqual((await runOne(script)).said, 'end\n');
  });

  it('refuses an environment that no system takes, without throwing', async () => {
    const { result } = await runOne('echo', { env: { PATH: '/bin', BIG: 'x'.repeat(200_000) } });
    assert.equal(result.kind, 'error');
    const nul = await runOne('echo', { env: { PATH: '/bin', NUL: 'a\0b' } });
    assert.equal(nul.result.kind, 'error');
  });

  it('gives the step no standard input to wait for', async () => {
    assert.deepEqual((await runOne('cat; echo end')).said, 'end\n');
  });

  it('lets the shell make the success marker when the script came to its end, and not otherwise', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-marker-'));
    const made = async (script: string, shell: 'bash' | 'sh' = 'bash'): Promise<boolean> => {
      const successMarker = join(folder, 'a folder with spaces');
      rmSync(successMarker, { force: true });
      await runOne(script, { successMarker, shell });
      return existsSync(successMarker);
    };
    assert.equal(await made('true'), true);
    assert.equal(await made('true', 'sh'), true);
    assert.equal(await made('cat <<E\ntext\nE'), true);
    assert.equal(await made('true # a comment'), true);
    assert.equal(await made('false'), false);
    assert.equal(await made('(exit 3)'), false);
    assert.equal(await made('set +e\nfalse'), false);
    rmSync(folder, { recursive: true });
  });

  it('passes the exit status of the script on, with a marker too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-marker-'));
    const successMarker = join(folder, 'ok');
    for (const [script, code] of [
      ['exit 7', 7],
      ['set +e\n(exit 5)', 5],
      ['if true; then exit 4; fi', 4],
      ['echo fine', 0],
    ] as const)
      assert.deepEqual((await runOne(script, { successMarker })).result, { kind: 'exited', code }, script);
    rmSync(folder, { recursive: true });
  });

  it('ends a daemon that has left its process group', { skip: !linux }, async () => {
    const { said } = await runOne('setsid sleep 1000 >/dev/null 2>&1 & echo $!');
    assert.equal(isAlive(Number(said)), false);
  });

  it('ends a daemon that ignores the request, after the grace period', { skip: !linux }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-daemon-'));
    const file = join(folder, 'pid');
    await runOne(`setsid bash -c 'trap "" TERM HUP; echo $$ > ${file}; while true; do sleep 1; done' >/dev/null 2>&1 &
      while [ ! -s ${file} ]; do sleep 0.01; done`);
    assert.equal(isAlive(Number(readFileSync(file, 'utf8'))), false);
    rmSync(folder, { recursive: true });
  });

  it('hands on every byte, whatever it is', async () => {
    const { said } = await runOne(`printf '\\000\\377\\r\\n\\033[1m'`);
    assert.equal(said, '\0\xff\r\n\u001b[1m');
  });

  it('holds the step back while its output is being taken', async () => {
    let open = 0;
    let most = 0;
    let bytes = 0;
    const { result } = await runOne('head -c 2000000 /dev/zero', {
      async onOutput(chunk) {
        most = Math.max(most, ++open);
        await sleep(1);
        bytes += chunk.length;
        open--;
      },
    });
    assert.deepEqual(result, { kind: 'exited', code: 0 });
    assert.deepEqual({ most, bytes }, { most: 1, bytes: 2_000_000 });
  });
});

it('a step that asks for a terminal has one, and keeps its exit code', {
  skip: process.platform === 'win32',
}, async () => {
  const asked = await runOne("test -t 1 && echo 'it'\\''s a terminal'; exit 5", { tty: true });
  assert.deepEqual(asked.result, { kind: 'exited', code: 5 });
  assert.match(asked.said, /it's a terminal/);
  const plain = await runOne('test -t 1 || echo none');
  assert.equal(plain.said, 'none\n');
});
