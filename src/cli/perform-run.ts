import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { keepJobs } from '../plan/keep-jobs.ts';
import { type LocalPlan, localizePlan } from '../plan/localize.ts';
import { makePlan } from '../plan/make-plan.ts';
import { thisHost } from '../platform/host.ts';
import { elsewhereLines } from '../run/run-words.ts';
import { type AffectedPlan, isSpared, keepAffected } from './affected-plan.ts';
import type { ChangedOptions } from './commands/changed-options.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { readInputs } from './manual-inputs.ts';
import type { CacheMode } from './open-results.ts';
import { plainPredictions, predictRun } from './predict-run.ts';
import { affectedSentence } from './render/affected-text.ts';
import { renderPlan } from './render/plan-view.ts';
import { type Selection, selectionOf } from './run-selection.ts';
import { runSession, type SessionOptions } from './run-session.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** The options of `lockstep run`. */
export interface RunOptions extends ChangedOptions {
  readonly jobs?: number;
  readonly json?: boolean;
  readonly resume?: string | boolean;
  readonly force?: boolean;
  readonly cache?: boolean;
  readonly isolated?: 'head' | 'worktree' | boolean;
  readonly keep?: boolean;
  readonly failFast?: boolean;
  readonly keepGoing?: boolean;
  readonly needs: boolean;
  readonly setup: boolean;
  readonly freshSetup?: boolean;
  readonly assumeServices?: boolean;
  readonly secrets?: string;
  readonly dryRun?: boolean;
  readonly otel?: string | boolean;
  readonly input?: readonly string[];
  readonly tag?: string;
}

export async function performRun(
  invocation: Invocation,
  names: readonly string[],
  options: RunOptions,
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const selection = {
    ...selectionOf(workplace.definition.pipeline, names),
    ...(!options.needs && { needs: false as const }),
    ...(!options.setup && { setup: false as const }),
  };
  const local = planHere(workplace, selection, options);
  if (options.changed === true) return runChanged(invocation, workplace, { local, selection }, options);
  if (options.dryRun === true) return showPlan(invocation, workplace, { local, selection }, options);
  return startRun(workplace, invocation, { local, selection }, options);
}

/** `--changed`: of what was selected, only what changes affect. */
async function runChanged(
  invocation: Invocation,
  workplace: Workplace,
  { local, selection }: { readonly local: LocalPlan; readonly selection: Selection },
  options: RunOptions,
): Promise<ExitCode> {
  const { console } = invocation;
  const { needs: _, ...complete } = selection;
  const narrowed = await keepAffected(workplace, local, {
    since: options.since,
    whole: makePlan(workplace.definition.pipeline, { event: { kind: 'local' }, ...selection }),
    here: planHere(workplace, complete, options).plan,
  });
  const { affected } = narrowed;
  if (options.dryRun === true)
    return showPlan(invocation, workplace, { local: narrowed, selection }, options);
  if (isSpared(narrowed)) {
    const lines = [affectedSentence(affected), ...elsewhereLines(narrowed.elsewhere)];
    (options.json === true ? console.remark : console.print)(lines.join('\n'));
    return EXIT.fine;
  }
  if ('everything' in affected)
    return startRun(
      workplace,
      invocation,
      { local, selection, warnings: [affectedSentence(affected)] },
      options,
    );
  console.remark(affectedSentence(affected));
  const changed = { since: affected.since.commit };
  return startRun(workplace, invocation, { local: narrowed, selection: { ...selection, changed } }, options);
}

/** The plan for this machine, as the options shape it. */
export function planHere(
  workplace: Workplace,
  selection: Selection,
  options: Pick<RunOptions, 'failFast' | 'keepGoing'> = {},
): LocalPlan {
  const plan = makePlan(workplace.definition.pipeline, { event: { kind: 'local' }, ...selection });
  const local = localizePlan(plan, thisHost());
  const alone = selection.needs === false ? selection.jobs : undefined;
  const chosen = keepJobs(local.plan, ({ category, job }) =>
    category === 'setup' ? selection.setup !== false : (alone?.includes(job) ?? true),
  );
  const failFast = options.failFast === true || (chosen.failFast && options.keepGoing !== true);
  return { plan: { ...chosen, failFast }, elsewhere: local.elsewhere };
}

