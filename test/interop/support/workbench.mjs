// What a check works with: folders that are gone afterwards, programs, and other people's tools, installed where git does not look.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..', '..');
const cache = join(root, '.cache', 'interop');
const temporary = [];

/** A new folder that `cleanUp` removes. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `lockstep-interop-${name}-`));
  temporary.push(folder);
  return folder;
}

export function cleanUp() {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Runs a program to its end: `{ code, stdout, stderr }`. Variables that are `undefined` are taken out of the environment. */
export function run(command, args, { cwd = root, env = {}, timeout = 300_000 } = {}) {
  const all = { ...process.env, NODE_TEST_CONTEXT: undefined, LANG: 'C.UTF-8', CI: 'true', ...env };
  const child = spawn(command, args, { cwd, env: all, stdio: ['ignore', 'pipe', 'pipe'] });
  // Not spawn's own: of a program that is not there Node never stops that clock, which keeps the process alive until it strikes.
  const clock = setTimeout(() => child.kill(), timeout);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done({ code: code ?? signal, ...output }));
  }).finally(() => clearTimeout(clock));
}

/** As `run`, and anything but exit code 0 is an error that shows what was printed. */
export async function mustRun(command, args, options) {
  const result = await run(command, args, options);
  if (result.code !== 0) {
    const output = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-25).join('\n');
    throw new Error(`${[command, ...args].join(' ')} ended with ${result.code}:\n${output}`);
  }
  return result;
}

export const launcher = join(root, 'dist', 'bin', 'lockstep.js');

/** The built `lockstep`; with `--json`, the events it printed come along. */
export async function lockstep(args, { node = process.execPath, ...options } = {}) {
  const result = await run(node, [launcher, ...args], options);
  const lines = args.includes('--json')
    ? result.stdout.split('\n').filter((line) => line.startsWith('{"'))
    : [];
  return { ...result, events: lines.map((line) => JSON.parse(line)) };
}

/** What became of each leg: `{ 'unit@linux': 'passed' }`; legs that other machines run are left out. */
export function verdicts(events) {
  const finished = events.filter((event) => event.kind === 'job.finished');
  return Object.fromEntries(finished.map(({ leg, verdict }) => [leg, verdict]));
}

/** What a run shows at its end: the table of jobs and what follows it. */
export function summaryOf({ stdout, stderr }) {
  const heading = stdout.search(/^ *job +verdict/m);
  return heading === -1 ? `${stdout}${stderr}` : stdout.slice(heading);
}

/** An example as a clone has it: what git knows and nothing else, in a repository of its own. */
export async function cloneExample(name) {
  const folder = temporaryFolder(name);
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { stdout } = await mustRun('git', list, { cwd: join(root, 'examples', name) });
  for (const path of stdout.split('\0').filter(Boolean)) {
    const from = join(root, 'examples', name, path);
    if (!existsSync(from)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(from, join(folder, path));
  }
  const who = [
    '-c',
    'user.name=interop',
    '-c',
    'user.email=interop@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  await mustRun('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  await mustRun('git', ['add', '--all'], { cwd: folder });
  await mustRun('git', [...who, 'commit', '--quiet', '--message', 'as it is'], { cwd: folder });
  return folder;
}

/** Changes a file's text, and fails when there is nothing to change. */
export function edit(path, change) {
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path}: the edit changed nothing`);
  writeFileSync(path, after);
}

/** Is this program on PATH? */
export function has(program) {
  return !spawnSync(program, ['--version'], { stdio: 'ignore' }).error;
}

/** A reason to skip when a program is not there. */
export function missing(...programs) {
  const absent = programs.filter((program) => !has(program));
  return absent.length === 0 ? undefined : `not installed: ${absent.join(', ')}`;
}

/**
 * Packages from npm in a folder of their own; the folder. Installed once. Undefined, with what npm said, when they cannot be had. `overrides`: versions of
 * what they need (docs.npmjs.com, package.json, "overrides").
 */
export async function npmPackages(name, packages, overrides = {}) {
  const folder = join(cache, `npm-${name}`);
  const manifest = join(folder, 'installed.json');
  const wanted = JSON.stringify(packages);
  if (existsSync(manifest) && readFileSync(manifest, 'utf8') === wanted) return { folder };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }));
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', ...packages];
  const { code, stderr } = await run('npm', args, { cwd: folder });
  if (code !== 0) return { reason: `npm cannot install ${packages.join(' ')}: ${lastLine(stderr)}` };
  writeFileSync(manifest, wanted);
  return { folder };
}

/** Packages from PyPI in a virtual environment of their own; the path of its Python. Installed once. */
export async function pythonPackages(name, packages) {
  const folder = join(cache, `python-${name}`);
  const manifest = join(folder, 'installed.json');
  const python = join(folder, 'bin', 'python');
  const wanted = JSON.stringify(packages);
  if (existsSync(manifest) && readFileSync(manifest, 'utf8') === wanted) return { python };
  const made = await run('python3', ['-m', 'venv', '--clear', folder]);
  if (made.code !== 0)
    return { reason: `python3 cannot make a virtual environment: ${lastLine(made.stderr)}` };
  const { code, stderr } = await run(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
  if (code !== 0) return { reason: `pip cannot install ${packages.join(' ')}: ${lastLine(stderr)}` };
  writeFileSync(manifest, wanted);
  return { python };
}

/**
 * A program made of a Go module, in a folder of its own; its path. Made once, which takes minutes. `program` is the package below the module's
 * path. It is built within the module, with the versions that it names, as some proxies serve a module and not the list of its versions.
 */
export async function goProgram(name, { module, version, program }) {
  const folder = join(cache, `go-${name}`);
  const path = join(folder, `${name}-${version}`);
  if (existsSync(path)) return { path };
  if (!has('go')) return { reason: 'not installed: go' };
  mkdirSync(folder, { recursive: true });
  const env = { GOPATH: join(folder, 'path'), GOFLAGS: '-modcacherw' };
  const options = { cwd: folder, env, timeout: 1_800_000 };
  if (!existsSync(join(folder, 'go.mod')))
    writeFileSync(join(folder, 'go.mod'), 'module example.com/interop\n');
  const fetched = await run('go', ['mod', 'download', '-json', `${module}@${version}`], options);
  const source = fetched.code === 0 ? JSON.parse(fetched.stdout).Dir : undefined;
  if (source === undefined) return { reason: `go cannot fetch ${module}: ${lastLine(fetched.stderr)}` };
  const built = await run('go', ['build', '-mod=mod', '-o', path, `./${program}`], {
    ...options,
    cwd: source,
  });
  return built.code === 0 ? { path } : { reason: `go cannot build ${module}: ${lastLine(built.stderr)}` };
}

/** A reason to skip when Python cannot install packages here. */
export async function noPython() {
  const absent = missing('python3');
  if (absent !== undefined) return absent;
  const { code } = await run('python3', ['-c', 'import venv, ensurepip']);
  return code === 0 ? undefined : 'python3 has no venv or ensurepip';
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
