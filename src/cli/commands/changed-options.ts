import type { Command } from 'commander';
import { UsageError } from '../exit-code.ts';

export interface ChangedOptions {
  readonly changed?: boolean;
  /** A revision of git. */
  readonly since?: string;
}

/** Only what changes affect, the same wherever jobs are chosen. */
export function changedOptions(command: Command): Command {
  return command
    .option('--changed', 'only jobs whose inputs changed, and jobs that need these')
    .option(
      '--since <ref>',
      'with --changed: since the branch left this; its upstream or the default branch unless said',
    );
}

export function mustFitChanged({ changed, since }: ChangedOptions): void {
  if (since !== undefined && changed !== true)
    throw new UsageError('--since is for --changed', `Add --changed: --changed --since ${since}.`);
}
