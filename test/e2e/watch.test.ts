import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { git } from '../support/git.ts';
import {
  type Checkout,
  type Ended,
  processesLeft,
  type Started,
  temporaryCheckouts,
} from '../support/lockstep-command.ts';

const open = temporaryCheckouts();

/** Longer than it takes to see that an edit matters. */
const SETTLED = 600;

const watching: Watching[] = [];

after(async () => {
  for (const one of watching) one.run.child.kill('SIGKILL');
});

/** `lockstep watch` while it runs: what it says is waited for in its order. */
class Watching {
  readonly run: Started;
  #out = '';
  #from = 0;

  constructor(checkout: Checkout, ...args: readonly string[]) {
    this.run = checkout.start(['watch', ...args], { stdin: 'pipe' });
    this.run.child.stdout?.on('data', (text: string) => {
      this.#out += text;
    });
    this.run.child.stderr?.on('data', (text: string) => {
      this.#out += text;
    });
    watching.push(this);
  }

  /** Waits until this is said; gives what was said from the last time on. */
  async says(text: string): Promise<string> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const at = this.#out.indexOf(text, this.#from);
      if (at !== -1) {
        const said = this.#out.slice(this.#from, at + text.length);
        this.#from = at + text.length;
        return said;
      }
      if (performance.now() > deadline || this.run.child.exitCode !== null)
        throw new Error(`it did not say '${text}' but:\n${this.#out.slice(this.#from)}`);
      await sleep(10);
    }
  }

  /** What was said since then that nobody has waited for. */
  get rest(): string {
    return this.#out.slice(this.#from);
  }

  async interrupt(): Promise<Ended> {
    this.run.child.kill('SIGINT');
    return this.run.ended;
  }
}

const DEFINITION = `
project: p
jobs:
  build: { category: build, run: echo build >> .ledger; mkdir -p dist; date +%N > dist/out, inputs: [src, '!src/skip'], outputs: [dist] }
  unit: { needs: [build], run: echo unit >> .ledger; cat test/*, inputs: [test] }
  docs: { category: lint, run: echo docs >> .ledger, inputs: ['docs/**'] }
  audit: { category: security, run: echo audit >> .ledger }
`;

function project(files: Readonly<Record<string, string>> = {}): Checkout {
  return open({
    'lockstep.config.yaml': DEFINITION,
    'src/a.ts': '1',
    'test/a.ts': '1',
    'docs/a.md': '1',
    other: '1',
    ...files,
  });
}

/** Jobs in the order they were run since the last time. */
function ran(checkout: Checkout): readonly string[] {
  const lines = checkout.read('.ledger').trim().split('\n');
  checkout.write('.ledger', '');
  return lines.filter((line) => line !== '');
}

