import type { Category } from '../../../pipeline/config.ts';
import type { FoundCheck } from '../ecosystem.ts';
import type { Repository } from '../repository.ts';
import { valueAt } from '../untrusted-value.ts';
import type { PythonInstall } from './python-install.ts';
import type { PythonProject } from './python-project.ts';

interface PythonTool {
  readonly category: Category;
  /** Name on PyPI and of the program. */
  readonly name: string;
  /** Files that are its configuration alone. */
  readonly files: readonly string[];
  /** Section in pyproject.toml's `tool`, setup.cfg and tox.ini. */
  readonly section: string;
  readonly check: (target: string) => string;
  readonly fix?: string;
  /** Its settings alone do not mean that the project runs it: editors read them as well. */
  readonly needsMention?: boolean;
}

const TOOLS: readonly PythonTool[] = [
  {
    category: 'lint',
    name: 'ruff',
    files: ['ruff.toml', '.ruff.toml'],
    section: 'ruff',
    check: () => 'ruff check .',
    fix: 'ruff check --fix .',
  },
  {
    category: 'lint',
    name: 'black',
    files: [],
    section: 'black',
    check: () => 'black --check .',
    fix: 'black .',
  },
  {
    category: 'lint',
    name: 'isort',
    files: ['.isort.cfg'],
    section: 'isort',
    check: () => 'isort --check-only .',
    needsMention: true,
    fix: 'isort .',
  },
  { category: 'lint', name: 'flake8', files: ['.flake8'], section: 'flake8', check: () => 'flake8' },
  {
    category: 'types',
    name: 'mypy',
    files: ['mypy.ini', '.mypy.ini'],
    section: 'mypy',
    check: (target) => `mypy${target}`,
  },
  {
    category: 'types',
    name: 'pyright',
    files: ['pyrightconfig.json'],
    section: 'pyright',
    check: () => 'pyright',
  },
];

export interface PythonChecks {
  readonly checks: readonly FoundCheck[];
  /** Tools that are used and that nothing installs. */
  readonly missing: readonly string[];
}

export async function linters(
  repository: Repository,
  project: PythonProject,
  install: PythonInstall,
): Promise<PythonChecks> {
  const checks: FoundCheck[] = [];
  const missing: string[] = [];
  for (const tool of TOOLS) {
    const from = await evidence(repository, project, install, tool);
    if (from === undefined) continue;
    const run = [tool.check(await typeTarget(repository, project))];
    const fix = tool.fix === undefined ? [] : [tool.fix];
    const formats = tool.name === 'ruff' ? await formattedByRuff(repository, project) : undefined;
    if (formats !== undefined) {
      run.push('ruff format --check .');
      fix.push('ruff format .');
    }
    const all = formats === undefined || formats === from ? from : `${from}; ${formats}`;
    checks.push({ category: tool.category, run, ...(fix.length > 0 && { fix }), from: all });
    if (!install.packages.has(tool.name)) missing.push(tool.name);
  }
  return { checks, missing };
}

async function evidence(
  repository: Repository,
  project: PythonProject,
  install: PythonInstall,
  tool: PythonTool,
): Promise<string | undefined> {
  if (tool.needsMention && !install.packages.has(tool.name)) {
    const hooks = (await repository.text('.pre-commit-config.yaml')) ?? '';
    if (!new RegExp(`^\\s*-?\\s*id: ${tool.name}$`, 'm').test(hooks)) return undefined;
  }
  const file = await repository.first(tool.files);
  if (file !== undefined) return file;
  if (valueAt(project.pyproject, 'tool', tool.section) !== undefined)
    return `pyproject.toml, tool.${tool.section}`;
  if (project.setupCfg[tool.section] !== undefined) return `setup.cfg, [${tool.section}]`;
  if (project.tox[tool.section] !== undefined) return `tox.ini, [${tool.section}]`;
  // A lock file names what other packages need as well: only a configured tool is a wish to run it.
  const isDeclared = install.title === 'pip' && install.packages.has(tool.name);
  return isDeclared ? `${tool.name} in ${install.from}` : undefined;
}

/** Where the repository says that ruff formats it. Linting with ruff alone does not say so. */
async function formattedByRuff(repository: Repository, project: PythonProject): Promise<string | undefined> {
  if (valueAt(project.pyproject, 'tool', 'ruff', 'format') !== undefined)
    return 'pyproject.toml, tool.ruff.format';
  const places = [
    '.pre-commit-config.yaml',
    'Makefile',
    'justfile',
    'tox.ini',
    'noxfile.py',
    'ruff.toml',
    '.ruff.toml',
  ];
  const pages = ['pyproject.toml', 'CONTRIBUTING.md', 'README.md'];
  const workflows = (await repository.names('.github/workflows', 'file')).map(
    (name) => `.github/workflows/${name}`,
  );
  for (const path of [...places, ...workflows, '.circleci/config.yml', ...pages])
    if (/ruff[- ]format|"ruff", "format"|^\[format\]/m.test((await repository.text(path)) ?? '')) return path;
  return undefined;
}

/** mypy wants to be told what to check, unless its configuration does. */
async function typeTarget(repository: Repository, project: PythonProject): Promise<string> {
  const configured = ['files', 'packages', 'modules'].some(
    (name) =>
      valueAt(project.pyproject, 'tool', 'mypy', name) !== undefined ||
      valueAt(project.setupCfg, 'mypy', name) !== undefined,
  );
  const own = (await repository.text('mypy.ini')) ?? (await repository.text('.mypy.ini')) ?? '';
  if (configured || /^\s*(files|packages|modules)\s*=/m.test(own)) return '';
  const module = project.name?.replace(/[-.]/g, '_');
  const candidates = module === undefined ? [] : [`src/${module}`, module, module.toLowerCase()];
  for (const directory of candidates)
    if (await repository.has(`${directory}/__init__.py`))
      return directory.startsWith('src/') ? ' src' : ` ${directory}`;
  return ' .';
}
