import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CacheTool, CacheToolCommand, CacheToolRequest } from '../../support/soundness/cache-tool.ts';
import type { SoundnessCase } from '../../support/soundness/soundness-case.ts';
import { asRepository } from './peer-project.ts';
import { Cleaning, type PeerTask, peerTask } from './peer-task.ts';

/** A tool of other people: `modules` is the folder with its packages. */
export type MakePeer = (modules: string) => CacheTool;

/** What sets one tool apart from the others. */
export interface PeerWords {
  readonly name: string;
  /** Names at the top of a project that are the tool's own, beside `node_modules` and `.git`. */
  readonly own: readonly string[];
  /** What of it git does not track. */
  readonly made: readonly string[];
  /** Where in a project it keeps what it remembers. */
  readonly cache: string;
  /** Why it has no words for a case, beside what no peer has words for. */
  cannot(subject: SoundnessCase): string | undefined;
  /** Its files, by their names. JSON is YAML. */
  filesFor(tasks: readonly PeerTask[]): Readonly<Record<string, unknown>>;
  command(request: PeerRequest): CacheToolCommand;
}

export interface PeerRequest extends CacheToolRequest {
  readonly modules: string;
  /** Of the tasks that are to be run. */
  readonly names: readonly string[];
}

export function peerTool(words: PeerWords): MakePeer {
  return (modules) => {
    let names: readonly string[] = [];
    const cleaning = new Cleaning();
    return {
      name: words.name,
      own: [...words.own, 'node_modules', '.git'],
      cannot(subject) {
        cleaning.lookAt(subject);
        return words.cannot(subject) ?? foreignTo(subject);
      },
      define(project, tasks) {
        names = [...tasks.keys()];
        const files = words.filesFor(
          [...tasks].map(([name, task]) => peerTask(name, task, { project, tasks, cleaning })),
        );
        for (const [path, data] of Object.entries(files)) writeJson(join(project, path), data);
        asRepository(project, modules, words.made);
      },
      command: (request) => words.command({ ...request, modules, names }),
      cacheFolders: (project) => [join(project, words.cache)],
    };
  };
}

/** What no peer has a word for, whoever configures them. */
function foreignTo(subject: SoundnessCase): string | undefined {
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

/** Does a case have to do with the versions of programs? */
export function namesTools({ tasks }: SoundnessCase): boolean {
  return Object.values(tasks).some(({ tools }) => tools !== undefined);
}

function writeJson(path: string, data: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(data, null, 2)}\n`);
}
