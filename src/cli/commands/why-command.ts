import type { WhyOptions } from '../perform-why.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep why unit             would it run now, and what has changed since it ran last
  lockstep why unit@linux --all with everything it depends on`;

export const whyCommand: Register = (program, perform) => {
  program
    .command('why')
    .description('why a job would run now, or be reused')
    .argument('<job>', 'a job or a leg: unit, unit@linux')
    .option('--all', 'show everything it depends on')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action((job: string, options: WhyOptions) =>
      perform(async (invocation) => (await import('../perform-why.ts')).performWhy(invocation, job, options)),
    );
};