async function showPlan(
  { console }: Invocation,
  workplace: Workplace,
  { local, selection }: { readonly local: LocalPlan & Partial<AffectedPlan>; readonly selection: Selection },
  options: RunOptions,
): Promise<ExitCode> {
  const mode = options.isolated === undefined ? cacheMode(selection, options) : undefined;
  const given = await givenFor(workplace, selection, options);
  const predictions =
    mode && (await predictRun(workplace, local.plan, { ...given, mode, remark: console.remark }));
  if (options.json === true) {
    console.print(
      JSON.stringify({ ...local, ...(predictions && { now: plainPredictions(predictions) }) }, null, 2),
    );
    return EXIT.fine;
  }
  console.print(
    renderPlan(local.plan, {
      style: console.style,
      columns: console.screen.columns,
      elsewhere: local.elsewhere,
      ...(predictions && { predictions }),
      affected: local.affected,
    }),
  );
  return EXIT.fine;
}

/** `lockstep fix` and `lockstep setup` are for what they do to the checkout. */
function cacheMode(
  { command }: Start['selection'],
  { cache, force, resume }: Partial<RunOptions>,
): CacheMode | undefined {
  if (cache === false || command === 'fix' || command === 'setup') return undefined;
  return force === true && resume === undefined ? 'renew' : 'use';
}

type Start = Pick<
  SessionOptions,
  'local' | 'selection' | 'resume' | 'carried' | 'warnings' | 'interruption' | 'withdrawals' | 'watch'
>;

/** Throws a `UsageError` when none of the jobs run on this machine. */
export function mustRunHere({ plan, elsewhere }: LocalPlan): void {
  if (plan.jobs.some((job) => job.category !== 'setup')) return;
  const [first] = elsewhere;
  const reason =
    plan.skipped[0]?.reason ??
    (first === undefined ? 'no job is selected' : `${first.title} runs on ${first.where}`);
  throw new UsageError(
    `nothing of this runs on this machine: ${reason}`,
    'lockstep plan shows what runs where.',
  );
}

/** Runs, then writes the trace that was asked for. */
export async function startRun(
  workplace: Workplace,
  invocation: Invocation,
  start: Start,
  options: Partial<RunOptions>,
): Promise<ExitCode> {
  mustRunHere(start.local);
  const { exitCode, events } = await runSession(workplace, invocation.console, {
    ...start,
    slots: options.jobs,
    json: options.json,
    ...(await givenFor(workplace, start.selection, options)),
    traced: options.otel !== undefined,
    isolation: options.isolated === true ? 'head' : options.isolated || 'none',
    keepWorkspace: options.keep,
    assumeServices: options.assumeServices,
    forceSetup: options.freshSetup,
    cache: cacheMode(start.selection, options),
  });
  if (options.otel !== undefined) {
    const { exportTrace } = await import('./export-trace.ts');
    const { store } = workplace;
    await exportTrace(events, { target: options.otel, store, console: invocation.console, env: process.env });
  }
  return exitCode;
}

/** What was given by hand. */
async function givenFor(
  { definition }: Workplace,
  { workflow }: Start['selection'],
  { input = [], tag, secrets }: Partial<RunOptions>,
): Promise<Pick<SessionOptions, 'inputs' | 'tag' | 'variables'>> {
  const variables = secrets === undefined ? undefined : await readSecrets(secrets);
  return { inputs: readInputs(definition.pipeline, workflow, input), tag, variables };
}

async function readSecrets(path: string): Promise<Readonly<Record<string, string | undefined>>> {
  try {
    return parseEnv(await readFile(resolve(path), 'utf8'));
  } catch (error) {
    throw new UsageError(`cannot read the secrets: ${(error as Error).message}`);
  }
}
