import type { Repository } from '../repository.ts';
import { shellWord } from '../shell-text.ts';
import { recordAt, textAt, textsAt, valueAt } from '../untrusted-value.ts';
import type { PythonProject } from './python-project.ts';

/** How the project's dependencies come to be installed. */
export interface PythonInstall {
  readonly title: string;
  readonly from: string;
  /** Shell text, one command a line; undefined when there is nothing to install from. */
  readonly lines: readonly string[];
  /** Undefined when the preset looks at them by itself. */
  readonly lockFiles?: readonly string[];
  /** Normalised names of the packages that this installs, as far as they are declared. */
  readonly packages: ReadonlySet<string>;
  /** In front of every command: `uv run `. */
  readonly prefix: string;
}

/** Names of extras, groups and requirement files that hold what tests and linters need. */
const FOR_DEVELOPERS =
  /^(dev(el|elopment)?|tests?|testing|lint(ing|ers?)?|typing|types?|mypy|ci|qa|quality|check)([_-].*)?$/i;

export async function pythonInstall(repository: Repository, project: PythonProject): Promise<PythonInstall> {
  const managers = [
    ['uv.lock', 'uv', uvSync(project), 'uv run '],
    ['poetry.lock', 'Poetry', poetryInstall(project), 'poetry run '],
    ['pdm.lock', 'PDM', ['python -m pip install pdm', 'pdm install --frozen-lockfile --dev'], 'pdm run '],
    ['Pipfile.lock', 'Pipenv', ['python -m pip install pipenv', 'pipenv sync --dev'], 'pipenv run '],
  ] as const;
  for (const [lock, title, lines, prefix] of managers) {
    const isPoetry = lock === 'poetry.lock' && usesPoetryGroups(project);
    if (!(await repository.has(lock)) && !isPoetry) continue;
    const manifest = lock === 'Pipfile.lock' ? 'Pipfile' : 'pyproject.toml';
    const packages = await declaredPackages(repository, project, lock);
    const lockFiles = lock === 'uv.lock' ? undefined : [manifest, lock];
    const from = (await repository.has(lock)) ? lock : 'no lock file';
    return { title, from, lines, ...(lockFiles && { lockFiles }), packages, prefix };
  }
  return withPip(repository, project);
}

/** Only Poetry itself can install what stands in its own groups. */
function usesPoetryGroups(project: PythonProject): boolean {
  const poetry = recordAt(project.pyproject, 'tool', 'poetry');
  return poetry.group !== undefined || poetry['dev-dependencies'] !== undefined;
}

function extrasOf(project: PythonProject): readonly string[] {
  return [
    ...Object.keys(recordAt(project.pyproject, 'project', 'optional-dependencies')),
    ...Object.keys(recordAt(project.setupCfg, 'options.extras_require')),
  ].filter((name) => FOR_DEVELOPERS.test(name));
}

/** Groups that uv and pip read; https://packaging.python.org/en/latest/specifications/dependency-groups/ */
function groupsOf(project: PythonProject): readonly string[] {
  return Object.keys(recordAt(project.pyproject, 'dependency-groups')).filter((name) =>
    FOR_DEVELOPERS.test(name),
  );
}

function uvSync(project: PythonProject): readonly string[] {
  const options = [
    ...extrasOf(project).map((name) => ` --extra ${shellWord(name)}`),
    // uv installs the group `dev` unasked.
    ...groupsOf(project)
      .filter((name) => name !== 'dev')
      .map((name) => ` --group ${shellWord(name)}`),
  ];
  return ['command -v uv >/dev/null || python -m pip install uv', `uv sync --locked${options.join('')}`];
}

function poetryInstall(project: PythonProject): readonly string[] {
  const groups = Object.entries(recordAt(project.pyproject, 'tool', 'poetry', 'group'));
  const asked = groups.filter(
    ([name, group]) => valueAt(group, 'optional') === true && FOR_DEVELOPERS.test(name),
  );
  const withGroups = asked.map(([name]) => ` --with ${shellWord(name)}`).join('');
  const extras = extrasOf(project)
    .map((name) => ` --extras ${shellWord(name)}`)
    .join('');
  return [
    'command -v poetry >/dev/null || python -m pip install poetry',
    `poetry install${withGroups}${extras}`,
  ];
}

async function withPip(repository: Repository, project: PythonProject): Promise<PythonInstall> {
  const files = await requirementFiles(repository);
  const extras = extrasOf(project);
  const groups = groupsOf(project);
  const itself = project.isPackage
    ? [extras.length > 0 ? `-e ${shellWord(`.[${extras.join(',')}]`)}` : '-e .']
    : [];
  const parts = [
    ...files.map((path) => `-r ${shellWord(path)}`),
    ...itself,
    ...groups.map((name) => `--group ${shellWord(name)}`),
  ];
  const packages = new Set<string>();
  for (const path of files)
    for (const name of await namesInRequirements(repository, path)) packages.add(name);
  for (const requirement of declared(project, extras, groups)) packages.add(packageName(requirement));
  // `--group` came with pip 25.1, newer than what most Pythons bring.
  const upgrade = groups.length > 0 ? ['python -m pip install --upgrade pip'] : [];
  const manifest = project.isPackage || groups.length > 0 ? [project.from] : [];
  return {
    title: 'pip',
    from: [...files, ...(project.isPackage ? [project.from] : [])].join(', ') || 'nothing that pins versions',
    lines: parts.length > 0 ? [...upgrade, `python -m pip install ${parts.join(' ')}`] : [],
    ...(manifest.includes('setup.py') && { lockFiles: [...manifest, ...files] }),
    packages: withHosts(packages),
    prefix: '',
  };
}

