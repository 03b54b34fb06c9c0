import type { CiListOptions } from '../ci/perform-ci-list.ts';
import type { CiViewOptions } from '../ci/perform-ci-view.ts';
import type { RerunOptions } from '../perform-rerun.ts';
import { asksForCi, ciOptions } from './ci-options.ts';
import type { Register } from './command.ts';
import { givenOptions } from './given-options.ts';
import { positiveInteger, wholeNumber } from './whole-number.ts';

export const runsCommand: Register = (program, perform) => {
  const runs = program.command('runs').description('look at runs on this machine, and run them again');
  const list = runs
    .command('list', { isDefault: true })
    .description('the runs of this checkout, newest first; with --ci those of both CI systems too')
    .option('-n, --limit <n>', 'how many', positiveInteger, 20);
  ciOptions(list)
    .option('--json', 'as JSON')
    .action((options: CiListOptions) =>
      perform(async (invocation) =>
        asksForCi(options)
          ? (await import('../ci/perform-ci-list.ts')).listCiRuns(invocation, options)
          : (await import('../perform-runs.ts')).listRuns(invocation, options),
      ),
    );
  const view = runs
    .command('view')
    .description('one run: its jobs, failures and time')
    .argument(
      '[run]',
      'the end or the beginning of its id, or github:<id>, circleci:<id>; the last one unless said',
    );
  ciOptions(view)
    .option('--json', 'of this machine its events as JSON lines, of CI systems one JSON object')
    .action((run: string | undefined, options: CiViewOptions) =>
      perform(async (invocation) =>
        asksForCi(options, run)
          ? (await import('../ci/perform-ci-view.ts')).viewCiRuns(invocation, run, options)
          : (await import('../perform-runs.ts')).viewRun(invocation, run, options),
      ),
    );
  runs
    .command('log')
    .description('what a job printed; without a job, the first that failed')
    .argument('[job]', 'a job or leg: unit, unit@linux')
    .option('--run <run>', 'of this run; the last one unless said')
    .option('-f, --follow', 'go on until the job is finished')
    .option('--timestamps', 'with the time of each line')
    .option('--json', 'as JSON lines')
    .action(
      (
        job: string | undefined,
        options: { run?: string; follow?: boolean; timestamps?: boolean; json?: boolean },
      ) =>
        perform(async (invocation) => (await import('../perform-log.ts')).showLog(invocation, job, options)),
    );
  registerRerun(runs, perform);
  runs
    .command('prune')
    .description('remove old runs; runs that are going on stay')
    .option('--keep <n>', 'how many of the newest stay', wholeNumber, 20)
    .option('--dry-run', 'only say what would be removed')
    .option('--json', 'as JSON')
    .action((options: { keep: number; dryRun?: boolean; json?: boolean }) =>
      perform(async (invocation) => (await import('../perform-runs.ts')).pruneRuns(invocation, options)),
    );
};

const registerRerun: Register = (runs, perform) => {
  const command = runs
    .command('rerun')
    .description('run again what a run was started for, and as it was started')
    .argument('[run]', 'the last one unless said')
    .option('--failed', 'only what did not pass')
    .option('-j, --jobs <n>', 'how many jobs at once', positiveInteger);
  givenOptions(command)
    .option('--json', 'print every event as a line of JSON')
    .action((run: string | undefined, options: RerunOptions) =>
      perform(async (invocation) => (await import('../perform-rerun.ts')).rerun(invocation, run, options)),
    );
};
