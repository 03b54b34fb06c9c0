import type { ReleasePlanOptions } from '../perform-release-plan.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep release plan v1.2.0          what stands against it, and where it would go
  lockstep release plan v1.2.0 --json`;

export const releaseCommand: Register = (program, perform) => {
  const release = program
    .command('release')
    .description('what a tag would release')
    .addHelpText('after', EXAMPLES);
  release
    .command('plan')
    .description('check a tag, its version, its changelog and its channels, and touch nothing')
    .argument('<tag>', 'a tag of this repository')
    .option('--json', 'as JSON')
    .action((tag: string, options: ReleasePlanOptions) =>
      perform(async (invocation) =>
        (await import('../perform-release-plan.ts')).performReleasePlan(invocation, tag, options),
      ),
    );
};
