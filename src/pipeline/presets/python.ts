import type { MatrixReference, Toolchain } from '../config.ts';

export interface PythonOptions {
  /** `3.12`, or `matrix('python')`. */
  readonly version?: string | MatrixReference;
  /** Shell text; `python -m pip install -r requirements.txt` unless said. Inside the virtual environment, and in CI. */
  readonly install?: string;
  /** Directory of the virtual environment on a developer's machine. */
  readonly venv?: string;
  /** Unless said: the requirement files that `install` names, `pyproject.toml`, `setup.cfg` and `uv.lock`. */
  readonly lockFiles?: readonly string[];
}

/** Python, in a virtual environment of the project's own on a developer's machine. */
export function python(options: PythonOptions = {}): Toolchain {
  const { version, install = 'python -m pip install -r requirements.txt', venv = '.venv' } = options;
  return {
    name: 'python',
    ...(version !== undefined && { version }),
    prepare: createEnvironment(venv, version),
    install,
    lockFiles: options.lockFiles ?? [...requirementFiles(install), 'pyproject.toml', 'setup.cfg', 'uv.lock'],
    cache: ['~/.cache/pip'],
    provides: [venv],
    path: { linux: [`${venv}/bin`], macos: [`${venv}/bin`], windows: [`${venv}/Scripts`] },
    env: { VIRTUAL_ENV: `./${venv}` },
  };
}

/** The files after `-r`, `--requirement`, `-c` and `--constraint` (pip's user guide, "Requirements Files"). */
function requirementFiles(install: string): string[] {
  const options = /(?:^|\s)(?:-[rc]|--requirement|--constraint)[\s=]*("[^"]+"|'[^']+'|[^\s;&|]+)/g;
  const found = [...install.matchAll(options)].map((match) => (match[1] ?? '').replace(/^["']|["']$/g, ''));
  return [...new Set(found)];
}

/**
 * Shell text that makes the environment when it is missing. The interpreter of the wanted version goes first; Windows has
 * the launcher `py` and often a `python3` that only opens the store, hence the trial run of each.
 */
function createEnvironment(venv: string, version: string | MatrixReference | undefined): string {
  const wanted = typeof version === 'string' && /^\d+(\.\d+)?/.exec(version)?.[0];
  const interpreters = wanted
    ? [`"python${wanted}"`, `"py -${wanted}"`, 'python3', 'python']
    : ['python3', 'python', '"py -3"'];
  const quoted = `'${venv.replaceAll("'", `'\\''`)}'`;
  return [
    `if [ ! -e ${quoted}/pyvenv.cfg ]; then`,
    `  for python in ${interpreters.join(' ')}; do`,
    `    if $python -c 'import venv' >/dev/null 2>&1; then $python -m venv ${quoted}; break; fi`,
    '  done',
    `  [ -e ${quoted}/pyvenv.cfg ] || { echo "No Python${wanted ? ` ${wanted}` : ''} found that can make a virtual environment." >&2; exit 1; }`,
    'fi',
  ].join('\n');
}
