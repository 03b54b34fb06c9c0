import { parseIni } from '../ini.ts';
import type { Repository } from '../repository.ts';
import { recordAt, textAt, textsAt, type UntrustedRecord, valueAt } from '../untrusted-value.ts';

/** A Python project's configuration files, read once. */
export interface PythonProject {
  readonly pyproject: unknown;
  readonly setupCfg: UntrustedRecord;
  readonly tox: UntrustedRecord;
  readonly pytestIni: UntrustedRecord;
  readonly setupPy: string | undefined;
  /** The manifest that gave it away. */
  readonly from: string;
  readonly name: string | undefined;
  /** It can be installed by pip. */
  readonly isPackage: boolean;
  readonly classifiers: readonly string[];
}

const MANIFESTS = [
  'pyproject.toml',
  'setup.cfg',
  'setup.py',
  'requirements.txt',
  'Pipfile',
  'tox.ini',
  'pytest.ini',
];
export const PYTHON_FILES = MANIFESTS;

export async function pythonProject(repository: Repository): Promise<PythonProject | undefined> {
  const found: string[] = [];
  for (const path of MANIFESTS) if (await repository.has(path)) found.push(path);
  const requirements = await repository.names('requirements', 'file');
  const from = found[0] ?? (requirements.some((name) => name.endsWith('.txt')) ? 'requirements' : undefined);
  if (from === undefined) return undefined;
  const ini = async (path: string) => parseIni((await repository.text(path)) ?? '');
  const pyproject = await repository.toml('pyproject.toml');
  const setupCfg = await ini('setup.cfg');
  const setupPy = await repository.text('setup.py');
  const hasPython = await isPython(repository, found, pyproject, setupCfg);
  if (!hasPython) return undefined;
  const poetry = recordAt(pyproject, 'tool', 'poetry');
  const name =
    textAt(pyproject, 'project', 'name') ?? textAt(poetry, 'name') ?? textAt(setupCfg, 'metadata', 'name');
  return {
    pyproject,
    setupCfg,
    tox: await ini('tox.ini'),
    pytestIni: await ini('pytest.ini'),
    setupPy,
    from,
    name: name ?? /\bname\s*=\s*["']([\w.-]+)["']/.exec(setupPy ?? '')?.[1],
    isPackage:
      (valueAt(pyproject, 'project') !== undefined && textAt(pyproject, 'project', 'name') !== undefined) ||
      (textAt(poetry, 'name') !== undefined && poetry['package-mode'] !== false) ||
      setupCfg.metadata !== undefined ||
      setupPy !== undefined,
    classifiers: [
      ...textsAt(pyproject, 'project', 'classifiers'),
      ...textsAt(poetry, 'classifiers'),
      ...(textAt(setupCfg, 'metadata', 'classifiers') ?? '').split('\n'),
    ],
  };
}

/** setup.cfg, tox.ini and pyproject.toml also serve others (bumpversion, formatters); one of the rest says Python for sure. */
async function isPython(
  repository: Repository,
  found: readonly string[],
  pyproject: unknown,
  setupCfg: UntrustedRecord,
): Promise<boolean> {
  if (found.some((path) => !/^(pyproject\.toml|setup\.cfg)$/.test(path))) return true;
  const isProject = ['project', 'build-system', 'dependency-groups', 'tool'].some(
    (table) => valueAt(pyproject, table) !== undefined,
  );
  if (isProject || setupCfg.metadata !== undefined || setupCfg.options !== undefined) return true;
  return (await repository.find('', (name) => name.endsWith('.py'), 1)).length > 0;
}