describe('watch', { skip: process.platform === 'win32' }, () => {
  it('runs the selection once, then what an edit affects', async () => {
    const checkout = project();
    const watch = new Watching(checkout, '-j', '1');
    const began = await watch.says('watching 4 files · Enter runs everything again');
    assert.match(
      began.replace(/\s+/g, ' '),
      /^audit has no inputs: it runs again on Enter, when the definition changes, and after a job that it needs\. /,
    );
    assert.deepEqual([...ran(checkout)].sort(), ['audit', 'build', 'docs', 'unit']);
    checkout.write('test/b.ts', '2');
    const round = await watch.says('watching 5 files');
    assert.match(round, /▸ test\/b\.ts changed: unit runs again\n/);
    assert.match(round, /build@linux +│ = reused: passed in the run before\n/);
    assert.deepEqual(ran(checkout), ['unit']);
    rmSync(join(checkout.path, 'docs'), { recursive: true });
    await watch.says('▸ docs/a.md changed: docs runs again');
    await watch.says('watching');
    mkdirSync(join(checkout.path, 'docs/deep'), { recursive: true });
    checkout.write('docs/deep/b.md', '1');
    await watch.says('▸ docs/deep/b.md changed: docs runs again');
    await watch.says('watching');
    assert.deepEqual(ran(checkout), ['docs', 'docs']);
    checkout.write('src/.a.ts.tmp', '2');
    renameSync(join(checkout.path, 'src/.a.ts.tmp'), join(checkout.path, 'src/a.ts'));
    await watch.says('▸ src/a.ts changed: build, unit run again');
    await watch.says('watching');
    assert.deepEqual(ran(checkout), ['build', 'unit']);
    checkout.write('src/a.ts', '1');
    const undone = await watch.says('watching');
    assert.match(undone, /✓ 2 jobs, none failed: 2 reused\n/);
    const { code } = await watch.interrupt();
    assert.equal(code, 130);
  });

  it('is not stirred by an edit that affects nothing', async () => {
    const checkout = project();
    const watch = new Watching(checkout);
    await watch.says('Enter runs everything again\n');
    await sleep(SETTLED);
    ran(checkout);
    for (const name of [
      'other',
      'src/skip/a.ts',
      'dist/more',
      'node_modules/docs/a',
      '.lockstep/docs',
      'README.md',
    ])
      checkout.write(name, '2');
    checkout.write('src/a.ts', '1');
    await sleep(SETTLED);
    assert.equal(watch.rest, '');
    assert.equal(checkout.read('.ledger'), '');
    await watch.interrupt();
  });

  it('passes by what git ignores, unless an input begins with its name', async () => {
    const checkout = project({
      '.gitignore': '.ledger\n*.log\ngenerated\n',
      'lockstep.config.yaml': `
project: p
jobs:
  unit: { run: echo unit >> .ledger, inputs: ['**', '!.ledger'] }
  api: { category: lint, run: echo api >> .ledger, inputs: [generated/api/*.json] }
`,
      'generated/api/a.json': '1',
    });
    git(checkout.path, 'init', '-q');
    const watch = new Watching(checkout);
    await watch.says('watching');
    ran(checkout);
    checkout.write('src/a.log', '2');
    checkout.write('generated/other', '2');
    await sleep(SETTLED);
    assert.equal(checkout.read('.ledger'), '');
    checkout.write('generated/api/a.json', '2');
    await watch.says('▸ generated/api/a.json changed');
    await watch.says('watching');
    assert.ok(ran(checkout).includes('api'));
    checkout.write('.gitignore', '.ledger\n');
    await watch.says('▸ .gitignore changed: unit runs again');
    await watch.says('watching');
    checkout.write('src/a.log', '3');
    await watch.says('▸ src/a.log changed: unit runs again');
    await watch.interrupt();
  });

  it('gives up what an edit makes stale, lets the rest go on, and runs what is open', async () => {
    const checkout = project({
      'lockstep.config.yaml': `
project: p
jobs:
  unit: { run: 'n=$(cat test/a.ts); echo unit of $n; test $n = 2 || sleep 1000', inputs: [test] }
  e2e: { needs: [unit], run: echo e2e, inputs: [e2e] }
  long: { category: benchmark, run: 'echo long; sleep 2; echo long is done', inputs: [long] }
  later: { category: lint, needs: [long], run: echo later, inputs: [later] }
`,
    });
    const watch = new Watching(checkout, '-j', '2');
    await watch.run.says('│ unit of 1');
    await watch.run.says('│ long');
    checkout.write('test/a.ts', '2');
    const first = await watch.says('test/a.ts changed: unit, e2e, later run again');
    assert.match(first, /unit@linux +│ ⊘ cancelled in [\d.]+s: test\/a\.ts changed\n/);
    assert.match(first, /e2e@linux +│ ⊘ cancelled: needs unit, which runs again\n/);
    assert.match(first, /later@linux +│ ⊘ cancelled: put off to the next round\n/);
    assert.match(first, /long@linux +│ long is done\n/);
    assert.match(first, /The run was cancelled \(what it works on has changed\)/);
    const second = await watch.says('watching');
    assert.match(second, /unit of 2\n/);
    assert.match(second, /✓ 3 jobs passed/);
    assert.doesNotMatch(second, /│ long\n/);
    await watch.interrupt();
  });

  it('goes on without a new round when a job that waits has not read the file yet', async () => {
    const checkout = project({
      'lockstep.config.yaml': `
project: p
jobs:
  build: { run: 'echo build; sleep 1.5', inputs: [src] }
  unit: { needs: [build], run: 'echo unit of $(cat test/a.ts)', inputs: [test] }
`,
    });
    const watch = new Watching(checkout);
    await watch.says('│ build');
    checkout.write('test/a.ts', '2');
    await watch.says('│ unit of 2');
    await watch.says('watching');
    await sleep(SETTLED);
    assert.doesNotMatch(watch.rest, /again\n.*again/s);
    await watch.interrupt();
  });

  it('reads the definition again, tells what is wrong with it, and waits until it is right', async () => {
    const checkout = project();
    const watch = new Watching(checkout);
    await watch.says('watching');
    ran(checkout);
    checkout.write('lockstep.config.yaml', `${DEFINITION}  # a remark\n`);
    await watch.says('lockstep.config.yaml changed, and means the same');
    checkout.write('lockstep.config.yaml', `${DEFINITION}  more: { runs: echo }\n`);
    await watch.says("error[unknown-key]: Unknown property 'runs' in jobs.more.");
    await watch.says('waiting until lockstep.config.yaml is right');
    checkout.write('docs/a.md', '2');
    await sleep(SETTLED);
    assert.equal(checkout.read('.ledger'), '', 'nothing runs by a definition that is wrong');
    checkout.write(
      'lockstep.config.yaml',
      `${DEFINITION}  more: { run: echo more >> .ledger, inputs: [more] }\n`,
    );
    await watch.says('▸ lockstep.config.yaml changed: everything runs again');
    await watch.says('watching');
    // What was edited meanwhile, what was added, and what is never reused; the rest is as it was.
    assert.deepEqual([...ran(checkout)].sort(), ['audit', 'docs', 'more']);
    checkout.write('more', '1');
    await watch.says('▸ more changed: more runs again');
    await watch.says('watching');
    await watch.interrupt();
  });

  it('knows a definition by all its files, and finds one that was missing', async () => {
    const checkout = project({
      'lockstep.config.ts': `import { jobs } from './ci/jobs.ts';\nexport default { project: 'p', jobs };\n`,
      'ci/jobs.ts': `export const jobs = { unit: { run: 'echo one', inputs: ['test'] } };\n`,
    });
    rmSync(join(checkout.path, 'lockstep.config.yaml'));
    const watch = new Watching(checkout);
    await watch.says('│ one');
    await watch.says('watching');
    renameSync(join(checkout.path, 'ci/jobs.ts'), join(checkout.path, 'ci/moved.ts'));
    await watch.says('Could not resolve "./ci/jobs.ts"');
    await watch.says('waiting until lockstep.config.ts is right');
    checkout.write('ci/jobs.ts', `export const jobs = { unit: { run: 'echo two', inputs: ['test'] } };\n`);
    await watch.says('▸ ci/jobs.ts changed: everything runs again');
    await watch.says('│ two');
    await watch.interrupt();
  });

  it('gives up everything when the definition changes', async () => {
    const checkout = project({
      'lockstep.config.yaml': "project: p\njobs:\n  unit: { run: 'echo one; sleep 1000', inputs: [test] }\n",
    });
    const watch = new Watching(checkout);
    await watch.says('│ one');
    checkout.write(
      'lockstep.config.yaml',
      "project: p\njobs:\n  unit: { run: 'echo two', inputs: [test] }\n",
    );
    await watch.says('cancelled');
    await watch.says('│ two');
    await watch.says('watching');
    await watch.interrupt();
  });

  it('remembers what still fails, and runs it again when a job that needs it is affected', async () => {
    const checkout = project({
      'lockstep.config.yaml': `
project: p
jobs:
  unit: { run: 'test "$(cat other)" = 2', inputs: [test] }
  e2e: { needs: [unit], run: echo e2e, inputs: [e2e] }
  docs: { category: lint, run: echo docs, inputs: [docs] }
`,
    });
    const watch = new Watching(checkout);
    await watch.says('· failing: unit ·');
    checkout.write('docs/a.md', '2');
    await watch.says('docs runs again');
    await watch.says('· failing: unit ·');
    checkout.write('other', '2');
    checkout.write('e2e/a', '2');
    await watch.says('▸ e2e/a changed: unit, e2e run again');
    assert.match(await watch.says('watching 4 files · Enter'), /✓ 2 jobs passed/);
    await watch.interrupt();
  });

  it('runs with the next round what a failure has stopped', async () => {
    const checkout = project({
      'lockstep.config.yaml': `
project: p
jobs:
  unit: { run: 'sleep 0.5; test "$(cat test/a.ts)" = 2', inputs: [test] }
  long: { category: benchmark, run: 'test -f go || sleep 1000', inputs: [src] }
`,
    });
    const watch = new Watching(checkout, '--fail-fast', '-j', '2');
    await watch.says('long@linux │ ⊘ cancelled');
    await watch.says('· failing: unit ·');
    checkout.write('go', '');
    checkout.write('test/a.ts', '2');
    await watch.says('▸ test/a.ts changed: everything runs again');
    await watch.says('✓ 2 jobs passed');
    await watch.interrupt();
  });

  it('hands on what jobs have said that need not run again', async () => {
    const checkout = project({
      'lockstep.config.yaml': `
project: p
jobs:
  build: { run: 'echo version=1.2.3 >> $LOCKSTEP_OUTPUT', values: [version], inputs: [src] }
  unit: { needs: [build], env: { V: { job: build, value: version } }, run: 'echo "$(cat test/a.ts) of $V"', inputs: [test] }
`,
    });
    const watch = new Watching(checkout);
    await watch.says('│ 1 of 1.2.3');
    await watch.says('watching');
    checkout.write('test/a.ts', '2');
    assert.match(await watch.says('│ 2 of 1.2.3'), /▸ test\/a\.ts changed: unit runs again\n/);
    await watch.says('watching');
    checkout.write('test/a.ts', '3');
    await watch.says('│ 3 of 1.2.3');
    await watch.interrupt();
  });

  it('warns of a job that writes what it reads', async () => {
    const checkout = project({
      'lockstep.config.yaml': 'project: p\njobs:\n  unit: { run: date +%N > test/log, inputs: [test] }\n',
    });
    const watch = new Watching(checkout);
    await watch.says(
      'warning: test/log changed again and again: when a job writes it, name it in the outputs of that job',
    );
    await watch.interrupt();
  });

  it('runs everything again for a line on standard input', async () => {
    const checkout = project();
    const watch = new Watching(checkout);
    await watch.says('watching');
    ran(checkout);
    watch.run.child.stdin?.write('\n');
    await watch.says('▸ asked: everything runs again');
    await watch.says('watching');
    assert.deepEqual([...ran(checkout)].sort(), ['audit', 'build', 'docs', 'unit']);
    watch.run.child.stdin?.end();
    await sleep(100);
    assert.equal((await watch.interrupt()).code, 130);
  });

  it('prints its rounds and all events as JSON', async () => {
    const checkout = project();
    const watch = new Watching(checkout, 'docs', '--json');
    await watch.says('"kind":"watch.waiting"');
    checkout.write('docs/a.md', '2');
    await watch.says('"kind":"watch.waiting"');
    const { out } = await watch.interrupt();
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string } & Record<string, unknown>);
    const rounds = events.filter(({ kind }) => kind === 'watch.round');
    assert.deepEqual(
      rounds.map(({ edited, legs }) => ({ edited, legs })),
      [
        { edited: [], legs: [{ leg: 'docs@linux', reason: { kind: 'due' } }] },
        {
          edited: ['docs/a.md'],
          legs: [{ leg: 'docs@linux', reason: { kind: 'changed', file: 'docs/a.md', more: 0 } }],
        },
      ],
    );
    assert.equal(events.filter(({ kind }) => kind === 'run.finished').length, 2);
    const waiting = events.find(({ kind }) => kind === 'watch.waiting');
    assert.deepEqual({ ...waiting, time: 0 }, { kind: 'watch.waiting', time: 0, files: 2, failing: [] });
  });

  it('is refused like a run, before it watches', async () => {
    const checkout = project();
    const { code, err } = await checkout.lockstep('watch', 'nonsense');
    assert.deepEqual([code, /^error: there is no job or workflow 'nonsense'\n/.test(err)], [2, true]);
    assert.equal((await checkout.lockstep('watch', '--no-needs')).code, 2);
    checkout.write('lockstep.config.yaml', 'project: [\n');
    assert.equal((await checkout.lockstep('watch')).code, 2);
  });

  it('leaves its rounds to itself: nothing goes on with them, or runs them again', async () => {
    const checkout = project();
    const watch = new Watching(checkout, 'docs');
    await watch.says('watching');
    await watch.interrupt();
    assert.match((await checkout.lockstep('run', '--resume')).err, /there is no run to go on with/);
  });
});

