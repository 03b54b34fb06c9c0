import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { pipelineOf } from '../../../test/support/pipeline-of.ts';
import type { PipelineConfig } from '../../pipeline/config.ts';
import { circleci } from './circleci.ts';
import { unescapeTags } from './document.ts';

const hasTools = ['bash', 'git'].every((tool) => spawnSync(tool, ['--version']).status === 0);
const onUnix = { skip: (!hasTools || process.platform === 'win32') && 'needs bash, git and paths of Unix' };

interface Step {
  readonly run?: string | { readonly command: string; readonly when?: string; readonly name?: string };
}

/** Plays CircleCI for one job: each run step in a bash of its own, in a fresh checkout, with a home that has what was persisted. */
class Machine {
  readonly home = mkdtempSync(join(tmpdir(), 'lockstep-circleci-'));
  readonly workspace = join(this.home, 'project');
  output = '';

  constructor(persisted?: string) {
    mkdirSync(join(this.home, 'lockstep'), { recursive: true });
    mkdirSync(this.workspace);
    if (persisted !== undefined) renameSync(persisted, join(this.home, 'lockstep', 'workspace'));
    spawnSync('git', ['init', '-q'], { cwd: this.workspace });
    writeFileSync(join(this.home, 'bash_env'), '');
  }

  /** The exit status of the first step that fails; steps that run always run still. */
  run(
    config: {
      jobs: Record<string, { steps: readonly (Step | string)[]; environment: Record<string, string> }>;
    },
    job: string,
    values: Readonly<Record<string, string>> = {},
  ): number {
    const { steps = [], environment: written = {} } = config.jobs[job] ?? {};
    const fill = (text: string): string =>
      text.replace(/<< parameters\.(\w+) >>/g, (_, name: string) => values[name] ?? '');
    const environment = Object.fromEntries(Object.entries(written).map(([name, text]) => [name, fill(text)]));
    let status = 0;
    for (const step of steps) {
      if (typeof step === 'string' || step.run === undefined) continue;
      const run = typeof step.run === 'string' ? { command: step.run } : step.run;
      if (status !== 0 && run.when !== 'always') continue;
      const result = spawnSync('bash', ['-eo', 'pipefail', '-c', unescapeTags(run.command)], {
        cwd: this.workspace,
        encoding: 'utf8',
        // With a socket for its input bash takes itself for a remote shell and leaves $BASH_ENV alone.
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          ...environment,
          HOME: this.home,
          BASH_ENV: join(this.home, 'bash_env'),
          CIRCLE_NODE_INDEX: '0',
          CIRCLE_NODE_TOTAL: '3',
        },
      });
      this.output += result.stdout + result.stderr;
      status ||= result.status ?? 1;
    }
    return status;
  }

  get handedOver(): string {
    return join(this.home, 'lockstep', 'handover');
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

function configOf(config: Partial<PipelineConfig>) {
  const pipeline = pipelineOf({
    jobs: {},
    workflows: { ci: { jobs: '*', owner: 'circleci', on: [{ kind: 'push', branches: ['main'] }] } },
    ...config,
  });
  const emission = circleci.emit(pipeline, { source: { path: 'x', digest: '' }, actions: {} });
  assert.deepEqual(
    emission.diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  );
  return parse(emission.files[0]?.text ?? '', { version: '1.1' });
}

test('what a step writes to the files of lockstep counts from the next step on', onUnix, () => {
  const config = configOf({
    jobs: {
      talk: {
        steps: [
          'printf \'A=1=2 # "x"\\nB<<END\\n\\nline one\\n  A=no\\n\\nEND\\nodd-name=x\\nC=last\' >> "$LOCKSTEP_ENV"; test -z "$A"',
          'printf "%s/one\\n%s/two" "$PWD" "$PWD" >> "$LOCKSTEP_PATH"',
          'printf "[%s]" "$A" "$B" "$C"; echo "$PATH" | cut -d: -f1,2',
          'bash -c \'echo "nested $A"\'',
        ],
      },
    },
  });
  const machine = new Machine();
  try {
    assert.equal(machine.run(config, 'talk'), 0, machine.output);
    const { workspace } = machine;
    assert.equal(
      machine.output,
      `[1=2 # "x"][\nline one\n  A=no\n][last]${workspace}/two:${workspace}/one\nnested 1=2 # "x"\n`,
    );
  } finally {
    machine.remove();
  }
});

test('artifacts and values reach the job that needs them, and no others do', onUnix, () => {
  const config = configOf({
    jobs: {
      build: {
        matrix: { kind: ['a b', "it's"] },
        values: ['version'],
        run: 'mkdir -p dist/deep && echo wheel > dist/deep/x.whl && echo old > dist/old && echo notes > NOTES && echo "version=1.0 \'beta\'" >> "$LOCKSTEP_OUTPUT" && echo "more=x" >> "$LOCKSTEP_OUTPUT"',
        artifacts: {
          dist: ['dist/**', '!dist/old'],
          notes: 'NOTES',
          none: { paths: 'no/*', ifMissing: 'ignore' },
        },
      },
      check: {
        matrix: { kind: ['a b', "it's"] },
        needs: [{ job: 'build', artifacts: ['dist'] }],
        env: { VERSION: { job: 'build', value: 'version' } },
        run: 'cat dist/deep/x.whl; ls; echo "<$VERSION>"',
      },
    },
  });
  const kind = { kind: "it's" };
  const first = new Machine();
  assert.equal(first.run(config, 'build', kind), 0, first.output);
  const second = new Machine(first.handedOver);
  try {
    assert.equal(second.run(config, 'check-it-s'), 0, second.output);
    assert.equal(second.output, "wheel\ndist\n<1.0 'beta'>\n");
    assert.equal(existsSync(join(first.home, 'lockstep/kept/artifacts/dist/dist/old')), false);
    assert.equal(readFileSync(join(first.home, 'lockstep/kept/artifacts/notes/NOTES'), 'utf8'), 'notes\n');
  } finally {
    first.remove();
    second.remove();
  }
});

test(
  'a missing artifact fails the job, reports are kept of a failed one, and a shard knows its number',
  onUnix,
  () => {
    const config = configOf({
      jobs: {
        missing: { run: 'true', artifacts: { dist: 'dist/**' } },
        failing: { run: 'echo "<x/>" > junit.xml; exit 3', reports: { tests: 'junit.xml' } },
        part: { shards: 3, run: 'echo "$LOCKSTEP_SHARD of $LOCKSTEP_SHARDS"' },
      },
    });
    const machine = new Machine();
    try {
      assert.equal(machine.run(config, 'missing'), 1);
      assert.match(machine.output, /artifact dist: no file matches/);
      assert.equal(machine.run(config, 'failing'), 3);
      assert.ok(existsSync(join(machine.home, 'lockstep/kept/reports/tests/junit.xml')));
      assert.equal(machine.run(config, 'part'), 0);
      assert.match(machine.output, /1 of 3\n$/);
    } finally {
      machine.remove();
    }
  },
);
