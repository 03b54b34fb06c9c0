import type { Register } from './command.ts';

export const setupCommand: Register = (program, perform) => {
  program
    .command('setup')
    .description('install the toolchains of the definition, when their lock files have changed')
    .option('--force', 'install even when nothing has changed')
    .option('--json', 'print every event as a line of JSON')
    .action((options: { force?: boolean; json?: boolean }) =>
      perform(async (invocation) => (await import('../perform-setup.ts')).performSetup(invocation, options)),
    );
};
