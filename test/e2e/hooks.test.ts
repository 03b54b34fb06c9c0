import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { indexState, treeState } from '../support/checkout-state.ts';
import { git } from '../support/git.ts';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const make = temporaryCheckouts();

/** A repository with hooks installed and one commit. */
async function repository(files: Readonly<Record<string, string>> = {}): Promise<Checkout> {
  const checkout = make({ 'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n', ...files });
  git(checkout.path, 'init', '--quiet', '--initial-branch=main');
  git(checkout.path, 'config', 'user.name', 'Test');
  git(checkout.path, 'config', 'user.email', 'test@example.com');
  git(checkout.path, 'config', 'commit.gpgsign', 'false');
  git(checkout.path, 'add', '--all');
  git(checkout.path, 'commit', '--quiet', '--message', 'as it is');
  const { code, out } = await checkout.lockstep('hooks', 'install');
  assert.equal(code, 0, out);
  return checkout;
}

function commit(
  checkout: Checkout,
  ...args: string[]
): { readonly code: number | null; readonly out: string } {
  const env = { ...process.env, CI: '', SKIP: '' };
  const { status, stdout, stderr } = spawnSync('git', ['commit', '-m', 'a change', ...args], {
    cwd: checkout.path,
    encoding: 'utf8',
    env,
  });
  return { code: status, out: stdout + stderr };
}

const committed = (checkout: Checkout, path: string): string => git(checkout.path, 'show', `HEAD:${path}`);

test('a good commit is made', async () => {
  const checkout = await repository();
  checkout.write('b.yaml', 'a: 1\n');
  git(checkout.path, 'add', '.');
  const { code, out } = commit(checkout);
  assert.equal(code, 0, out);
  assert.match(out, /✓ check-yaml {15}1 file/);
});

test('a fix is part of the commit, in the index and in the checkout', async () => {
  const checkout = await repository();
  checkout.write('b.txt', 'spaces  \nno end');
  git(checkout.path, 'add', '.');
  const { code, out } = commit(checkout);
  assert.equal(code, 0, out);
  assert.equal(committed(checkout, 'b.txt'), 'spaces\nno end\n');
  assert.equal(checkout.read('b.txt'), 'spaces\nno end\n');
  assert.equal(git(checkout.path, 'status', '--porcelain'), '');
  assert.match(out, /fixed: white space at the end of the line/);
});

test('a refused commit changes nothing', async () => {
  const checkout = await repository();
  checkout.write('b.yaml', 'a: [\n');
  git(checkout.path, 'add', '.');
  checkout.write('a.txt', 'not staged  ');
  const before = [treeState(checkout.path), indexState(checkout.path)];
  const { code, out } = commit(checkout);
  assert.equal(code, 1);
  assert.deepEqual([treeState(checkout.path), indexState(checkout.path)], before);
  assert.match(out, /b\.yaml:1 {2}is no YAML/);
  assert.match(out, /1 hook failed: the commit was stopped\./);
  assert.match(out, /SKIP=check-yaml git commit/);
});

