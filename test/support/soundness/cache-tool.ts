import type { RunMode, SoundnessCase, TaskSpec } from './soundness-case.ts';

/** A program that runs tasks and remembers what they came to. */
export interface CacheTool {
  readonly name: string;
  /** Names at the top of a project that are the tool's own. */
  readonly own: readonly string[];
  /** Why this tool has no words for a case; undefined when it has. */
  cannot(subject: SoundnessCase): string | undefined;
  /** Tells the tool of the tasks. Called again when one has changed. */
  define(project: string, tasks: ReadonlyMap<string, TaskSpec>, secrets: readonly string[]): void;
  command(request: CacheToolRequest): CacheToolCommand;
  /** Where it keeps what it remembers. */
  cacheFolders(project: string): readonly string[];
  /** Where what it has said of a task is; undefined for a tool whose output is its own. */
  log?(project: string, task: string): string | undefined;
  /** Ends what it has left running. */
  close?(project: string): void;
}

export interface CacheToolRequest {
  readonly project: string;
  readonly mode: RunMode | undefined;
}

export interface CacheToolCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
