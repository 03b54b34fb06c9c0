import type { GenerateOptions } from '../perform-generate.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep generate             write .github/workflows/*.yml and .circleci/config.yml
  lockstep generate --check     in CI: fail, with a diff, when they are not what the definition says
  lockstep generate --dry-run   show what would change
  lockstep generate --update-actions
                                lock the newest versions of the actions, within the major versions lockstep writes for`;

export const generateCommand: Register = (program, perform) => {
  program
    .command('generate')
    .description(
      'write the files of both CI systems, and the pages that tell of them, after proving that nothing runs twice',
    )
    .option('--check', 'write nothing; fail when a file is stale or was edited by hand')
    .option('--dry-run', 'write nothing; show what would change')
    .option(
      '--force',
      'replace files that were written by hand; with --update-actions, take versions that were moved',
    )
    .option('--update-actions', 'look for newer versions of the actions in lockstep.lock, by way of git')
    .option('--json', 'what was done with each file, as JSON')
    .addHelpText('after', EXAMPLES)
    .action((options: GenerateOptions) =>
      perform(async (invocation) =>
        (await import('../perform-generate.ts')).performGenerate(invocation, options),
      ),
    );
};
