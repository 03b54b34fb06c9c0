// The hooks on files, held against pre-commit-hooks and pre-commit themselves: verdicts, and the bytes that fixers leave.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { corpus } from './hooks/corpus.mjs';
import { launcher, noPython, pythonPackages, root, temporaryFolder } from './support/workbench.mjs';

const PACKAGES = ['pre-commit==4.7.0', 'pre-commit-hooks==6.0.0'];

/** Each hook with the options it is held to; `module` is its file there. */
const QUESTIONS = [
  ['trailing-whitespace', 'trailing_whitespace_fixer', []],
  ['trailing-whitespace', 'trailing_whitespace_fixer', ['--markdown-linebreak-ext=md']],
  ['trailing-whitespace', 'trailing_whitespace_fixer', ['--markdown-linebreak-ext=*']],
  ['trailing-whitespace', 'trailing_whitespace_fixer', ['--chars', ' ']],
  ['end-of-file-fixer', 'end_of_file_fixer', []],
  ['mixed-line-ending', 'mixed_line_ending', []],
  ['mixed-line-ending', 'mixed_line_ending', ['--fix=no']],
  ['mixed-line-ending', 'mixed_line_ending', ['--fix=lf']],
  ['mixed-line-ending', 'mixed_line_ending', ['--fix=crlf']],
  ['mixed-line-ending', 'mixed_line_ending', ['--fix=cr']],
  ['check-merge-conflict', 'check_merge_conflict', ['--assume-in-merge']],
  ['detect-private-key', 'detect_private_key', []],
  ['check-yaml', 'check_yaml', []],
  ['check-yaml', 'check_yaml', ['--multi']],
  ['check-yaml', 'check_yaml', ['--unsafe']],
  ['check-toml', 'check_toml', []],
  ['check-json', 'check_json', []],
  ['check-added-large-files', 'check_added_large_files', ['--maxkb=1', '--enforce-all']],
].map(([hook, module, args]) => ({ name: [hook, ...args].join(' '), hook, module, args }));

const KINDS = { 'check-yaml': '.yaml', 'check-toml': '.toml', 'check-json': '.json' };

/** Where the two are meant to differ. docs/hooks.md has the same list with the reasons. */
const DEVIATIONS = JSON.parse(readFileSync(join(root, 'test/interop/hooks/deviations.json'), 'utf8'));

function write(folder, files) {
  for (const [name, { bytes, isProgram }] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
    chmodSync(join(folder, name), isProgram ? 0o755 : 0o644);
  }
}