test('what a configuration calls its hooks does nothing to the screen', async () => {
  const repo = 'https://github.com/pre-commit/pre-commit-hooks';
  const checkout = await repository({
    '.pre-commit-config.yaml': `repos: [{repo: '${repo}', hooks: [{id: check-yaml, alias: "\\e]0;mine\\a"}]}, {repo: "e\\e[2Jx", hooks: [{id: "\\e[2J"}]}]\n`,
  });
  checkout.write('b.yaml', 'a: {');
  git(checkout.path, 'add', '.');
  const { code, out } = commit(checkout);
  assert.equal(code, 1, out);
  assert.match(out, /✗ check-yaml/);
  const { out: list } = await checkout.lockstep('hooks', 'list');
  for (const text of [out, list]) assert.doesNotMatch(text, /[\x07\x1b](?!\[\d*m)/);
});

test('SKIP leaves hooks out', async () => {
  const checkout = await repository();
  checkout.write('b.yaml', 'a: [\n');
  git(checkout.path, 'add', '.');
  const { code } = await checkout.start(['hooks', 'run'], { env: { SKIP: 'check-yaml' } }).ended;
  assert.equal(code, 0);
});

test('of a file that is staged in part the staged part is checked and fixed, and the rest stays', async () => {
  const checkout = await repository();
  checkout.write('a.txt', 'one  \ntwo\nthree\nfour\nfive\nsix\nseven\n');
  git(checkout.path, 'add', '.');
  checkout.write('a.txt', 'one  \ntwo\nthree\nfour\nfive\nsix\nSEVEN \n');
  const { code, out } = commit(checkout);
  assert.equal(code, 0, out);
  assert.equal(committed(checkout, 'a.txt'), 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n');
  assert.equal(checkout.read('a.txt'), 'one\ntwo\nthree\nfour\nfive\nsix\nSEVEN \n');
});

test('a fix that meets unstaged work is not made, and the commit is refused', async () => {
  const checkout = await repository();
  checkout.write('a.txt', 'one  \n');
  git(checkout.path, 'add', '.');
  checkout.write('a.txt', 'ONE  \n');
  const before = [treeState(checkout.path), indexState(checkout.path)];
  const { code, out } = commit(checkout);
  assert.equal(code, 1);
  assert.match(out, /a\.txt {2}is not fixed: the fix meets work that is not staged/);
  assert.deepEqual([treeState(checkout.path), indexState(checkout.path)], before);
});

test('git commit -a and git commit with paths take fixes as well, and leave nothing staged behind', async () => {
  const checkout = await repository();
  checkout.write('a.txt', 'all  \n');
  assert.equal(commit(checkout, '-a').code, 0);
  assert.equal(committed(checkout, 'a.txt'), 'all\n');
  assert.equal(git(checkout.path, 'status', '--porcelain'), '');
  checkout.write('a.txt', 'path  \n');
  const { code, out } = commit(checkout, '--', 'a.txt');
  assert.equal(code, 0, out);
  assert.equal(committed(checkout, 'a.txt'), 'path\n');
  assert.equal(git(checkout.path, 'status', '--porcelain'), '');
});

test('a folder that became a link is not followed, and comes back as a link', async () => {
  const checkout = await repository({ ...WITH_JOB, 'd/x.txt': 'x\n', 'elsewhere/x.txt': 'x  \n' });
  checkout.write('d/x.txt', 'x  \n');
  git(checkout.path, 'add', 'd/x.txt');
  rmSync(join(checkout.path, 'd'), { recursive: true });
  symlinkSync('elsewhere', join(checkout.path, 'd'));
  const before = treeState(checkout.path, ['seen.log', '.lockstep']);
  const { code, out, err } = await checkout.lockstep('hooks', 'run');
  assert.equal(code, 0, out + err);
  assert.doesNotMatch(err, /kept in/);
  assert.deepEqual(treeState(checkout.path, ['seen.log', '.lockstep']), before);
});

test('report leaves fixes in the checkout and says what to type', async () => {
  const checkout = await repository({
    'lockstep.config.json': JSON.stringify(
      { project: 'p', jobs: { a: 'true' }, hooks: { fix: 'report' } },
      null,
      2,
    ),
  });
  checkout.write('b.txt', 'spaces  \n');
  git(checkout.path, 'add', 'b.txt');
  const { code, out } = commit(checkout);
  assert.equal(code, 1, out);
  assert.equal(checkout.read('b.txt'), 'spaces\n');
  assert.equal(git(checkout.path, 'show', ':b.txt'), 'spaces  \n');
  assert.match(out, /git add b\.txt/);
});

test('renames, deletions, links, empty files, binary files and names of any bytes pass through', async () => {
  const checkout = await repository({ 'old.txt': 'old\n', 'gone.txt': 'gone\n' });
  const { path } = checkout;
  git(path, 'mv', 'old.txt', 'new.txt');
  git(path, 'rm', '--quiet', 'gone.txt');
  checkout.write('line\nbreak.txt', 'x  \n');
  checkout.write('-dash "quote".txt', 'x  \n');
  checkout.write('empty', '');
  writeFileSync(join(path, 'binary'), Buffer.from([0, 1, 2, 32, 10]));
  writeFileSync(Buffer.concat([Buffer.from(`${path}/caf`), Buffer.from([0xe9])]), 'x  \n');
  symlinkSync('new.txt', join(path, 'link'));
  git(path, 'add', '--all');
  const { code, out } = commit(checkout);
  assert.equal(code, 0, out);
  assert.equal(git(path, 'status', '--porcelain'), '');
  assert.equal(committed(checkout, 'line\nbreak.txt'), 'x\n');
  assert.equal(committed(checkout, '-dash "quote".txt'), 'x\n');
  const list = execFileSync('git', ['ls-tree', '-z', 'HEAD'], { cwd: path });
  const id = /(\w{40})\tcaf\xe9\0/.exec(list.toString('latin1'))?.[1] ?? '';
  assert.equal(git(path, 'cat-file', 'blob', id), 'x\n');
});

test('with core.autocrlf the index gets line feeds and the checkout keeps CRLF', async () => {
  const checkout = await repository();
  git(checkout.path, 'config', 'core.autocrlf', 'true');
  git(checkout.path, 'config', 'core.safecrlf', 'false');
  checkout.write('b.txt', 'x  \r\ny\r\n');
  git(checkout.path, 'add', 'b.txt');
  const { code, out } = commit(checkout);
  assert.equal(code, 0, out);
  assert.equal(committed(checkout, 'b.txt'), 'x\ny\n');
  assert.equal(checkout.read('b.txt'), 'x\r\ny\r\n');
});

test('what is only intended to be added is not looked at', async () => {
  const checkout = await repository();
  checkout.write('later.yaml', 'a: [\n');
  git(checkout.path, 'add', '--intent-to-add', 'later.yaml');
  checkout.write('b.txt', 'b  \n');
  git(checkout.path, 'add', 'b.txt');
  const { code, out } = commit(checkout);
  assert.equal(code, 0, out);
  assert.equal(checkout.read('later.yaml'), 'a: [\n');
  assert.equal(git(checkout.path, 'status', '--porcelain'), ' A later.yaml\n');
});

test('a second worktree and a sparse checkout are checkouts', async () => {
  const checkout = await repository({ 'far/x.txt': 'x\n', 'near/y.txt': 'y\n' });
  git(checkout.path, 'worktree', 'add', '--quiet', 'second', '-b', 'second');
  const second = join(checkout.path, 'second');
  git(second, 'sparse-checkout', 'set', '--cone', 'near');
  writeFileSync(join(second, 'near/y.txt'), 'y  \n');
  git(second, 'add', 'near/y.txt');
  const { status, stderr } = spawnSync('git', ['commit', '-m', 'x'], { cwd: second, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.equal(git(second, 'show', 'HEAD:near/y.txt'), 'y\n');
  assert.equal(existsSync(join(second, 'far/x.txt')), false);
  assert.equal(git(second, 'status', '--porcelain'), '');
});

test('a file in conflict cannot be looked at', async () => {
  const checkout = await repository();
  git(checkout.path, 'checkout', '--quiet', '-b', 'topic');
  checkout.write('a.txt', 'topic\n');
  git(checkout.path, 'commit', '--quiet', '--no-verify', '-am', 'topic');
  git(checkout.path, 'checkout', '--quiet', 'main');
  checkout.write('a.txt', 'main\n');
  git(checkout.path, 'commit', '--quiet', '--no-verify', '-am', 'main');
  assert.throws(() => git(checkout.path, 'merge', '--quiet', 'topic'));
  const { code, err } = await checkout.lockstep('hooks', 'run');
  assert.equal(code, 2);
  assert.match(err, /a\.txt is in conflict/);
});

/** A job that sees what is committed, and nothing else. */
const WITH_JOB = {
  'lockstep.config.json': JSON.stringify(
    {
      project: 'p',
      jobs: { types: { run: 'cat a.txt > seen.log; ls >> seen.log; test ! -e wrong' } },
      hooks: { run: [{ job: 'types' }] },
    },
    null,
    2,
  ),
  '.gitignore': 'seen.log\n.lockstep/\n',
};

test('a job sees what is staged alone; unstaged, untracked and deleted files come back byte for byte', async () => {
  const checkout = await repository({ ...WITH_JOB, 'gone/deep/file.txt': 'x\n' });
  checkout.write('a.txt', 'staged\n');
  git(checkout.path, 'add', 'a.txt');
  checkout.write('a.txt', 'unstaged');
  checkout.write('new/untracked', 'u');
  rmSync(join(checkout.path, 'gone'), { recursive: true });
  const before = [treeState(checkout.path, ['seen.log', '.lockstep']), indexState(checkout.path)];
  const { code, out } = commit(checkout);
  assert.equal(code, 0, out);
  assert.match(checkout.read('seen.log'), /^staged\n/);
  assert.doesNotMatch(checkout.read('seen.log'), /untracked/);
  assert.match(checkout.read('seen.log'), /gone/);
  assert.deepEqual(treeState(checkout.path, ['seen.log', '.lockstep']), before[0]);
  checkout.write('wrong', '');
  git(checkout.path, 'add', 'wrong');
  const again = treeState(checkout.path, ['seen.log', '.lockstep']);
  assert.equal(commit(checkout).code, 1);
  assert.deepEqual(treeState(checkout.path, ['seen.log', '.lockstep']), again);
});

test("a job's fix is staged, and made to unstaged work as well", async () => {
  const checkout = await repository({
    'lockstep.config.json': JSON.stringify({
      project: 'p',
      jobs: {
        format: { run: '! grep -q bad a.txt', fix: "sed -i.bak 's/bad/good/' a.txt && rm -f a.txt.bak" },
      },
      hooks: { run: [{ job: 'format' }] },
    }),
    '.gitignore': '.lockstep/\n',
  });
  checkout.write('a.txt', 'bad\ntwo\nthree\nfour\nfive\n');
  git(checkout.path, 'add', 'a.txt');
  checkout.write('a.txt', 'bad\ntwo\nthree\nfour\nFIVE\n');
  const { code, out } = commit(checkout);
  assert.equal(code, 0, out);
  assert.equal(committed(checkout, 'a.txt'), 'good\ntwo\nthree\nfour\nfive\n');
  assert.equal(checkout.read('a.txt'), 'good\ntwo\nthree\nfour\nFIVE\n');
});

test('a job can be asked about the changed files alone, whatever their names are', async () => {
  const checkout = await repository({
    'lockstep.config.json': JSON.stringify({
      project: 'p',
      jobs: { lint: 'false' },
      hooks: { run: [{ job: 'lint', changed: 'printf "%s|" >> seen.log', types: ['text'] }] },
    }),
    '.gitignore': '.lockstep/\nseen.log\n',
  });
  checkout.write("it's $HOME.txt", 'x\n');
  git(checkout.path, 'add', '.');
  const { code, out } = commit(checkout);
  assert.equal(code, 0, out);
  assert.equal(checkout.read('seen.log'), "it's $HOME.txt|");
});

test('a commit that makes generated files stale is refused', async () => {
  const definition = (command: string): string =>
    `project: p\njobs:\n  unit: ${command}\nworkflows:\n  ci: { jobs: '*', owner: github, on: [{ kind: push, branches: [main] }] }\n`;
  const checkout = make({ 'lockstep.config.yaml': definition('echo 1'), '.gitignore': '.lockstep/\n' });
  git(checkout.path, 'init', '--quiet', '--initial-branch=main');
  assert.equal((await checkout.lockstep('generate')).code, 0);
  git(checkout.path, 'add', '--all');
  assert.equal((await checkout.lockstep('hooks', 'run', 'generated-files')).code, 0);
  checkout.write('lockstep.config.yaml', definition('echo 2'));
  assert.equal((await checkout.lockstep('hooks', 'run', 'generated-files')).code, 0, 'not staged yet');
  git(checkout.path, 'add', '--all');
  const { code, out } = await checkout.lockstep('hooks', 'run', 'generated-files');
  assert.equal(code, 1);
  assert.match(out, /\.github\/workflows\/ci\.yml {2}is not what the definition says/);
  assert.match(out, /→ lockstep generate/);
});

test('a message is mended on the way, and --all-files looks at the checkout', async () => {
  const checkout = await repository({
    'lockstep.config.json': JSON.stringify(
      {
        project: 'p',
        jobs: { a: 'true' },
        hooks: { run: [{ hook: 'trailing-whitespace', stages: ['commit-msg'] }] },
      },
      null,
      2,
    ),
  });
  checkout.write('b.txt', 'spaces  \n');
  git(checkout.path, 'add', 'b.txt');
  const env = { ...process.env, CI: '' };
  spawnSync('git', ['commit', '--cleanup=verbatim', '-m', 'message  '], { cwd: checkout.path, env });
  assert.equal(git(checkout.path, 'log', '-1', '--format=%B').trim(), 'message');
  assert.equal(checkout.read('b.txt'), 'spaces  \n');
  const { code } = await checkout.lockstep('hooks', 'run', 'trailing-whitespace', '--all-files');
  assert.equal(code, 1);
  assert.equal(checkout.read('b.txt'), 'spaces\n');
});

test('--from and --to look at commits and mend nothing; a push is refused for what it brings', async () => {
  const checkout = await repository();
  const { path } = checkout;
  mkdirSync(join(path, 'other.git'));
  git(join(path, 'other.git'), 'init', '--quiet', '--bare');
  git(path, 'remote', 'add', 'origin', join(path, 'other.git'));
  git(path, 'push', '--quiet', '--no-verify', 'origin', 'main');
  checkout.write('b.txt', 'spaces  \n');
  git(path, 'add', 'b.txt');
  git(path, 'commit', '--quiet', '--no-verify', '-m', 'x');
  const { code, out } = await checkout.lockstep('hooks', 'run', '--from', 'HEAD~1', '--to', 'HEAD');
  assert.equal(code, 1);
  assert.match(out, /b\.txt:1 {2}white space/);
  assert.equal(checkout.read('b.txt'), 'spaces  \n');
  const push = spawnSync('git', ['push', 'origin', 'main'], { cwd: path, encoding: 'utf8' });
  assert.notEqual(push.status, 0);
  assert.match(push.stderr + push.stdout, /the push was stopped/);
});

test('a configuration of pre-commit is read, and what lockstep has not is named', async () => {
  const checkout = await repository({
    '.pre-commit-config.yaml': `exclude: ^third/
repos:
  - repo: https://github.com/pre-commit/pre-commit-hooks
    rev: v5.0.0
    hooks:
      - id: check-yaml
        args: [--multi]
      - id: trailing-whitespace
        exclude: |
          (?x)^(
            keep/.*   # as they are
          )$
  - repo: https://github.com/psf/black
    rev: 24.1.0
    hooks: [{ id: black }]
`,
  });
  checkout.write('a.yaml', 'a: 1\n---\nb: 2  \n');
  checkout.write('keep/x.txt', 'x  \n');
  checkout.write('third/x.txt', 'x  \n');
  git(checkout.path, 'add', '.');
  const { code, out } = await checkout.lockstep('hooks', 'run');
  assert.equal(code, 1);
  assert.match(out, /a\.yaml:3 {2}fixed: white space/);
  assert.match(out, /not run: black/);
  assert.doesNotMatch(out, /x\.txt/);
});

test('what a configuration of pre-commit came to is kept for that text alone', async () => {
  const checkout = await repository();
  const kept = '.git/lockstep-hooks/config.json';
  const listed = async (): Promise<string> => (await checkout.lockstep('hooks', 'list')).out;
  for (const id of ['check-yaml', 'check-json']) {
    checkout.write('.pre-commit-config.yaml', `repos: [{ repo: builtin, hooks: [{ id: ${id} }] }]\n`);
    assert.match(await listed(), new RegExp(`${id} {2}`));
    const { read } = JSON.parse(checkout.read(kept));
    assert.deepEqual(read.config.run, [{ hook: id }]);
    assert.match(await listed(), new RegExp(`${id} {2}`));
  }
  checkout.write(
    kept,
    checkout.read(kept).replaceAll('check-json', 'check-toml').replace('id: check-toml', 'id: check-json'),
  );
  assert.match(await listed(), /check-toml {2}/, 'what is kept is what is used');
  checkout.write(kept, '{');
  assert.match(await listed(), /check-json {2}/);
  assert.equal((await checkout.lockstep('hooks', 'uninstall')).code, 0);
  assert.equal(existsSync(join(checkout.path, kept)), false);
});

test('a hook that was there before runs first, and comes back', async () => {
  const checkout = await repository();
  assert.equal((await checkout.lockstep('hooks', 'uninstall')).code, 0);
  const hook = join(checkout.path, '.git/hooks/pre-commit');
  assert.equal(existsSync(hook), false);
  writeFileSync(hook, '#!/bin/sh\necho mine; exit 1\n', { mode: 0o755 });
  assert.match((await checkout.lockstep('hooks', 'install')).out, /the hook that was there runs first/);
  assert.equal((await checkout.lockstep('hooks', 'install')).code, 0);
  checkout.write('b.txt', 'b\n');
  git(checkout.path, 'add', '.');
  const { code, out } = commit(checkout);
  assert.equal(code, 1);
  assert.match(out, /^mine/);
  await checkout.lockstep('hooks', 'uninstall');
  assert.equal(readFileSync(hook, 'utf8'), '#!/bin/sh\necho mine; exit 1\n');
});

test('what is asked wrongly is said, with exit code 2', async () => {
  const checkout = await repository();
  const asked = [
    { args: ['no-such-hook'], says: /there is no hook 'no-such-hook'/ },
    { args: ['--all-files', '--files', 'a.txt'], says: /exclude each other/ },
    { args: ['--from', 'HEAD'], says: /go together/ },
    { args: ['--files', 'nothing'], says: /there is no file nothing/ },
    { args: ['--from', 'no-such-branch', '--to', 'HEAD'], says: /there is no commit 'no-such-branch'/ },
    { args: ['--from', 'HEAD', '--to', '--output=x'], says: /there is no commit '--output=x'/ },
  ];
  for (const { args, says } of asked) {
    const { code, err } = await checkout.lockstep('hooks', 'run', ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, says);
  }
});

test('one hook on files, as pre-commit calls it', async () => {
  const checkout = await repository({ 'm.md': 'a  \n', 'n.txt': 'a  \n' });
  const call = ['hooks', 'call', 'trailing-whitespace', '--markdown-linebreak-ext', 'md', 'm.md', 'n.txt'];
  const { code, out } = await checkout.lockstep(...call);
  assert.equal(code, 1, out);
  assert.deepEqual([checkout.read('m.md'), checkout.read('n.txt')], ['a  \n', 'a\n']);
  assert.equal((await checkout.lockstep(...call)).code, 0);
});

test('generated files can be asked about by pre-commit as well, and without a definition there are none', async () => {
  const checkout = make({ '.gitignore': '.lockstep/\n' });
  git(checkout.path, 'init', '--quiet', '--initial-branch=main');
  assert.deepEqual(await checkout.lockstep('hooks', 'call', 'generated-files'), { ...QUIET, code: 0 });
  const workflows = { ci: { jobs: '*', owner: 'github', on: [{ kind: 'push', branches: ['main'] }] } };
  checkout.write('lockstep.config.json', JSON.stringify({ project: 'p', jobs: { unit: 'true' }, workflows }));
  assert.equal((await checkout.lockstep('generate')).code, 0);
  assert.deepEqual(await checkout.lockstep('hooks', 'call', 'generated-files'), { ...QUIET, code: 0 });
  checkout.write(
    'lockstep.config.json',
    JSON.stringify({ project: 'p', jobs: { unit: 'false' }, workflows }),
  );
  const { code, out } = await checkout.lockstep('hooks', 'call', 'generated-files');
  assert.equal(code, 1);
  assert.match(out, /is not what the definition says/);
});

const QUIET = { out: '', err: '', signal: undefined };
