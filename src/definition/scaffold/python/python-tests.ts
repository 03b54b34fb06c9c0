import type { Category } from '../../../pipeline/config.ts';
import type { FoundCheck } from '../ecosystem.ts';
import type { Repository } from '../repository.ts';
import { shellWord } from '../shell-text.ts';
import { textsAt, valueAt } from '../untrusted-value.ts';
import type { PythonInstall } from './python-install.ts';
import type { PythonProject } from './python-project.ts';
import type { PythonChecks } from './python-tools.ts';

/** Directories and markers that set a kind of test apart, by what they are called. */
const KINDS: readonly (readonly [Category, RegExp])[] = [
  ['integration', /^integrations?(_tests?)?$/],
  ['regression', /^regressions?$/],
  ['e2e', /^(e2e|end_to_end|functional|system)$/],
  ['benchmark', /^(bench|benchmarks?|perf|performance)$/],
];

const UNIT = /^units?(_tests?)?$/;

export async function tests(
  repository: Repository,
  project: PythonProject,
  install: PythonInstall,
): Promise<PythonChecks> {
  const configured = pytestConfiguration(project);
  const root = await testDirectory(repository);
  const files = root === undefined ? [] : await repository.find(root, isTestFile, 40);
  if (configured === undefined && !install.packages.has('pytest') && files.length === 0)
    return { checks: [], missing: [] };
  if (
    configured === undefined &&
    !install.packages.has('pytest') &&
    !(await mentionsPytest(repository, files))
  )
    return {
      checks: [{ category: 'unit', run: [`python -m unittest discover -s ${root}`], from: `${root}/` }],
      missing: [],
    };
  const from = configured ?? (root === undefined ? `pytest in ${install.from}` : `${root}/`);
  const byDirectory = root === undefined ? [] : await inDirectories(repository, root);
  const checks = byDirectory.length > 0 ? byDirectory : byMarkers(project, from);
  return { checks, missing: install.packages.has('pytest') ? [] : ['pytest'] };
}

function isTestFile(name: string): boolean {
  return /^test_.*\.py$|_test\.py$|^tests?\.py$/.test(name);
}

function pytestConfiguration(project: PythonProject): string | undefined {
  if (valueAt(project.pyproject, 'tool', 'pytest') !== undefined) return 'pyproject.toml, tool.pytest';
  if (project.pytestIni.pytest !== undefined) return 'pytest.ini';
  if (project.setupCfg['tool:pytest'] !== undefined) return 'setup.cfg, [tool:pytest]';
  return project.tox.pytest === undefined ? undefined : 'tox.ini, [pytest]';
}

async function testDirectory(repository: Repository): Promise<string | undefined> {
  return repository.first(['tests', 'test']);
}

/** Test files that use the standard library alone are run by it. */
async function mentionsPytest(repository: Repository, files: readonly string[]): Promise<boolean> {
  let usesUnittest = false;
  for (const path of files) {
    const text = (await repository.text(path)) ?? '';
    if (/^\s*(import|from) pytest\b/m.test(text)) return true;
    usesUnittest ||= /^\s*(import|from) unittest\b/m.test(text);
  }
  return !usesUnittest;
}

/** `tests/unit`, `tests/integration` …: a check for each, and one for everything beside them. */
async function inDirectories(repository: Repository, root: string): Promise<readonly FoundCheck[]> {
  const names: string[] = [];
  for (const name of await repository.names(root, 'directory'))
    if ((await repository.find(`${root}/${name}`, isTestFile, 1)).length > 0) names.push(name);
  const kinds = names.flatMap((name) => {
    const category = KINDS.find(([, pattern]) => pattern.test(name))?.[0];
    return category === undefined ? [] : [{ category, path: `${root}/${name}` }];
  });
  const unit = names.find((name) => UNIT.test(name));
  if (kinds.length === 0) return [];
  const isAll = unit !== undefined && names.length === kinds.length + 1;
  const hasLoose = (await repository.names(root, 'file')).some(isTestFile);
  const rest = `pytest ${root} ${kinds.map(({ path }) => `--ignore=${shellWord(path)}`).join(' ')}`;
  const hasRest = hasLoose || names.length > kinds.length;
  const own = isAll && !hasLoose ? `pytest ${root}/${unit}` : rest;
  return [
    ...(hasRest ? [{ category: 'unit' as const, run: [own], from: `${root}/` }] : []),
    ...kinds.map(({ category, path }) => ({
      category,
      run: [`pytest ${shellWord(path)}`],
      from: `${path}/`,
    })),
  ];
}

/** Markers such as `integration: needs a database` split the tests; https://docs.pytest.org/en/stable/how-to/mark.html */
function byMarkers(project: PythonProject, from: string): readonly FoundCheck[] {
  const options = [
    ...textsAt(project.pyproject, 'tool', 'pytest', 'ini_options', 'markers'),
    ...textsAt(project.pytestIni, 'pytest', 'markers').flatMap((text) => text.split('\n')),
    ...textsAt(project.setupCfg, 'tool:pytest', 'markers').flatMap((text) => text.split('\n')),
    ...textsAt(project.tox, 'pytest', 'markers').flatMap((text) => text.split('\n')),
  ];
  const found: { category: Category; marker: string }[] = [];
  for (const option of options) {
    const marker = /^\s*(\w+)/.exec(option)?.[1] ?? '';
    const category = KINDS.find(([, pattern]) => pattern.test(marker))?.[0];
    if (category !== undefined && !found.some((one) => one.category === category))
      found.push({ category, marker });
  }
  if (found.length === 0) return [{ category: 'unit', run: ['pytest'], from }];
  const none = found.map(({ marker }) => `not ${marker}`).join(' and ');
  return [
    { category: 'unit', run: [`pytest -m '${none}'`], from: `${from}; markers` },
    ...found.map(({ category, marker }) => ({
      category,
      run: [`pytest -m ${marker}`],
      from: `${from}; marker ${marker}`,
    })),
  ];
}
