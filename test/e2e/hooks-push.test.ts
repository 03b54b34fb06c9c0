import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const make = temporaryCheckouts();

const DEFINITION = JSON.stringify(
  {
    project: 'p',
    jobs: {
      unit: { run: 'echo unit >> ran.log', inputs: ['src/**'] },
      docs: { run: 'echo docs >> ran.log', inputs: ['docs/**'] },
    },
    workflows: { ci: { jobs: '*', owner: 'github', on: [{ kind: 'push', branches: ['main'] }] } },
    hooks: { run: ['trailing-whitespace'] },
  },
  null,
  2,
);

/** A repository with hooks that has pushed its first commit. */
async function published(): Promise<Checkout> {
  const checkout = await unpublished();
  git(checkout.path, 'push', '--quiet', '--no-verify', 'origin', 'main');
  return checkout;
}

async function unpublished(): Promise<Checkout> {
  const checkout = make({
    'src/a.txt': 'a\n',
    'docs/a.txt': 'a\n',
    'lockstep.config.json': `${DEFINITION}\n`,
    '.gitignore': '.lockstep/\nran.log\nother.git/\n',
    'ran.log': '',
  });
  const { path } = checkout;
  git(path, 'init', '--quiet', '--initial-branch=main');
  git(path, 'add', '--all');
  git(path, 'commit', '--quiet', '--message', 'as it is');
  mkdirSync(join(path, 'other.git'));
  git(join(path, 'other.git'), 'init', '--quiet', '--bare');
  git(path, 'remote', 'add', 'origin', join(path, 'other.git'));
  const { code, out } = await checkout.lockstep('hooks', 'install');
  assert.equal(code, 0, out);
  return checkout;
}

function commit(checkout: Checkout, name: string, text: string): void {
  checkout.write(name, text);
  git(checkout.path, 'add', '--all');
  git(checkout.path, 'commit', '--quiet', '--no-verify', '--message', name);
}

function push(checkout: Checkout, ...args: string[]): { readonly code: number | null; readonly out: string } {
  const env = { ...process.env, CI: '', SKIP: '' };
  const { status, stdout, stderr } = spawnSync('git', ['push', 'origin', ...args], {
    cwd: checkout.path,
    encoding: 'utf8',
    env,
  });
  return { code: status, out: stdout + stderr };
}

/** The jobs that have run since it was asked last. */
function ran(checkout: Checkout): readonly string[] {
  const jobs = checkout.read('ran.log').split('\n').filter(Boolean).sort();
  checkout.write('ran.log', '');
  return jobs;
}

test('of a push that brings something the files are looked at, and the jobs run that it affects', async () => {
  const checkout = await published();
  commit(checkout, 'src/a.txt', 'b\n');
  const { code, out } = push(checkout, 'main');
  assert.equal(code, 0, out);
  assert.match(out, /✓ trailing-whitespace {2}1 file/);
  assert.deepEqual(ran(checkout), ['unit']);
});

test('each branch and tag of a push is looked at, not only the first', async () => {
  const checkout = await published();
  const { path } = checkout;
  commit(checkout, 'docs/a.txt', 'good\n');
  git(path, 'checkout', '--quiet', '-b', 'wrong', 'main~1');
  commit(checkout, 'src/b.txt', 'spaces  \n');
  git(path, 'checkout', '--quiet', 'main');
  const { code, out } = push(checkout, 'main', 'wrong');
  assert.notEqual(code, 0);
  assert.match(out, /refs\/heads\/main\n✓ trailing-whitespace {2}1 file/);
  assert.match(out, /refs\/heads\/wrong\n✗ trailing-whitespace/);
  assert.match(out, /src\/b\.txt:1/);
  git(path, 'tag', '--annotate', '--message', 'x', 'v1', 'wrong');
  const tag = push(checkout, 'v1');
  assert.notEqual(tag.code, 0);
  assert.match(tag.out, /src\/b\.txt:1/);
  const json = await checkout.start(['hooks', 'run', '--stage', 'pre-push', '--json']).ended;
  assert.equal(json.code, 0);
  assert.deepEqual(JSON.parse(json.out).hooks, []);
});

