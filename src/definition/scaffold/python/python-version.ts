import type { Repository } from '../repository.ts';
import { textAt } from '../untrusted-value.ts';
import type { PythonProject } from './python-project.ts';

export interface FoundVersion {
  readonly version: string;
  readonly from: string;
  readonly note?: string;
}

/** https://devguide.python.org/versions/: older ones get no fixes any more. */
const OLDEST_SUPPORTED = 10;
const USUAL = 12;

export async function pythonVersion(
  repository: Repository,
  project: PythonProject,
): Promise<FoundVersion | undefined> {
  const pinned = (await repository.text('.python-version'))?.trim().split(/\s/)[0] ?? '';
  if (/^3\.\d+(\.\d+)?$/.test(pinned)) return { version: pinned, from: '.python-version' };
  const { pyproject, setupCfg, setupPy } = project;
  const candidates: readonly (readonly [string | undefined, string])[] = [
    [textAt(pyproject, 'project', 'requires-python'), 'pyproject.toml, requires-python'],
    [textAt(pyproject, 'tool', 'poetry', 'dependencies', 'python'), 'pyproject.toml, tool.poetry'],
    [textAt(setupCfg, 'options', 'python_requires'), 'setup.cfg, python_requires'],
    [/python_requires\s*=\s*["']([^"']+)["']/.exec(setupPy ?? '')?.[1], 'setup.py, python_requires'],
  ];
  for (const [range, from] of candidates) {
    const found = range === undefined ? undefined : fromRange(range, from);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The lower bound of `>=3.11,<4`, `^3.11` or `~=3.11`, unless that version is past its end. */
function fromRange(range: string, from: string): FoundVersion | undefined {
  const lower = /(?:>=|==|~=|\^|~)\s*3\.(\d+)/.exec(range)?.[1] ?? /^3\.(\d+)/.exec(range)?.[1];
  const upper = /<(=?)\s*3\.(\d+)/.exec(range);
  if (lower === undefined && !/>=?\s*3\b|\^3\b/.test(range)) return undefined;
  const lowest = Number(lower ?? 0);
  const highest = upper === null ? USUAL : Number(upper[2]) - (upper[1] === '=' ? 0 : 1);
  if (lowest >= OLDEST_SUPPORTED || /==/.test(range)) return { version: `3.${lowest}`, from };
  const version = `3.${Math.min(USUAL, highest)}`;
  const note = `The project allows '${range}'; Python ${version} is used, because Python 3.${lowest} gets no fixes any more.`;
  return { version, from, note };
}
