import type { Command } from 'commander';
import type { Console } from '../console.ts';
import type { ExitCode } from '../exit-code.ts';

/** The options every command has. */
export interface Invocation {
  /** Absolute or relative to the current directory. */
  readonly directory: string;
  readonly config: string | undefined;
  readonly console: Console;
}

export type Action = (invocation: Invocation) => Promise<ExitCode>;

/** Adds a command to the program. What it does is loaded only when it is called, so that every other command starts fast. */
export type Register = (program: Command, perform: (action: Action) => Promise<void>) => void;
