import type { CiActOptions } from '../ci/perform-ci-actions.ts';
import type { CiCompareOptions } from '../ci/perform-ci-compare.ts';
import type { CiDownloadOptions } from '../ci/perform-ci-download.ts';
import type { CiListOptions } from '../ci/perform-ci-list.ts';
import type { CiLogOptions } from '../ci/perform-ci-log.ts';
import type { CiViewOptions } from '../ci/perform-ci-view.ts';
import type { CiWatchOptions } from '../ci/perform-ci-watch.ts';
import type { LogOptions } from '../perform-log.ts';
import type { RerunOptions } from '../perform-rerun.ts';
import { asksForCi, ciOptions } from './ci-options.ts';
import type { Register } from './command.ts';
import { givenOptions } from './given-options.ts';
import { positiveInteger, wholeNumber } from './whole-number.ts';

export const runsCommand: Register = (program, perform) => {
  const runs = program
    .command('runs')
    .description('runs on this machine and in both CI systems: look at them, follow them, run them again');
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
  registerLog(runs, perform);
  registerRerun(runs, perform);
  registerCiOnly(runs, perform);
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

const registerLog: Register = (runs, perform) => {
  const log = runs
    .command('log')
    .description('what a job printed; without a job, the first that failed')
    .argument('[job]', 'a job or leg: unit, unit@linux; of CI systems as they call it')
    .option('--run <run>', 'of this run; the last one unless said')
    .option('-f, --follow', 'go on until the job is finished')
    .option('--timestamps', 'with the time of each line (this machine)')
    .option('--all', 'of CI systems every step, and not only what failed');
  ciOptions(log)
    .option('--json', 'as JSON lines')
    .action((job: string | undefined, options: LogOptions & CiLogOptions) =>
      perform(async (invocation) =>
        asksForCi(options, options.run)
          ? (await import('../ci/perform-ci-log.ts')).showCiLog(invocation, job, options)
          : (await import('../perform-log.ts')).showLog(invocation, job, options),
      ),
    );
};

const registerRerun: Register = (runs, perform) => {
  const command = runs
    .command('rerun')
    .description('run again what a run was started for, and as it was started')
    .argument('[run]', 'the last one unless said')
    .option('--failed', 'only what did not pass')
    .option('-j, --jobs <n>', 'how many jobs at once (this machine)', positiveInteger)
    .option('--dry-run', 'of CI systems only say what would run again');
  ciOptions(givenOptions(command))
    .option('--json', 'print every event as a line of JSON; of CI systems one JSON object')
    .addHelpText('after', WRITE_RIGHTS)
    .action((run: string | undefined, options: RerunOptions & CiActOptions) =>
      perform(async (invocation) =>
        asksForCi(options, run)
          ? (await import('../ci/perform-ci-actions.ts')).rerunCi(invocation, run, options)
          : (await import('../perform-rerun.ts')).rerun(invocation, run, options),
      ),
    );
};

const WRITE_RIGHTS = `
In the CI systems this needs a token with \`actions: write\` for GitHub, and one for CircleCI of somebody who may write to the repository.`;

/** What has no meaning, or another command, on this machine alone. */
const registerCiOnly: Register = (runs, perform) => {
  ciOptions(
    runs
      .command('cancel')
      .description('cancel what is going on in the CI systems, or a run of this machine by its id')
      .argument('[run]', 'github:<id>, circleci:<id> or one of this machine; all of the commit unless said')
      .option('--dry-run', 'only say what would be cancelled'),
  )
    .option('--json', 'as JSON')
    .addHelpText('after', WRITE_RIGHTS)
    .action((run: string | undefined, options: CiActOptions) =>
      perform(async (invocation) =>
        (await import('../ci/perform-ci-actions.ts')).cancelCi(invocation, run, options),
      ),
    );
  ciOptions(
    runs
      .command('watch')
      .description('tell every change of every job in the CI systems until all have ended')
      .argument('[run]', 'github:<id> or circleci:<id>; all of the commit unless said')
      .option('--interval <seconds>', 'how long to wait before looking again', positiveInteger, 10)
      .option('--appear <seconds>', 'how long to wait for the first run', wholeNumber, 120),
  )
    .option('--json', 'every change as a line of JSON')
    .action((run: string | undefined, options: CiWatchOptions) =>
      perform(async (invocation) =>
        (await import('../ci/perform-ci-watch.ts')).watchCi(invocation, run, options),
      ),
    );
  ciOptions(
    runs
      .command('download')
      .description('fetch what runs kept: artifacts')
      .argument('[run]', 'github:<id>, circleci:<id> or one of this machine; all of the commit unless said')
      .option('--into <folder>', 'where to', 'lockstep-artifacts')
      .option('--name <artifact>', 'only this one')
      .option('--dry-run', 'only say what would be written'),
  )
    .option('--json', 'as JSON')
    .action((run: string | undefined, options: CiDownloadOptions) =>
      perform(async (invocation) =>
        (await import('../ci/perform-ci-download.ts')).downloadCi(invocation, run, options),
      ),
    );
  registerCompare(runs, perform);
};

const registerCompare: Register = (runs, perform) => {
  runs
    .command('compare')
    .description('which check became slower, flaky or different between two runs or commits')
    .argument('<before>', 'a run by its id, or a commit')
    .argument('<after>', 'a run by its id, or a commit')
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option('--circleci-project <slug>', 'the project on CircleCI; gh/<owner>/<name> unless said')
    .option('--all', 'those too that are the same')
    .option('--json', 'as JSON')
    .action((before: string, after: string, options: CiCompareOptions) =>
      perform(async (invocation) =>
        (await import('../ci/perform-ci-compare.ts')).compareCi(invocation, [before, after], options),
      ),
    );
};
