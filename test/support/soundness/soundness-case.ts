import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A file of `test/cases/soundness`: a small project, and what happens to it between runs. CONTRIBUTING.md says how to write one. */
export interface SoundnessCase {
  /** The name of the file, without its ending. */
  readonly name: string;
  /** Ends "A cache is right about …". */
  readonly title: string;
  readonly files: Readonly<Record<string, FileSpec>>;
  /** Everything is committed before the first run. */
  readonly git?: boolean;
  readonly tasks: Readonly<Record<string, TaskSpec>>;
  /** Variables the tool is started with; `$PROJECT` in them is the project's folder, `$PATH` the PATH of this machine. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of secrets the definition declares. */
  readonly secrets?: readonly string[];
  /** `never`: nothing of this may ever be reused. `any`: whether it is does not matter. Else it has to be when nothing has changed. */
  readonly reuse?: 'never' | 'any';
  /** So many runs more before nothing changes any more: a task may change its own inputs. */
  readonly settle?: number;
  /** The output is not compared: it says how often something was tried. */
  readonly log?: false;
  readonly steps: readonly StepSpec[];
}

/** A text, or more about a file. A name that ends with a slash is a directory. */
export type FileSpec =
  | string
  | { readonly text?: string; readonly base64?: string; readonly mode?: string; readonly link?: string };

export interface TaskSpec {
  readonly run: string;
  /** Added to the command. */
  readonly args?: readonly string[];
  readonly inputs: readonly string[];
  readonly outputs?: readonly string[];
  readonly needs?: readonly string[];
  /** A text, or what another task has handed on. */
  readonly env?: Readonly<Record<string, string | { readonly job: string; readonly value: string }>>;
  readonly passEnv?: readonly string[];
  /** Programs whose version counts. */
  readonly tools?: readonly string[];
  /** Names of what it writes to `$LOCKSTEP_OUTPUT`. */
  readonly values?: readonly string[];
  readonly retries?: number;
  readonly artifacts?: Readonly<Record<string, readonly string[]>>;
}

/** In the order in which they are written down. Paths are relative to the project. */
export interface Change {
  readonly write?: Readonly<Record<string, FileSpec>>;
  readonly remove?: readonly string[];
  readonly rename?: Readonly<Record<string, string>>;
  readonly chmod?: Readonly<Record<string, string>>;
  /** Sets the time of the last change, as touch(1) takes it. */
  readonly touch?: Readonly<Record<string, string>>;
  /** For bash; `$WHERE` is `work` where the tool works, and `truth` where it does not. */
  readonly shell?: string;
}

/** `runs`, `reused`; `either` where both are right. By task, or for all. */
export type Expectation = 'runs' | 'reused' | 'either';

export interface StepSpec {
  /** What somebody does to the project. */
  readonly change?: Change;
  /** The same to what the tasks have made: a fresh copy would not have it. */
  readonly spoil?: Change;
  /** Damage to what the tool keeps. */
  readonly cache?: CacheDamage;
  /** From now on; `null` for not set. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly umask?: string;
  readonly secrets?: readonly string[];
  readonly tasks?: Readonly<Record<string, Partial<TaskSpec>>>;
  /** While the task runs: it says so with `../sync/started`, and waits for `../sync/go`. */
  readonly meanwhile?: Change;
  readonly mode?: RunMode;
  /** So many runs at the same time. */
  readonly atOnce?: number;
  /** Kill the tool while it stores. */
  readonly kill?: true;
  readonly expect?: Expectation | Readonly<Record<string, Expectation>>;
}

/** `force`: run everything, and keep it. `no-cache`: without the cache. */
export type RunMode = 'force' | 'no-cache';

export interface CacheDamage {
  readonly how: 'truncate' | 'empty' | 'flip' | 'swap' | 'remove';
  /** Only files whose path has this in it. */
  readonly which?: string;
}

export function readSoundnessCases(folder: string): readonly SoundnessCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const data = parse(readFileSync(join(folder, file), 'utf8')) as Omit<SoundnessCase, 'name'>;
      return { ...data, name: file.slice(0, -'.yaml'.length) };
    });
}
