import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { ReleaseBuildConfig } from '../../pipeline/config.ts';
import type { InventoryPackage } from '../../reports/findings/inventory.ts';
import { releaseProblem } from '../build/release-problem.ts';
import type { ProjectFacts } from '../metadata/project-facts.ts';
import { npmPackages } from './npm-inventory.ts';
import { pythonPackages } from './python-inventory.ts';
import { type FrozenRequirement, normalName, readRequirements } from './requirements.ts';

export interface RuntimePackages {
  readonly packages: readonly InventoryPackage[];
  /** Of Python; undefined where nothing of Python is built. */
  readonly requirements: { readonly text: string; readonly frozen: readonly FrozenRequirement[] } | undefined;
}

export interface RuntimeQuestion {
  readonly config: ReleaseBuildConfig;
  readonly facts: ProjectFacts;
  /** Which of both are built. */
  readonly builds: { readonly python: boolean; readonly npm: boolean };
  /** The text of a file of the commit, by its path from the project. */
  readonly read: (path: string) => Promise<string | undefined>;
}

/** What is installed with the packages of a release, by the files that freeze it. */
export async function runtimePackages(question: RuntimeQuestion): Promise<Result<RuntimePackages>> {
  const python = question.builds.python ? await pythonRuntime(question) : success(undefined);
  const npm = question.builds.npm ? await npmRuntime(question) : success([]);
  if (!python.ok || !npm.ok) return failure(...python.diagnostics, ...npm.diagnostics);
  const frozen = python.value === undefined ? [] : pythonPackages(python.value.frozen, python.value.path);
  return success({ packages: [...frozen, ...npm.value], requirements: python.value });
}

interface PythonRuntime {
  readonly path: string;
  readonly text: string;
  readonly frozen: readonly FrozenRequirement[];
}

const FREEZE =
  'uv export --no-dev --no-emit-project, or pip-compile --generate-hashes pyproject.toml, writes one.';

async function pythonRuntime({
  config,
  facts,
  read,
}: RuntimeQuestion): Promise<Result<PythonRuntime | undefined>> {
  const path = typeof config.python === 'object' ? config.python.requirements : undefined;
  const direct = facts.python?.dependencies ?? [];
  const at = ['build', 'python', 'requirements'];
  if (path === undefined) {
    if (direct.length === 0)
      return success({ path: 'pyproject.toml', text: '# It needs no other package.\n', frozen: [] });
    return failure(
      releaseProblem(
        'release-requirements',
        `pyproject.toml has dependencies, and no file says which versions of them were tested`,
        { at: ['build', 'python'], fix: `Name it as release.build.python.requirements; ${FREEZE}` },
      ),
    );
  }
  const text = await read(path);
  if (text === undefined)
    return failure(
      releaseProblem('release-requirements', `there is no ${path} in the commit`, { at, fix: FREEZE }),
    );
  const reading = readRequirements(text);
  if (reading.kind === 'loose')
    return failure(
      ...reading.problems.map(({ line, why }) =>
        releaseProblem('release-requirements', `line ${line} of ${path} ${why}`, { at, fix: FREEZE }),
      ),
    );
  const absent = absentOf(direct, reading.requirements);
  if (absent.length > 0)
    return failure(
      ...absent.map((name) =>
        releaseProblem('release-requirements', `${path} lacks ${name}, which pyproject.toml depends on`, {
          at,
          fix: FREEZE,
        }),
      ),
    );
  return success({ path, text, frozen: reading.requirements });
}

/** Names at the front of dependency specifiers (packaging.python.org, "Dependency specifiers"). */
function absentOf(direct: readonly string[], frozen: readonly FrozenRequirement[]): readonly string[] {
  const known = new Set(frozen.map(({ normalName: name }) => name));
  const names = direct.map((text) => /^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(text.trim())?.[0] ?? text);
  return names.filter((name) => !known.has(normalName(name)));
}

const LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];

async function npmRuntime({ facts, read }: RuntimeQuestion): Promise<Result<readonly InventoryPackage[]>> {
  const problems: Diagnostic[] = [];
  for (const path of LOCKS) {
    const text = await read(path);
    if (text === undefined) continue;
    const packages = npmPackages(text, path);
    if (packages !== undefined) return success(packages);
    problems.push(
      releaseProblem('release-requirements', `${path} is no lock of version 2 or 3`, {
        at: ['build', 'npm'],
        fix: 'npm install --package-lock-only writes one.',
      }),
    );
  }
  if (problems.length > 0) return failure(...problems);
  if ((facts.npm?.dependencies.length ?? 0) === 0) return success([]);
  return failure(
    releaseProblem(
      'release-requirements',
      'package.json has dependencies, and there is no package-lock.json',
      {
        at: ['build', 'npm'],
        fix: 'Commit the lock: npm install --package-lock-only writes it.',
      },
    ),
  );
}
