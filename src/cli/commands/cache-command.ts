import type { CleanOptions } from '../perform-cache.ts';
import type { Register } from './command.ts';

export const cacheCommand: Register = (program, perform) => {
  const cache = program
    .command('cache')
    .description('look at the results that are kept of jobs, and remove them');
  cache
    .command('status', { isDefault: true })
    .description('how much is kept, and where')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) =>
      perform(async (invocation) => (await import('../perform-cache.ts')).cacheStatus(invocation, options)),
    );
  cache
    .command('clean')
    .description('remove what is kept: all of it, or what was used least recently')
    .option('--to <size>', 'until no more than this is left: 500MB')
    .option('--json', 'as JSON')
    .action((options: CleanOptions) =>
      perform(async (invocation) => (await import('../perform-cache.ts')).cleanCache(invocation, options)),
    );
  cache
    .command('verify')
    .description('read everything that is kept, and remove what is damaged')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) =>
      perform(async (invocation) => (await import('../perform-cache.ts')).verifyCache(invocation, options)),
    );
};
