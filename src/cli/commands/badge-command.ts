import { Option } from 'commander';
import type { BadgeOptions } from '../perform-badge.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep badge -o ci.svg                 the verdict of the last run
  lockstep badge coverage -o coverage.json for shields.io/badges/endpoint-badge
  lockstep badge 'budget of ci on linux/x64' -o budget.svg
  lockstep badge --label docs --message built -o docs.svg`;

export const badgeCommand: Register = (program, perform) => {
  program
    .command('badge')
    .description('a badge for a run, or for one of its checks: tests, coverage, a budget')
    .argument('[check]', 'the check, as the summary names it; the verdict of the run unless said')
    .option('--run <run>', 'of this run; the last one unless said')
    .option('--label <text>', 'what stands on the left')
    .option('--message <text>', 'what stands on the right, without a run')
    .addOption(
      new Option('--conclusion <word>', 'what a --message comes to; passed unless said').choices([
        'passed',
        'warned',
        'failed',
        'not_checked',
      ]),
    )
    .addOption(
      new Option(
        '--format <format>',
        'a picture, or JSON for shields.io; by the name of the file unless said',
      ).choices(['svg', 'endpoint']),
    )
    .option('-o, --output <file>', 'where to write; standard output unless said')
    .addHelpText('after', EXAMPLES)
    .action((check: string | undefined, options: BadgeOptions) =>
      perform(async (invocation) =>
        (await import('../perform-badge.ts')).performBadge(invocation, check, options),
      ),
    );
};
