import { printableLine } from '../../diagnostics/printable.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { HookPlan, PlannedHook } from '../../hooks/hook-plan.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT, type ExitCode, UsageError } from '../exit-code.ts';
import type { Interruption } from '../interruption.ts';
import type { AskedOfGit } from './asked-of-git.ts';
import { type Subject, subjectsOf } from './hook-subjects.ts';
import type { HooksRunOptions } from './hooks-run-options.ts';
import type { OpenHooks } from './open-hooks.ts';
import { renderEnd, renderHook } from './render-hooks.ts';
import { type HookOutcome, type HookRun, runHooks } from './run-hooks.ts';

export interface StageRun {
  readonly invocation: Invocation;
  readonly open: OpenHooks;
  readonly interruption: Interruption;
  readonly names: readonly string[];
  readonly options: HooksRunOptions;
  readonly asked: AskedOfGit;
}

/** Runs the hooks of a stage; before a push also the jobs that it affects. */
export async function runStage(run: StageRun): Promise<ExitCode> {
  const { options, open, interruption, invocation, asked } = run;
  const hooks = hooksFor(open.plan, run.names, options);
  const isPush =
    options.stage === 'pre-push' && (options.allFiles ?? options.files ?? options.from) === undefined;
  const pushes = isPush ? await (await import('./pushes.ts')).pushesOf(process.stdin, open.git.root) : [];
  const { directory } = invocation;
  const subjects = await subjectsOf({ open, options, directory, pushes, asked }, hooks);
  const outcomes: Outcome[] = [];
  for (const subject of subjects) {
    const outcome = await runHooks({ ...subject, ...commonOf(run, hooks), hooks });
    outcomes.push({ ...outcome, subject });
    if (options.json !== true) tell(outcome, subject, run, subjects.length > 1);
    if (interruption.signal.aborted) return interruption.exitCode;
  }
  if (options.json === true) tellAsJson(outcomes, run);
  const isWrong = outcomes.some(({ results }) => results.some(({ verdict }) => verdict === 'failed'));
  if (isWrong) return EXIT.failed;
  if (isPush && pushes.length === 0) invocation.console.remark('the push brings nothing new to look at');
  if (pushes.length === 0 || !open.plan.runOnPush || open.workplace === undefined) return EXIT.fine;
  const { runPushedJobs } = await import('./run-pushed-jobs.ts');
  return runPushedJobs(invocation, pushes, { root: open.git.root, json: options.json === true });
}

interface Outcome extends HookOutcome {
  readonly subject: Subject;
}

function hooksFor(
  plan: HookPlan,
  names: readonly string[],
  { stage = 'pre-commit' }: HooksRunOptions,
): readonly PlannedHook[] {
  if (names.length === 0) return plan.hooks.filter(({ stages }) => stages.includes(stage));
  return names.map((name) => {
    const hook = plan.hooks.find(({ id }) => id === name);
    if (hook !== undefined) return hook;
    const ids = plan.hooks.map(({ id }) => id);
    throw new UsageError(
      `there is no hook '${name}'`,
      didYouMean(name, ids) ?? (ids.length === 0 ? 'There are none here.' : `There are: ${ids.join(', ')}.`),
    );
  });
}

function commonOf(
  { invocation, open, interruption, options }: StageRun,
  hooks: readonly PlannedHook[],
): Pick<HookRun, 'git' | 'plan' | 'tools' | 'skipped' | 'whyNoJobs'> {
  const { git, plan, workplace, scope } = open;
  const signal = interruption.signal;
  // Running jobs and generating files are most of lockstep: a commit without them need not load it.
  const runJob: HookRun['tools']['runJob'] = async (...asked) => {
    const { runJobQuietly } = await import('./job-tools.ts');
    if (workplace === undefined) throw new Error('Internal error: a job without a definition');
    return runJobQuietly(invocation, workplace, { interruption, scope })(...asked);
  };
  const staleFiles = async (): ReturnType<HookRun['tools']['staleFiles']> => {
    const { findStaleFiles } = await import('./job-tools.ts');
    return findStaleFiles(invocation)();
  };
  const isCi = (process.env.CI ?? '') !== '' && process.env.CI !== 'false';
  const jobsElsewhere = isCi && hooks.some(({ kind }) => kind === 'job') && options.stage === undefined;
  return {
    git,
    plan,
    tools: { runJob, staleFiles, signal },
    skipped: new Set((process.env.SKIP ?? '').split(',').flatMap((name) => name.trim() || [])),
    whyNoJobs: jobsElsewhere ? 'its job runs here by itself' : undefined,
  };
}

function tellAsJson(outcomes: readonly Outcome[], { invocation, open, options }: StageRun): void {
  const { origin, notRun } = open.plan;
  const hooks = outcomes.flatMap(({ results, subject: { name } }) =>
    results.map((result) => (name === undefined ? result : { ...result, ref: name })),
  );
  const stage = options.stage ?? 'pre-commit';
  invocation.console.print(JSON.stringify({ stage, origin, hooks, notRun }, null, 2));
}

function tell(
  { results, found }: HookOutcome,
  { fixGoesOn, name }: Subject,
  { invocation, open, options }: StageRun,
  isOneOfMany: boolean,
): void {
  const { console } = invocation;
  const { plan } = open;
  const stage = options.stage ?? 'pre-commit';
  if (isOneOfMany && name !== undefined) console.print(console.style.bold(printableLine(name)));
  const width = Math.max(0, ...results.map(({ id }) => id.length));
  for (const result of results) console.print(renderHook(result, width, console.style));
  const end = renderEnd(
    {
      results,
      stage,
      notRun: plan.notRun,
      isStaged: fixGoesOn,
      fromGit: options.stage !== undefined,
    },
    console.style,
  );
  if (end !== '') console.print(end);
  if (found !== undefined) console.remark(`a file stood where your work belongs; it is kept in ${found}`);
}
