import type { Command } from 'commander';
import type { SecretsCheckOptions } from '../perform-secrets-check.ts';
import type { SecretsRotateOptions } from '../perform-secrets-rotate.ts';
import type { Register } from './command.ts';

const CHECK_HELP = `
Reads names and times, never values. GitHub: a fine-grained token with \`secrets: read\` and \`environments: read\` in GH_TOKEN; the token of a workflow
cannot do it. CircleCI: a personal API token in CIRCLE_TOKEN.`;

const ROTATE_HELP = `
GitHub: a fine-grained token with \`secrets: write\` and \`environments: write\` in GH_TOKEN. CircleCI: a personal API token in CIRCLE_TOKEN.

Examples:
  lockstep secrets rotate PYPI_API_TOKEN                   asks for the new value
  pass show pypi | lockstep secrets rotate PYPI_API_TOKEN
  lockstep secrets rotate PYPI_API_TOKEN --revoked         the old one was revoked`;

export const secretsCommand: Register = (program, perform) => {
  const secrets = program
    .command('secrets')
    .description('which job uses which secret, what is wrong with them, and new values');
  secrets
    .command('list')
    .description(
      'every secret with its jobs, where it is kept, whether forks reach it, and the least it must be able to do',
    )
    .option('--json', 'as JSON')
    .action((options: { readonly json?: boolean }) =>
      perform(async (invocation) =>
        (await import('../perform-secrets-list.ts')).performSecretsList(invocation, options),
      ),
    );
  secrets
    .command('check')
    .description(
      'what both systems have stored, against the definition: missing, too old, in the wrong place, half rotated',
    )
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option(
      '--circleci-project <slug>',
      'the project on CircleCI; gh/owner/name of the repository unless said',
    )
    .option('--events <file>', 'write which secrets are old, for `notify send --events`')
    .option('--json', 'as JSON')
    .addHelpText('after', CHECK_HELP)
    .action((options: SecretsCheckOptions) =>
      perform(async (invocation) =>
        (await import('../perform-secrets-check.ts')).performSecretsCheck(invocation, options),
      ),
    );
  registerRotate(secrets, perform);
};

function registerRotate(secrets: Command, perform: Parameters<Register>[1]): void {
  secrets
    .command('rotate')
    .description('write a new value to every place that jobs look in')
    .argument('<name>', 'the secret, as the definition names it')
    .option('--value-file <file>', 'the new value; standard input unless said')
    .option('--revoked', 'write down that the old value was revoked, and nothing else')
    .option('--yes', 'do not ask')
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option(
      '--circleci-project <slug>',
      'the project on CircleCI; gh/owner/name of the repository unless said',
    )
    .option('--dry-run', 'say where it would be written, and write nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', ROTATE_HELP)
    .action((name: string, options: SecretsRotateOptions) =>
      perform(async (invocation) =>
        (await import('../perform-secrets-rotate.ts')).performSecretsRotate(invocation, name, options),
      ),
    );
}
