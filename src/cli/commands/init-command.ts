import { Option } from 'commander';
import type { InitOptions } from '../perform-init.ts';
import type { Register } from './command.ts';

export const initCommand: Register = (program, perform) => {
  program
    .command('init')
    .description('look at this repository and write a definition that runs; never overwrites one')
    .addOption(new Option('--format <format>', 'what to write').choices(['ts', 'yaml']))
    .option('--dry-run', 'print the definition and write nothing')
    .action((options: InitOptions) =>
      perform(async (invocation) => (await import('../perform-init.ts')).performInit(invocation, options)),
    );
};