function must(command, args, options) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  assert.equal(result.status, 0, `${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

function repository(files) {
  const folder = temporaryFolder('hooks');
  write(folder, files);
  must('git', ['init', '--quiet'], { cwd: folder });
  must('git', ['add', '--all', '--force'], { cwd: folder });
  return folder;
}

const wanted = (hook, files) => [...files.keys()].filter((name) => name.endsWith(KINDS[hook] ?? ''));

function theirs(python, question, files) {
  const cwd = repository(files);
  const asked = [{ ...question, files: wanted(question.hook, files) }];
  const printed = must(python, [join(root, 'test/interop/hooks/verdicts.py')], {
    cwd,
    input: JSON.stringify(asked),
  });
  return { cwd, answers: JSON.parse(printed).answers };
}

function ours({ hook, args }, files) {
  const cwd = repository(files);
  const run = [{ hook, args, types: ['file'], files: KINDS[hook] === undefined ? '.' : `\\${KINDS[hook]}$` }];
  writeFileSync(
    join(cwd, 'lockstep.config.json'),
    JSON.stringify({ project: 'p', jobs: { a: 'true' }, hooks: { run } }),
  );
  const args2 = [launcher, 'hooks', 'run', '--all-files', '--json'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args2, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  assert.ok(status === 0 || status === 1, stderr);
  return { cwd, wrong: new Set(JSON.parse(stdout).hooks[0].complaints.map(({ path }) => path)) };
}

/** Files on which the two differ, with what each says. */
function differences(python, question, files) {
  const [a, b] = [theirs(python, question, files), ours(question, files)];
  const found = [];
  for (const name of wanted(question.hook, files)) {
    const [left, right] = [a.answers[name] !== 0, b.wrong.has(name)];
    if (left !== right) found.push({ name, there: a.answers[name], here: right ? 1 : 0 });
    else if (!readFileSync(join(a.cwd, name)).equals(readFileSync(join(b.cwd, name))))
      found.push({ name, bytes: true });
  }
  return found;
}

export default {
  name: 'Hooks: pre-commit-hooks and pre-commit',
  needs: noPython,
  run: async ({ check, skip }) => {
    const { python, reason } = await pythonPackages('hooks', PACKAGES);
    if (reason !== undefined) return skip('all of it', reason);
    const files = corpus();
    await check(`there are at least 200 files (${files.size})`, () => assert.ok(files.size >= 200));
    for (const question of QUESTIONS)
      await check(`${question.name}: the same verdicts and bytes, but for what is listed`, () => {
        const listed = DEVIATIONS[question.name] ?? {};
        const found = differences(python, question, files);
        assert.deepEqual(
          Object.fromEntries(found.map(({ name, ...how }) => [name, how])),
          Object.fromEntries(Object.entries(listed).map(([name, { why: _, ...how }]) => [name, how])),
        );
      });
    await check('pre-commit takes .pre-commit-hooks.yaml', () => {
      must(join(dirname(python), 'pre-commit'), ['validate-manifest', join(root, '.pre-commit-hooks.yaml')]);
    });
    await check('pre-commit installs lockstep from a repository (language: node), and runs its hooks', () => {
      installedByPreCommit(dirname(python));
    });
    await check(
      'pre-commit itself, with its own choice of files, leaves the same bytes and names the same hooks',
      () => {
        throughPreCommit(dirname(python), files);
      },
    );
  },
};

const WHOLE = {
  'trailing-whitespace': ['trailing-whitespace-fixer', ['text']],
  'end-of-file-fixer': ['end-of-file-fixer', ['text']],
  'mixed-line-ending': ['mixed-line-ending', ['text']],
  'check-executables-have-shebangs': ['check-executables-have-shebangs', ['text', 'executable']],
  'check-case-conflict': ['check-case-conflict', []],
  'check-symlinks': ['check-symlinks', ['symlink']],
  'detect-private-key': ['detect-private-key', ['text']],
};

function throughPreCommit(bin, files) {
  const hooks = Object.entries(WHOLE).map(([id, [entry, types]]) => {
    return {
      id,
      name: id,
      language: 'system',
      entry: join(bin, entry),
      types: types.length > 0 ? types : ['file'],
    };
  });
  const theirFolder = repository(files);
  const config = { repos: [{ repo: 'local', hooks }] };
  writeFileSync(join(theirFolder, '.pre-commit-config.yaml'), JSON.stringify(config));
  must('git', ['add', '.pre-commit-config.yaml'], { cwd: theirFolder });
  const env = { ...process.env, PRE_COMMIT_HOME: temporaryFolder('pre-commit'), PRE_COMMIT_COLOR: 'never' };
  const run = spawnSync(join(bin, 'pre-commit'), ['run', '--all-files'], {
    cwd: theirFolder,
    encoding: 'utf8',
    env,
  });
  const failedThere = [...run.stdout.matchAll(/^([a-z-]+)\.+Failed$/gm)].map((match) => match[1]);
  const ourFolder = repository(files);
  const own = { repos: [{ repo: 'builtin', hooks: Object.keys(WHOLE).map((id) => ({ id })) }] };
  writeFileSync(join(ourFolder, '.pre-commit-config.yaml'), JSON.stringify(own));
  must('git', ['add', '.pre-commit-config.yaml'], { cwd: ourFolder });
  const answer = spawnSync(process.execPath, [launcher, 'hooks', 'run', '--all-files', '--json'], {
    cwd: ourFolder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const failedHere = JSON.parse(answer.stdout)
    .hooks.filter(({ verdict }) => verdict === 'failed')
    .map(({ id }) => id);
  assert.deepEqual(failedHere, failedThere);
  const different = [...files.keys()].filter(
    (name) => !readFileSync(join(theirFolder, name)).equals(readFileSync(join(ourFolder, name))),
  );
  assert.deepEqual(different, []);
}

/** As a user of pre-commit has it: `repo` is this repository as it lies here, in a commit of its own. */
function installedByPreCommit(bin) {
  const tracked = must('git', ['ls-files', '-z'], { cwd: root }).split('\0').filter(Boolean);
  const there = tracked.filter((name) => existsSync(join(root, name)));
  const files = there.map((name) => [name, { bytes: readFileSync(join(root, name)) }]);
  const lockstep = committed(new Map(files));
  const rev = must('git', ['rev-parse', 'HEAD'], { cwd: lockstep }).trim();
  const ids = [...readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8').matchAll(/^- id: (.+)$/gm)];
  const config = { repos: [{ repo: lockstep, rev, hooks: ids.map(([, id]) => ({ id })) }] };
  const cwd = repository(
    new Map(
      Object.entries({
        '.pre-commit-config.yaml': `${JSON.stringify(config)}\n`,
        'a.txt': 'spaces  \n',
        'b.yaml': 'a: [\n',
        'c.toml': 'a = 1\n',
        'd.json': '{}\n',
      }).map(([name, text]) => [name, { bytes: Buffer.from(text) }]),
    ),
  );
  const env = { ...process.env, PRE_COMMIT_HOME: temporaryFolder('pre-commit'), PRE_COMMIT_COLOR: 'never' };
  const asked = { cwd, env, encoding: 'utf8' };
  const { stdout, stderr, status } = spawnSync(join(bin, 'pre-commit'), ['run', '--all-files'], asked);
  assert.equal(status, 1, stdout + stderr);
  const failed = [...stdout.matchAll(/^- hook id: (.+)$/gm)].map(([, id]) => id);
  assert.deepEqual(failed, ['check-yaml', 'trailing-whitespace'], stdout + stderr);
  assert.match(stdout, /b\.yaml:1 {2}is no YAML/);
  assert.equal(readFileSync(join(cwd, 'a.txt'), 'utf8'), 'spaces\n');
  writeFileSync(join(cwd, 'b.yaml'), 'a: 1\n');
  const again = spawnSync(join(bin, 'pre-commit'), ['run', '--all-files'], asked);
  assert.equal(again.status, 0, again.stdout + again.stderr);
  assert.equal([...again.stdout.matchAll(/(?:Passed|Skipped)$/gm)].length, ids.length, again.stdout);
}

function committed(files) {
  const folder = repository(files);
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  must('git', [...identity, 'commit', '--quiet', '--no-verify', '--message', 'as it is'], { cwd: folder });
  return folder;
}