test('jobs run for what is checked out, and for the rest it is said that they do not', async () => {
  const checkout = await published();
  const { path } = checkout;
  git(path, 'checkout', '--quiet', '-b', 'topic');
  commit(checkout, 'docs/b.txt', 'b\n');
  git(path, 'checkout', '--quiet', 'main');
  const elsewhere = push(checkout, 'topic');
  assert.equal(elsewhere.code, 0, elsewhere.out);
  assert.match(elsewhere.out, /jobs are not run for what is not checked out: refs\/heads\/topic/);
  assert.deepEqual(ran(checkout), []);
  commit(checkout, 'src/b.txt', 'b\n');
  git(path, 'branch', 'same');
  const both = push(checkout, 'main', 'same');
  assert.equal(both.code, 0, both.out);
  assert.deepEqual(ran(checkout), ['unit']);
});

test('a deletion, and a push of what the other side has, look at nothing and run nothing', async () => {
  const checkout = await published();
  const { path } = checkout;
  git(path, 'push', '--quiet', '--no-verify', 'origin', 'main:old');
  for (const args of [['--delete', 'old'], ['main'], ['main:same']]) {
    const { code, out } = push(checkout, ...args);
    assert.equal(code, 0, out);
    assert.doesNotMatch(out, /trailing-whitespace/);
    assert.match(out, /the push brings nothing new to look at/);
  }
  assert.deepEqual(ran(checkout), []);
});

test('after a rebase that is pushed by force, what differs from before is looked at', async () => {
  const checkout = await published();
  const { path } = checkout;
  commit(checkout, 'src/c.txt', 'spaces  \n');
  git(path, 'push', '--quiet', '--no-verify', 'origin', 'main');
  git(path, 'reset', '--quiet', '--hard', 'HEAD~1');
  commit(checkout, 'docs/c.txt', 'good\n');
  const { code, out } = push(checkout, '--force', 'main');
  assert.equal(code, 0, out);
  assert.match(out, /✓ trailing-whitespace {2}1 file/);
  assert.deepEqual(ran(checkout), ['docs']);
  git(path, 'reset', '--quiet', '--hard', 'HEAD~1');
  const back = push(checkout, '--force', 'main');
  assert.equal(back.code, 0, back.out);
  assert.match(back.out, /the push brings nothing new/);
});

test('of a new branch, what no remote has is looked at, also when it is not checked out', async () => {
  const checkout = await published();
  const { path } = checkout;
  git(path, 'checkout', '--quiet', '-b', 'topic');
  commit(checkout, 'src/b.txt', 'spaces  \n');
  commit(checkout, 'src/c.txt', 'good\n');
  git(path, 'checkout', '--quiet', 'main');
  const { code, out } = push(checkout, 'topic');
  assert.notEqual(code, 0);
  assert.match(out, /src\/b\.txt:1/);
  assert.doesNotMatch(out, /src\/c\.txt/);
});

test('of the first push everything is looked at, and every job runs', async () => {
  const checkout = await unpublished();
  const { code, out } = push(checkout, 'main');
  assert.equal(code, 0, out);
  assert.match(out, /✓ trailing-whitespace {2}4 files/);
  assert.deepEqual(ran(checkout), ['docs', 'unit']);
});

test('a hook that was there before reads what is pushed, and so does lockstep', async () => {
  const checkout = await published();
  const { path } = checkout;
  assert.equal((await checkout.lockstep('hooks', 'uninstall')).code, 0);
  writeFileSync(join(path, '.git/hooks/pre-push'), '#!/bin/sh\ncat > ran.log\n', { mode: 0o755 });
  assert.equal((await checkout.lockstep('hooks', 'install')).code, 0);
  commit(checkout, 'src/b.txt', 'spaces  \n');
  const { code, out } = push(checkout, 'main');
  assert.notEqual(code, 0);
  assert.match(checkout.read('ran.log'), /^refs\/heads\/main [0-9a-f]{40} refs\/heads\/main [0-9a-f]{40}\n$/);
  assert.match(out, /src\/b\.txt:1/);
});
