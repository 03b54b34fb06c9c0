import type { Command } from 'commander';
import { collect } from './repeated-option.ts';

/** What a run is told by hand, the same for a new run and for one that is run again. */
export function givenOptions(command: Command): Command {
  return command
    .option(
      '--input <name=value>',
      'what the manual trigger of the workflow asks for; may be repeated',
      collect,
      [],
    )
    .option('--tag <name>', 'the tag the run is for, as tagName() gives it to jobs')
    .option('--secrets <file>', 'read secrets from a file of NAME=value lines');
}
