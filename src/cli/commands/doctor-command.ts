import type { Register } from './command.ts';

export const doctorCommand: Register = (program, perform) => {
  program
    .command('doctor')
    .description('check this machine: tools, toolchains, capabilities, secrets')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) =>
      perform(async (invocation) =>
        (await import('../perform-doctor.ts')).performDoctor(invocation, options),
      ),
    );
};
