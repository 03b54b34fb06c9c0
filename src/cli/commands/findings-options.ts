import type { Command } from 'commander';
import { collect } from './repeated-option.ts';

/** What is asked of findings, wherever they come from. */
export function findingsOptions(command: Command): Command {
  return command
    .option('--fail-on <severities>', 'what blocks, and all that is worse: critical,high; or none')
    .option(
      '--map-severity <word=severity>',
      'what a severity is taken for: unknown=low; may be repeated',
      collect,
      [],
    )
    .option('--class <names>', 'look at these only: vulnerability, secret, …; may be repeated', collect, [])
    .option('--ignore-unfixed', 'let vulnerabilities pass that no version is without')
    .option('--max-db-age <time>', 'how old a database of vulnerabilities may be: 5d')
    .option('--baseline <file>', 'let pass what an earlier --json knows already')
    .option('--suppressions <file>', 'what is agreed to, in place of lockstep.suppressions.yaml');
}
