import type { Os } from '../../../pipeline/config.ts';
import type { Detector, FoundCheck } from '../ecosystem.ts';
import { pythonInstall } from '../python/python-install.ts';
import { PYTHON_FILES, type PythonProject, pythonProject } from '../python/python-project.ts';
import { tests } from '../python/python-tests.ts';
import { linters } from '../python/python-tools.ts';
import { pythonVersion } from '../python/python-version.ts';
import { toolchain } from '../toolchains.ts';

export const python: Detector = {
  name: 'python',
  looksFor: [...PYTHON_FILES, 'requirements/*.txt'],
  async detect(repository) {
    const project = await pythonProject(repository);
    if (project === undefined) return undefined;
    const install = await pythonInstall(repository, project);
    const version = await pythonVersion(repository, project);
    const lint = await linters(repository, project, install);
    const test = await tests(repository, project, install);
    const missing = [...lint.missing, ...test.missing];
    const notes = [
      `${project.from}: ${version === undefined ? 'no version of Python is named' : `Python ${version.version} (${version.from})`}, ${install.title} (${install.from}).`,
      ...(version?.note === undefined ? [] : [version.note]),
    ];
    if (missing.length > 0)
      notes.push(`Nothing declares ${missing.join(', ')}: the install line names what is missing.`);
    for (const runner of ['tox.ini', 'noxfile.py', '.pre-commit-config.yaml'])
      if (await repository.has(runner))
        notes.push(`${runner} was read for hints; its environments are no jobs.`);
    return {
      name: 'python',
      from: project.from,
      ...(project.name !== undefined && { project: project.name }),
      toolchain: toolchain('python', {
        version: version?.version,
        install: withMissing(install.lines, install.prefix, missing).join('\n'),
        lockFiles: install.lockFiles,
      }),
      matrix: systems(project),
      checks: [...lint.checks, ...test.checks].map((check) => prefixed(check, install.prefix)),
      notes,
    };
  },
};

/** Tools that nothing declares join the line that pip installs from, or follow in the manager's environment. */
function withMissing(
  lines: readonly string[],
  prefix: string,
  missing: readonly string[],
): readonly string[] {
  const names = missing.join(' ');
  const last = lines.at(-1);
  if (missing.length === 0) return lines.length > 0 ? lines : ['true'];
  if (prefix === '' && last !== undefined) return [...lines.slice(0, -1), `${last} ${names}`];
  return [
    ...lines,
    prefix === 'uv run ' ? `uv pip install ${names}` : `${prefix}python -m pip install ${names}`,
  ];
}

function prefixed(check: FoundCheck, prefix: string): FoundCheck {
  const fix = check.fix?.map((text) => prefix + text);
  return { ...check, run: check.run.map((text) => prefix + text), ...(fix && { fix }) };
}

/** A package runs where its classifiers say, everywhere when they say nothing (PyPI, "Classifiers"). */
function systems(project: PythonProject): readonly Os[] {
  if (!project.isPackage || project.classifiers.some((name) => name.startsWith('Private ::'))) return [];
  const named = project.classifiers.filter((name) => name.startsWith('Operating System ::'));
  const fits = (pattern: RegExp) => named.length === 0 || named.some((name) => pattern.test(name));
  const all: readonly (readonly [Os, RegExp])[] = [
    ['linux', /OS Independent|Linux|Unix|POSIX$/],
    ['macos', /OS Independent|MacOS|Unix|POSIX$/],
    ['windows', /OS Independent|Windows/],
  ];
  return all.filter(([, pattern]) => fits(pattern)).map(([os]) => os);
}
