import { Option } from 'commander';
import { type ExitCode, UsageError } from '../exit-code.ts';
import type { RunOptions } from '../perform-run.ts';
import { changedOptions, mustFitChanged } from './changed-options.ts';
import type { Invocation, Register } from './command.ts';
import { givenOptions } from './given-options.ts';
import { positiveInteger } from './whole-number.ts';

const EXAMPLES = `
Examples:
  lockstep run                      the default workflow
  lockstep run ci                   the workflow ci
  lockstep run unit                 the job unit and what it needs
  lockstep run unit --no-needs      the job unit alone
  lockstep run --changed            what the changes on this branch affect
  lockstep run --isolated           in a clean checkout of HEAD: finds what nobody committed
  lockstep run --resume             go on with the run that was cut short
  lockstep run --json | jq .kind    every event as JSON`;

export const runCommand: Register = (program, perform) => {
  const command = changedOptions(
    program
      .command('run')
      .description('run a workflow, or single jobs with what they need, on this machine')
      .argument('[names...]', 'a workflow, or jobs; the default workflow unless said')
      .option('-j, --jobs <n>', 'how many jobs at once; one per processor unless said', positiveInteger),
  )
    .option('--no-needs', 'only the jobs named, without what they need')
    .option('--fail-fast', 'stop what still runs when a job fails')
    .option('--keep-going', 'go on when a job fails, whatever the workflow says')
    .option('--resume [run]', 'go on with a run that was interrupted or killed; the last one unless said')
    .option(
      '--force',
      'run everything, whatever is known of earlier runs; with --resume: go on although another commit is checked out now',
    )
    .option('--no-cache', 'reuse nothing of earlier runs, and keep nothing for later ones')
    .addOption(
      new Option(
        '--isolated [of]',
        'run in a clean checkout: of HEAD, or of HEAD with uncommitted changes',
      ).choices(['head', 'worktree']),
    )
    .option('--keep', 'keep the checkout of --isolated')
    .option('--no-setup', 'do not install toolchains')
    .option('--fresh-setup', 'install toolchains even when nothing has changed')
    .option('--assume-services', 'the services that jobs declare are up already');
  givenOptions(command)
    .option('--dry-run', 'show what would run')
    .option('--json', 'print every event as a line of JSON')
    .option('--otel [target]', 'write an OpenTelemetry trace to a file or an OTLP/HTTP endpoint')
    .addHelpText('after', EXAMPLES)
    .action((names: string[], options: RunOptions) =>
      perform((invocation) => run(invocation, names, options)),
    );
};

async function run(invocation: Invocation, names: readonly string[], options: RunOptions): Promise<ExitCode> {
  if (options.failFast === true && options.keepGoing === true)
    throw new UsageError('--fail-fast and --keep-going exclude each other');
  if (options.resume !== undefined && options.dryRun === true)
    throw new UsageError(
      '--resume and --dry-run exclude each other',
      'lockstep runs view shows what is left of a run.',
    );
  if (!options.needs && names.length === 0) {
    throw new UsageError(
      '--no-needs is for single jobs: say which',
      options.resume === undefined
        ? 'For example: lockstep run unit --no-needs.'
        : 'A run goes on as it was started.',
    );
  }
  mustFitChanged(options);
  if (options.changed === true && options.resume !== undefined)
    throw new UsageError('--changed and --resume exclude each other', 'A run goes on as it was started.');
  if (options.resume !== undefined && names.length > 0) {
    throw new UsageError('--resume goes on with what the run was started for', 'Leave the names out.');
  }
  if (options.resume !== undefined)
    return (await import('../perform-resume.ts')).resumeRun(invocation, options);
  const { performRun } = await import('../perform-run.ts');
  return performRun(invocation, names, options);
}