/** requirements*.txt and requirements/*.txt: those for developers, and the plain one unless one of them includes it. */
async function requirementFiles(repository: Repository): Promise<readonly string[]> {
  const inFolder = await repository.names('requirements', 'file');
  const paths = [
    ...(await repository.names('', 'file')).filter((name) => /requirements.*\.txt$/.test(name)),
    ...inFolder.filter((name) => name.endsWith('.txt')).map((name) => `requirements/${name}`),
  ];
  const purpose = (path: string) =>
    path.replace(/^requirements\/|\.txt$/g, '').replace(/[._-]?requirements[._-]?/, '');
  const plain = paths.filter((path) => /^(|base|main|prod|requirements)$/.test(purpose(path)));
  const developers = paths.filter((path) => FOR_DEVELOPERS.test(purpose(path)));
  const included = new Set<string>();
  for (const path of [...plain, ...developers])
    for (const other of await includesOf(repository, path)) included.add(other);
  return [...plain, ...developers].filter((path) => !included.has(path));
}

/** Paths after `-r`, which are relative to the file that names them. */
async function includesOf(repository: Repository, path: string): Promise<readonly string[]> {
  const text = (await repository.text(path)) ?? '';
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const named = Array.from(text.matchAll(/^\s*(?:-r|--requirement)[\s=]*(\S+)/gm), (match) => match[1] ?? '');
  return named.map((name) => {
    const joined = `${folder}${name}`.replace(/(^|\/)\.\//g, '$1');
    return joined.replace(/[^/]+\/\.\.\//g, '');
  });
}

async function namesInRequirements(
  repository: Repository,
  path: string,
  seen: Set<string> = new Set(),
): Promise<readonly string[]> {
  if (seen.has(path)) return [];
  seen.add(path);
  const lines = ((await repository.text(path)) ?? '')
    .split('\n')
    .filter((line) => /^\s*[A-Za-z0-9]/.test(line));
  const names = lines.map(packageName);
  for (const other of await includesOf(repository, path))
    names.push(...(await namesInRequirements(repository, other, seen)));
  return names;
}

function declared(
  project: PythonProject,
  extras: readonly string[],
  groups: readonly string[],
): readonly string[] {
  const { pyproject, setupCfg } = project;
  const extrasInCfg = recordAt(setupCfg, 'options.extras_require');
  return [
    ...textsAt(pyproject, 'project', 'dependencies'),
    ...extras.flatMap((name) => textsAt(pyproject, 'project', 'optional-dependencies', name)),
    ...groups.flatMap((name) => groupMembers(pyproject, name)),
    ...(textAt(setupCfg, 'options', 'install_requires') ?? '').split('\n'),
    ...extras.flatMap((name) => (textAt(extrasInCfg, name) ?? '').split(/[\n;]/)),
  ].filter((requirement) => requirement.trim() !== '');
}

function groupMembers(pyproject: unknown, group: string, above: readonly string[] = []): readonly string[] {
  const listed = valueAt(pyproject, 'dependency-groups', group);
  if (!Array.isArray(listed) || above.includes(group)) return [];
  return listed.flatMap((entry: unknown) => {
    const included = textAt(entry, 'include-group');
    if (included !== undefined) return groupMembers(pyproject, included, [...above, group]);
    return typeof entry === 'string' ? [entry] : [];
  });
}

/** What a manager installs: what the manifest asks for, or everything in a lock file that has no groups to leave out. */
async function declaredPackages(
  repository: Repository,
  project: PythonProject,
  lock: string,
): Promise<ReadonlySet<string>> {
  const poetry = recordAt(project.pyproject, 'tool', 'poetry');
  const groups = Object.entries(recordAt(poetry, 'group'))
    .filter(([name, group]) => valueAt(group, 'optional') !== true || FOR_DEVELOPERS.test(name))
    .map(([, group]) => recordAt(group, 'dependencies'));
  const tables = [recordAt(poetry, 'dependencies'), recordAt(poetry, 'dev-dependencies'), ...groups];
  const names = [
    ...tables.flatMap((table) => Object.keys(table)),
    ...textsAt(project.pyproject, 'tool', 'uv', 'dev-dependencies'),
    ...declared(project, extrasOf(project), groupsOf(project)),
  ];
  if (lock === 'Pipfile.lock' || lock === 'pdm.lock') {
    const locked = ((await repository.text(lock)) ?? '').matchAll(
      /^name = "([^"]+)"$|^ {8}"([\w.-]+)": \{$/gm,
    );
    names.push(...Array.from(locked, (match) => match[1] ?? match[2] ?? ''));
  }
  return withHosts(names.map(packageName));
}

/** A plug-in brings the program it plugs into. */
function withHosts(names: Iterable<string>): ReadonlySet<string> {
  const all = new Set(names);
  if ([...all].some((name) => name.startsWith('pytest-'))) all.add('pytest');
  return all;
}

/** https://packaging.python.org/en/latest/specifications/name-normalization/ */
function packageName(requirement: string): string {
  const name = /^\s*([A-Za-z0-9][\w.-]*)/.exec(requirement)?.[1] ?? '';
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