describe('watch that is interrupted', { skip: process.platform !== 'linux' }, () => {
  const STUBBORN = `
project: p
jobs:
  unit: { run: "trap '' TERM; (trap '' TERM; while true; do sleep 1; done) & echo up; while true; do sleep 1; done", inputs: [test] }
`;

  it('leaves no process, whether something runs or not', async () => {
    const checkout = project({ 'lockstep.config.yaml': STUBBORN });
    const running = new Watching(checkout);
    await running.says('│ up');
    assert.equal((await running.interrupt()).code, 130);
    assert.deepEqual(await processesLeft(checkout.path), []);
    const idle = new Watching(project(), 'docs');
    await idle.says('watching');
    const { code, signal } = await idle.interrupt();
    assert.deepEqual([code, signal], [130, undefined]);
  });

  it('ends at once on the second Ctrl-C, also in a later round', async () => {
    const checkout = project({ 'lockstep.config.yaml': STUBBORN });
    const watch = new Watching(checkout);
    await watch.says('│ up');
    checkout.write('test/a.ts', '2');
    await watch.says('test/a.ts changed: everything runs again');
    await watch.says('│ up');
    watch.run.child.kill('SIGINT');
    await sleep(300);
    const asked = performance.now();
    assert.equal((await watch.interrupt()).code, 130);
    assert.ok(performance.now() - asked < 1_000, 'it did not wait for the grace period');
    assert.deepEqual(await processesLeft(checkout.path), []);
  });

  it('leaves no process when it is killed', async () => {
    const checkout = project({ 'lockstep.config.yaml': STUBBORN });
    const watch = new Watching(checkout);
    await watch.says('│ up');
    watch.run.child.kill('SIGKILL');
    await watch.run.ended;
    assert.deepEqual(await processesLeft(checkout.path, 5_000), []);
  });
});
