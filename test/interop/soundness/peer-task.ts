import { lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shellWord } from '../../support/shell-word.ts';
import type { SoundnessCase, TaskSpec } from '../../support/soundness/soundness-case.ts';

/** A task of a case in the terms that all peers share. */
export interface PeerTask {
  readonly name: string;
  readonly needs: readonly string[];
  /** For `sh`: what the case runs. */
  readonly command: string;
  /** The same after what an earlier run has made is removed, where that can be done. */
  readonly cleaningCommand: string;
  /** All that it makes is made by it alone. */
  readonly ownsOutputs: boolean;
  /** Globs: of a folder, all that is in it. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What is made, as tools take it that want a folder or a file. */
  readonly outputPaths: readonly string[];
  /** Variables with a value in the definition. */
  readonly fixedVariables: Readonly<Record<string, string>>;
  /** Names of those it reads: what the case says, and what a careful user declares beside it, whatever time zone and locale change. */
  readonly readVariables: readonly string[];
  /** Programs whose version counts. */
  readonly tools: readonly string[];
}

interface PeerProject {
  readonly project: string;
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  readonly cleaning: Cleaning;
}

export function peerTask(name: string, task: TaskSpec, { project, tasks, cleaning }: PeerProject): PeerTask {
  const { needs = [], outputs = [], env = {}, passEnv = [], tools = [] } = task;
  return {
    name,
    needs,
    command: commandOf(task),
    cleaningCommand: commandOf(task, cleaning.before(project, tasks, task)),
    ownsOutputs: cleaning.isOwn(project, tasks, task),
    inputs: globsOf(project, task.inputs),
    outputs: globsOf(project, outputs),
    outputPaths: outputs.map(folderOrFile),
    fixedVariables: Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
    readVariables: [...passEnv, 'TZ', 'LANG', 'LC_ALL'],
    tools,
  };
}

/** The command as the case means it: in bash, which ends at the first failure. */
function commandOf({ run, args = [] }: TaskSpec, before = ''): string {
  return `bash --noprofile --norc -eo pipefail -c ${shellWord(`${before}${[run, ...args].join(' ')}`)}`;
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
    return (task.outputs ?? []).map((path) => `rm -rf ${shellWord(folderOrFile(path))}; `).join('');
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Globs as these tools take them. */
function globsOf(project: string, patterns: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) => {
    const not = pattern.startsWith('!') ? '!' : '';
    const path = pattern.slice(not.length);
    if (path.endsWith('/**')) return [`${pattern}/*`];
    if (/[*?[{]/.test(path)) return [pattern];
    const isDirectory = statSync(join(project, path), { throwIfNoEntry: false })?.isDirectory() === true;
    return isDirectory ? [pattern, `${pattern}/**/*`] : [pattern];
  });
}

/** What is made, as tools take it that want a folder or a file: `dist/**` is the folder. */
function folderOrFile(pattern: string): string {
  return pattern.endsWith('/**') ? pattern.slice(0, -'/**'.length) : pattern;
}
