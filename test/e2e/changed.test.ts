import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Affected } from '../../src/cli/affected-plan.ts';
import { git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const open = temporaryCheckouts();

const DEFINITION = `
project: p
jobs:
  build: { category: build, run: mkdir -p dist; echo made > dist/out, inputs: [src, '!src/**/*.md'], outputs: [dist] }
  unit: { needs: [build], run: 'echo unit', inputs: [test] }
  e2e: { needs: [unit], run: cat dist/out, inputs: [e2e] }
  docs: { category: lint, run: echo docs, inputs: [docs, '*.md'] }
`;

const FILES = {
  '.gitignore': 'dist\n',
  'src/a.ts': '1',
  'test/a.ts': '1',
  'e2e/a.ts': '1',
  'docs/a.md': '1',
  other: '1',
};

/** A repository with one commit on the branch `main`. */
function repository(files: Readonly<Record<string, string>> = {}): Checkout {
  const checkout = open({ 'lockstep.config.yaml': DEFINITION, ...FILES, ...files });
  git(checkout.path, 'init', '-q', '-b', 'main');
  return commit(checkout);
}

function commit(checkout: Checkout, message = 'a commit'): Checkout {
  git(checkout.path, 'add', '-A');
  git(checkout.path, 'commit', '-qm', message);
  return checkout;
}

function clone(from: Checkout, ...options: readonly string[]): Checkout {
  const checkout = open({});
  git(checkout.path, 'clone', '-q', ...options, `file://${from.path}`, '.');
  return checkout;
}

/** What `run --changed --dry-run --json` says of the affected legs: each with its reason. */
async function affected(checkout: Checkout, ...args: readonly string[]): Promise<unknown> {
  const at = args[0] === '-C' ? args.slice(0, 2) : [];
  const rest = args.slice(at.length);
  const { code, out, err } = await checkout.lockstep(
    ...at,
    'run',
    ...rest,
    '--changed',
    '--dry-run',
    '--json',
  );
  assert.equal(code, 0, err);
  const plan = JSON.parse(out) as { affected: Affected; plan: { jobs: { id: string }[] } };
  if ('everything' in plan.affected) return plan.affected.everything;
  assert.deepEqual(
    plan.affected.legs.map(({ leg }) => leg),
    plan.plan.jobs.map(({ id }) => id),
  );
  return Object.fromEntries(
    plan.affected.legs.map(({ leg, reason }) => {
      const of = 'file' in reason ? ` ${reason.file}` : 'leg' in reason ? ` ${reason.leg.split('@')[0]}` : '';
      return [leg.split('@')[0], `${reason.kind}${of}`];
    }),
  );
}

describe('run --changed', { skip: process.platform === 'win32' }, () => {
  it('runs who reads what changed, who needs that one, and what these cannot do without', async () => {
    const checkout = repository();
    checkout.write('test/a.ts', '2');
    const { code, out, err } = await checkout.lockstep('run', '--changed', '-j', '1');
    assert.equal(code, 0, out);
    assert.match(
      err,
      /^1 file changed since the last commit \([0-9a-f]{7}\): 1 job left out, not affected\.\n$/,
    );
    assert.deepEqual(
      [...out.matchAll(/^(\w+)@linux +│ ✓ passed/gm)].map(([, job]) => job),
      ['build', 'unit', 'e2e'],
    );
  });

  it('tells in the plan why each leg is in', async () => {
    const checkout = repository();
    checkout.write('test/a.ts', '2');
    checkout.write('test/b.ts', '2');
    const { out } = await checkout.lockstep('run', '--changed', '--dry-run');
    assert.match(
      out,
      /^2 files changed since the last commit \([0-9a-f]{7}\): 1 job left out, not affected\.$/m,
    );
    assert.equal(
      out.slice(out.indexOf('wave')),
      `wave  job    kind   platform  needs  why                           now
1     build  build  linux            needed by unit                runs: it has not run here before
2     unit   unit   linux     build  test/a.ts and 1 more changed  may run: depends on build
3     e2e    e2e    linux     unit   needs unit                    runs: it has not run here before
`,
    );
    const plan = await checkout.lockstep('plan', '--changed');
    assert.match(plan.out, /unit {3}unit {3}linux {5}build {2}test\/a\.ts and 1 more changed\n/);
    const json = JSON.parse((await checkout.lockstep('plan', '--changed', '--json')).out);
    assert.deepEqual([json.version, json.jobs.length, json.affected.legs.length], [1, 3, 3]);
  });

  it('has nothing to do and says so when nothing is affected', async () => {
    const checkout = repository();
    const unchanged = await checkout.lockstep('run', '--changed');
    assert.equal(unchanged.code, 0);
    assert.match(
      unchanged.out,
      /^Nothing changed since the last commit \([0-9a-f]{7}\): 4 jobs left out\.\n$/,
    );
    checkout.write('other', '2');
    const spared = await checkout.lockstep('run', '--changed');
    assert.equal(spared.code, 0);
    assert.match(
      spared.out,
      /^1 file changed since the last commit \([0-9a-f]{7}\), and no job is affected: 4 jobs left out\.\n$/,
    );
    const json = await checkout.lockstep('run', '--changed', '--json');
    assert.deepEqual([json.code, json.out], [0, '']);
    assert.match(json.err, /no job is affected/);
    assert.deepEqual(checkout.runs, []);
  });

  it('counts renamed, deleted and untracked files, and modes', async () => {
    const checkout = repository();
    renameSync(join(checkout.path, 'test/a.ts'), join(checkout.path, 'docs/b.md'));
    assert.deepEqual(await affected(checkout), {
      build: 'needed-by unit',
      unit: 'changed test/a.ts',
      e2e: 'needs unit',
      docs: 'changed docs/b.md',
    });
    commit(checkout);
    rmSync(join(checkout.path, 'docs/a.md'));
    assert.deepEqual(await affected(checkout), { docs: 'changed docs/a.md' });
    git(checkout.path, 'checkout', '-q', '.');
    chmodSync(join(checkout.path, 'docs/a.md'), 0o755);
    assert.deepEqual(await affected(checkout), { docs: 'changed docs/a.md' });
    git(checkout.path, 'checkout', '-q', '.');
    checkout.write('docs/größe und\n日本.md', '');
    assert.deepEqual(await affected(checkout), { docs: 'changed docs/größe und\n日本.md' });
  });

  it('affects everything when a file of the definition changes', async () => {
    const checkout = repository({
      'lockstep.config.ts': `import { jobs } from './ci/jobs.ts';\nexport default { project: 'p', jobs };\n`,
      'ci/jobs.ts': `export const jobs = { unit: { run: 'echo', inputs: ['test'] }, lint: { run: 'echo', inputs: ['src'] } };\n`,
    });
    rmSync(join(checkout.path, 'lockstep.config.yaml'));
    commit(checkout);
    for (const _ of ['evaluated', 'from the cache']) {
      assert.deepEqual(await affected(checkout), {});
      checkout.write('ci/jobs.ts', `${checkout.read('ci/jobs.ts')}// more\n`);
      assert.deepEqual(await affected(checkout), {
        unit: 'definition ci/jobs.ts',
        lint: 'definition ci/jobs.ts',
      });
      commit(checkout);
    }
  });

  it('goes with jobs that are named, and with --no-needs', async () => {
    const checkout = repository();
    checkout.write('src/a.ts', '2');
    assert.deepEqual(await affected(checkout, 'unit'), { build: 'changed src/a.ts', unit: 'needs build' });
    assert.deepEqual(await affected(checkout, 'e2e', 'docs', '--no-needs'), { e2e: 'needs unit' });
    const { code, out } = await checkout.lockstep('run', 'docs', '--changed');
    assert.equal(code, 0);
    assert.match(out, /no job is affected: 1 job left out/);
  });

  it('leaves results that a run of everything reuses', async () => {
    const checkout = repository({
      'lockstep.config.yaml':
        'project: p\njobs:\n  build: { run: echo, inputs: [src] }\n  unit: { needs: [build], run: echo, inputs: [test] }\n',
    });
    await checkout.lockstep('run');
    checkout.write('test/a.ts', '2');
    assert.match((await checkout.lockstep('run', '--changed')).out, /✓ 1 job passed/);
    assert.match((await checkout.lockstep('run')).out, /✓ 2 jobs, none failed: 2 reused/);
  });

  it('is run again, and goes on, with the legs it was of', async () => {
    const checkout = repository();
    checkout.write('docs/a.md', '2');
    await checkout.lockstep('run', '--changed');
    commit(checkout);
    const again = await checkout.lockstep('runs', 'rerun');
    assert.equal(again.code, 0, again.err);
    assert.match(again.out, /✓ 1 job passed/);
    checkout.write(
      'lockstep.config.yaml',
      `${DEFINITION}  slow: { needs: [docs], inputs: [slow], run: 'echo up; test -f go || sleep 1000' }\n`,
    );
    commit(checkout);
    checkout.write('slow', '2');
    const run = checkout.start(['run', '--changed']);
    await run.says('│ up');
    run.child.kill('SIGKILL');
    await run.ended;
    checkout.write('go', '');
    checkout.write('slow', '1');
    const resumed = await checkout.lockstep('run', '--resume');
    assert.equal(resumed.code, 0, resumed.err);
    assert.match(resumed.out, /✓ 1 job passed/);
  });
});

describe('what run --changed compares with', { skip: process.platform === 'win32' }, () => {
  async function since(checkout: Checkout, ...args: readonly string[]): Promise<string> {
    const { out } = await checkout.lockstep('plan', '--changed', '--json', ...args);
    const { affected } = JSON.parse(out) as { affected: Affected };
    assert.ok('since' in affected, out);
    assert.ok(affected.since.text.endsWith(` (${affected.since.commit.slice(0, 7)})`));
    return affected.since.text.replace(/ \(.*/, '');
  }

  it('is where the branch left its upstream, or else the default branch', async () => {
    const origin = repository();
    const checkout = clone(origin);
    assert.equal(await since(checkout), 'since the last commit');
    checkout.write('docs/a.md', '2');
    commit(checkout);
    assert.equal(await since(checkout), 'since origin/main');
    git(checkout.path, 'checkout', '-qb', 'feature');
    assert.equal(await since(checkout), 'since origin/main');
    assert.deepEqual(await affected(checkout), { docs: 'changed docs/a.md' });
    origin.write('src/a.ts', '2');
    commit(origin);
    git(checkout.path, 'fetch', '-q');
    assert.equal(await since(checkout), 'since the branch left origin/main');
    assert.deepEqual(
      await affected(checkout),
      { docs: 'changed docs/a.md' },
      'not what others did meanwhile',
    );
    git(checkout.path, 'push', '-qu', 'origin', 'feature');
    assert.equal(await since(checkout), 'since the last commit');
    assert.deepEqual(await affected(checkout), {});
    git(checkout.path, 'checkout', '-q', '--detach');
    assert.equal(await since(checkout), 'since the branch left origin/main');
  });

  it('is what is not committed, where there is but one branch', async () => {
    const checkout = repository();
    git(checkout.path, 'branch', '-qm', 'trunk');
    assert.equal(await since(checkout), 'since the last commit');
  });

  it('is the revision that is named, or where the branch left it', async () => {
    const checkout = repository();
    git(checkout.path, 'tag', 'v1');
    checkout.write('docs/a.md', '2');
    commit(checkout);
    git(checkout.path, 'checkout', '-qb', 'feature', 'v1');
    checkout.write('test/b.ts', '2');
    commit(checkout);
    assert.equal(await since(checkout, '--since', 'v1'), 'since v1');
    assert.equal(await since(checkout, '--since', 'main'), 'since the branch left main');
    assert.deepEqual(await affected(checkout, 'docs', '--since', 'main'), {});
    assert.equal(await since(checkout, '--since', 'HEAD'), 'since HEAD');
    git(checkout.path, 'checkout', '-q', '--orphan', 'other');
    git(checkout.path, 'commit', '-qm', 'of its own');
    assert.deepEqual(await affected(checkout, 'docs', '--since', 'main'), { docs: 'changed docs/a.md' });
  });

  it('is refused when it does not exist', async () => {
    const checkout = repository();
    for (const revision of ['nonsense', '--all', 'main..HEAD']) {
      const { code, err } = await checkout.lockstep('run', '--changed', `--since=${revision}`);
      assert.deepEqual(
        [code, err],
        [
          2,
          `error: there is no commit '${revision}' to compare with\n  help: Name a branch, a tag or a commit; git fetch gets those of the remote.\n`,
        ],
      );
    }
    const alone = await checkout.lockstep('run', '--since', 'main');
    assert.deepEqual(
      [alone.code, alone.err],
      [2, 'error: --since is for --changed\n  help: Add --changed: --changed --since main.\n'],
    );
    for (const args of [
      ['run', '--changed', '--resume'],
      ['plan', '--changed', '--event', 'manual'],
    ])
      assert.equal((await checkout.lockstep(...args)).code, 2, args.join(' '));
  });

  it('is missing in a shallow clone: everything runs, and how to get it is told', async () => {
    const origin = repository();
    git(origin.path, 'checkout', '-qb', 'feature');
    origin.write('docs/a.md', '2');
    commit(origin);
    git(origin.path, 'checkout', '-q', 'main');
    origin.write('src/a.ts', '2');
    commit(origin);
    const checkout = clone(origin, '--depth', '1', '--no-single-branch');
    git(checkout.path, 'checkout', '-q', '--detach', 'origin/feature');
    const parting = 'the commit where HEAD and origin/main part is not in this shallow clone';
    assert.equal(await affected(checkout), parting);
    assert.equal(await affected(checkout, '--since', 'origin/main'), parting);
    assert.equal(await affected(checkout, '--since', 'v1'), 'v1 is not in this shallow clone');
    const { code, out } = await checkout.lockstep('run', '--changed');
    assert.equal(code, 0, out);
    assert.match(out, /4 jobs passed/);
    assert.match(
      out.replace(/\s+/g, ' '),
      /Everything is in, since it cannot be told what changed: the commit where HEAD and origin\/main part is not in this shallow clone\. git fetch --deepen=100 gets more of the history, git fetch --unshallow all of it\./,
    );
    git(checkout.path, 'fetch', '-q', '--unshallow');
    assert.deepEqual(await affected(checkout), { docs: 'changed docs/a.md' });
    const single = clone(origin, '--depth', '1', '--branch', 'feature');
    git(single.path, 'checkout', '-q', '--detach');
    assert.equal(await affected(single), 'this clone is shallow, and has no branch to compare with');
  });

  it('is nothing outside a repository, before the first commit, and in a folder that git ignores', async () => {
    const outside = open({ 'lockstep.config.yaml': DEFINITION });
    const { code, out } = await outside.lockstep('run', '--changed');
    assert.equal(code, 0, out);
    assert.match(out, /4 jobs passed/);
    assert.match(
      out.replace(/\s+/g, ' '),
      /Everything is in, since it cannot be told what changed: not a git repository/,
    );
    const dry = await outside.lockstep('run', '--changed', '--dry-run');
    assert.match(dry.out.replace(/\s+/g, ' '), /Everything is in, .*not a git repository/);
    git(outside.path, 'init', '-q');
    assert.equal(await affected(outside), 'nothing is committed yet');
    const ignored = repository({ '.gitignore': 'away\n', 'away/lockstep.config.yaml': DEFINITION });
    assert.equal(await affected(ignored, '-C', 'away'), 'git ignores the folder of the definition');
  });
});

describe('the folder run --changed looks at', { skip: process.platform === 'win32' }, () => {
  it('is that of the definition, which may be below the root', async () => {
    const checkout = repository({
      'packages/web/lockstep.config.ts': `import { unit } from '../../shared/ci.ts';\nexport default { project: 'web', jobs: { unit, lint: { run: 'echo', inputs: ['src'] } } };\n`,
      'packages/web/test/a.ts': '1',
      'shared/ci.ts': `export const unit = { run: 'echo', inputs: ['test', '*.md'] };\n`,
    });
    checkout.write('test/a.ts', '2');
    checkout.write('README.md', '2');
    assert.deepEqual(await affected(checkout, '-C', 'packages/web'), {});
    checkout.write('packages/web/test/a.ts', '2');
    assert.deepEqual(await affected(checkout, '-C', 'packages/web'), { unit: 'changed test/a.ts' });
    checkout.write('shared/ci.ts', `${checkout.read('shared/ci.ts')}// more\n`);
    assert.deepEqual(await affected(checkout, '-C', 'packages/web'), {
      unit: 'definition ../../shared/ci.ts',
      lint: 'definition ../../shared/ci.ts',
    });
  });

  it('may be in a worktree of its own', async () => {
    const checkout = repository();
    const other = open({});
    git(checkout.path, 'worktree', 'add', '-q', '-b', 'feature', join(other.path, 'tree'));
    checkout.write('src/a.ts', '2');
    other.write('tree/docs/a.md', '2');
    assert.deepEqual(await affected(other, '-C', 'tree'), { docs: 'changed docs/a.md' });
    git(join(other.path, 'tree'), 'commit', '-qam', 'docs');
    assert.deepEqual(await affected(other, '-C', 'tree'), { docs: 'changed docs/a.md' });
  });

  it('may have submodules', async () => {
    const library = repository();
    const checkout = repository({
      'lockstep.config.yaml': `
project: p
jobs:
  whole: { run: echo, inputs: [vendor] }
  below: { run: echo, inputs: ['vendor/lib/src/*.ts'] }
  other: { run: echo, inputs: [src, vendor/other] }
`,
    });
    git(
      checkout.path,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      library.path,
      'vendor/lib',
    );
    commit(checkout);
    assert.deepEqual(await affected(checkout), {});
    const both = { whole: 'changed vendor/lib', below: 'changed vendor/lib' };
    checkout.write('vendor/lib/src/a.ts', '2');
    assert.deepEqual(await affected(checkout), both);
    git(join(checkout.path, 'vendor/lib'), 'commit', '-qam', 'two');
    assert.deepEqual(await affected(checkout), both);
    commit(checkout);
    assert.deepEqual(await affected(checkout), {});
    assert.deepEqual(await affected(checkout, '--since', 'HEAD~'), both);
    mkdirSync(join(checkout.path, 'vendor/lib/src/deep'));
    assert.deepEqual(await affected(checkout), {}, 'an empty folder is nothing to git');
  });

  it('may be that of a submodule itself', async () => {
    const library = repository();
    const checkout = open({});
    git(checkout.path, 'init', '-q');
    git(
      checkout.path,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      library.path,
      'lib',
    );
    checkout.write('lib/docs/a.md', '2');
    assert.deepEqual(await affected(checkout, '-C', 'lib'), { docs: 'changed docs/a.md' });
  });
});
