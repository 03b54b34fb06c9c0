import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheTool } from '../../support/soundness/cache-tool.ts';
import type { SoundnessCase, TaskSpec } from '../../support/soundness/soundness-case.ts';

/** A tool of other people: `modules` is the folder with its packages. */
export type MakePeer = (modules: string) => CacheTool;

/** What all four have no word for, whoever configures them. */
export function foreignTo(subject: SoundnessCase): string | undefined {
  const tasks = Object.values(subject.tasks);
  if (tasks.some(({ values }) => values !== undefined)) return 'no values that a task hands on';
  if (subject.secrets !== undefined || subject.steps.some(({ secrets }) => secrets !== undefined))
    return 'no secrets';
  if (tasks.some(({ artifacts }) => artifacts !== undefined)) return 'no artifacts';
  if (tasks.some(({ retries }) => retries !== undefined))
    return 'what a second attempt is worth is a matter of taste';
  if (tasks.every(({ outputs }) => outputs === undefined)) return 'what they print is not compared';
  if (subject.steps.some(({ cache }) => cache?.which !== undefined))
    return 'it is about files of the cache of lockstep';
  return undefined;
}

/** A text that a POSIX shell takes for one word. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command as the case means it: in bash, which ends at the first failure. */
export function commandOf({ run, args = [] }: TaskSpec, before = ''): string {
  return `bash --noprofile --norc -eo pipefail -c ${quoted(`${before}${[run, ...args].join(' ')}`)}`;
}

/**
 * For tools that leave what an earlier run has made: scripts begin by removing their folder, as many do. Not one that was there before,
 * or that another task writes to as well.
 */
export class Cleaning {
  #atOnce = false;
  #there: ReadonlySet<string> | undefined;

  /** Not where several runs are at work at once: one would remove what another has made. */
  lookAt(subject: SoundnessCase): void {
    this.#atOnce = subject.steps.some(({ atOnce = 1 }) => atOnce > 1);
  }

  /** Is all that a task makes its own? */
  isOwn(project: string, tasks: ReadonlyMap<string, TaskSpec>, task: TaskSpec): boolean {
    const all = [...tasks.values()].flatMap(({ outputs = [] }) => outputs);
    this.#there ??= new Set(all.map(folderOrFile).filter((path) => isThere(join(project, path))));
    return (task.outputs ?? []).every(
      (path) =>
        all.filter((other) => other === path).length === 1 && this.#there?.has(folderOrFile(path)) === false,
    );
  }

  /** What goes before the command of a task. */
  before(project: string, tasks: ReadonlyMap<string, TaskSpec>, task: TaskSpec): string {
    if (this.#atOnce || !this.isOwn(project, tasks, task)) return '';
    return (task.outputs ?? []).map((path) => `rm -rf ${quoted(folderOrFile(path))}; `).join('');
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Variables with a value in the definition. */
export function fixedVariables({ env = {} }: TaskSpec): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** What a careful user declares beside what the case does: whatever the time zone and the locale change. */
export function readVariables({ passEnv = [] }: TaskSpec): readonly string[] {
  return [...passEnv, 'TZ', 'LANG', 'LC_ALL'];
}

/** Globs as these tools take them: of a directory, all that is in it. */
export function globsOf(project: string, patterns: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) => {
    const not = pattern.startsWith('!') ? '!' : '';
    const path = pattern.slice(not.length);
    if (path.endsWith('/**')) return [`${pattern}/*`];
    if (/[*?[{]/.test(path)) return [pattern];
    const isDirectory = statSync(join(project, path), { throwIfNoEntry: false })?.isDirectory() === true;
    return isDirectory ? [pattern, `${pattern}/**/*`] : [pattern];
  });
}

/**
 * Makes the project what somebody would have: a repository of git with the sources committed, which does not track what is made, and the
 * tool's packages in node_modules.
 */
export function asRepository(project: string, modules: string, made: readonly string[]): void {
  if (!existsSync(join(project, 'node_modules'))) symlinkSync(modules, join(project, 'node_modules'));
  if (existsSync(join(project, '.git', 'info', 'lockstep-made'))) return;
  const git = (...args: readonly string[]): void => {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.com',
      '-c',
      'commit.gpgsign=false',
    ];
    execFileSync('git', [...identity, ...args], { cwd: project, stdio: 'ignore' });
  };
  if (!existsSync(join(project, '.git'))) git('init', '-q', '-b', 'main');
  const untracked = ['dist', 'out', 'more'].filter((name) => !existsSync(join(project, name)));
  const ignored = ['node_modules', ...made, ...untracked].map((name) => `/${name}\n`).join('');
  writeFileSync(join(project, '.git', 'info', 'exclude'), ignored);
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'as it is');
  writeFileSync(join(project, '.git', 'info', 'lockstep-made'), '');
}

export function writeJson(project: string, name: string, data: unknown): void {
  writeFileSync(join(project, name), `${JSON.stringify(data, null, 2)}\n`);
}

/** What is made, as tools take it that want a folder or a file: `dist/**` is the folder. */
export function folderOrFile(pattern: string): string {
  return pattern.endsWith('/**') ? pattern.slice(0, -'/**'.length) : pattern;
}
