import type { Command } from 'commander';
import { positiveInteger } from './whole-number.ts';

/** What says which runs of the CI systems are meant; the same wherever a command asks for them. */
export function ciOptions(command: Command): Command {
  return command
    .option('--ci', 'of GitHub Actions and CircleCI; for what is checked out unless something else is named')
    .option('--commit <revision>', 'for this commit')
    .option('--branch <name>', 'for this branch')
    .option('--pr <number>', 'for this pull request', positiveInteger)
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option('--circleci-project <slug>', 'the project on CircleCI; gh/<owner>/<name> unless said');
}

/** What names runs. */
export interface WantedOptions {
  readonly ci?: boolean;
  readonly commit?: string;
  readonly branch?: string;
  readonly pr?: number;
}

/** Is it about the CI systems? Without a word of them, `runs` is about this machine (docs/adr/0028). */
export function asksForCi({ ci, commit, branch, pr }: WantedOptions, id?: string): boolean {
  const isNamed = id !== undefined && /^(?:github|circleci):/.test(id);
  return ci === true || commit !== undefined || branch !== undefined || pr !== undefined || isNamed;
}
