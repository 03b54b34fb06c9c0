import type { TestSplitOptions } from '../perform-test-split.ts';
import type { Register } from './command.ts';
import { positiveInteger } from './whole-number.ts';

const EXAMPLES = `
Examples:
  lockstep test-split 'tests/**/test_*.py'          the files of this shard, one a line
  lockstep test-split --shards 4 --overview 'tests/**/*.test.ts'
  git ls-files '*_test.go' | lockstep test-split --shards 4 --shard 2
  lockstep test-split 'tests/**/test_*.py' --check 'reports/**/*.xml'`;

export const testSplitCommand: Register = (program, perform) => {
  program
    .command('test-split')
    .description('share test files among shards by how long they took')
    .argument('[files...]', 'files or globs; without any, names from the standard input')
    .option(
      '--shards <n>',
      'how many shards there are; LOCKSTEP_SHARDS or CIRCLE_NODE_TOTAL unless said',
      positiveInteger,
    )
    .option(
      '--shard <n>',
      'which one this is, from 1; LOCKSTEP_SHARD or CIRCLE_NODE_INDEX unless said',
      positiveInteger,
    )
    .option('--overhead <time>', 'what every file takes beside its tests', '500ms')
    .option('--history <file>', 'what earlier runs said, in place of .lockstep/test-history.ndjson')
    .option('--overview', 'show all shards and how long they will take')
    .option('--check <reports...>', 'afterwards: did every file run exactly once?')
    .option('--json', 'all shards as JSON')
    .addHelpText('after', EXAMPLES)
    .action((files: readonly string[], options: TestSplitOptions) =>
      perform(async (invocation) =>
        (await import('../perform-test-split.ts')).performTestSplit(invocation, files, options),
      ),
    );
};
