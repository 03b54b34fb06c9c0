import { expectedDurations, readHistory } from '../execution/history.ts';
import type { PlatformName } from '../pipeline/config.ts';
import { formatPlatform, type Pipeline } from '../pipeline/pipeline.ts';
import { describeEvent, type PipelineEvent } from '../plan/event.ts';
import { renderGraph } from '../plan/graph.ts';
import { keepJobs } from '../plan/keep-jobs.ts';
import { type LocalPlan, localizePlan } from '../plan/localize.ts';
import { type EventPlan, makePlan, planEvent } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { nodeFiles } from '../platform/files.ts';
import { thisHost } from '../platform/host.ts';
import { type AffectedPlan, keepAffected } from './affected-plan.ts';
import { type EventOptions, eventOf } from './asked-event.ts';
import { type ChangedOptions, mustFitChanged } from './commands/changed-options.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { affectedSentence } from './render/affected-text.ts';
import { type PlanViewOptions, renderPlan } from './render/plan-view.ts';
import { selectionOf } from './run-selection.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** The options of `lockstep plan`. */
export interface PlanOptions extends EventOptions, ChangedOptions {
  readonly platform?: string;
  readonly json?: boolean;
  readonly graph?: 'mermaid' | 'dot';
  readonly local?: boolean;
}

export async function performPlan(
  invocation: Invocation,
  names: readonly string[],
  options: PlanOptions,
): Promise<ExitCode> {
  if (options.json === true && options.graph !== undefined)
    throw new UsageError('--json and --graph exclude each other');
  const event = eventOf(options);
  mustFitChanged(options);
  if (options.changed === true && event !== undefined)
    throw new UsageError(
      '--changed is about this checkout, and not about an event',
      'What an event changes is told by --changed-file.',
    );
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { pipeline } = workplace.definition;
  if (event !== undefined) return showEvent(invocation, workplace, { event, names, options });
  const whole = makePlan(pipeline, { event: { kind: 'local' }, ...selectionOf(pipeline, names) });
  const local = options.local === true ? localizePlan(whole, thisHost()) : { plan: whole, elsewhere: [] };
  const chosen = { ...local, plan: onPlatform(local.plan, options.platform) };
  if (options.changed !== true) await show(invocation, workplace, chosen, options);
  else {
    const narrowing = { since: options.since, whole, here: local.plan };
    await show(invocation, workplace, await keepAffected(workplace, chosen, narrowing), options);
  }
  return EXIT.fine;
}

async function show(
  invocation: Invocation,
  workplace: Workplace,
  chosen: LocalPlan & Partial<AffectedPlan>,
  { graph, json }: PlanOptions,
): Promise<void> {
  const { console } = invocation;
  const { plan, elsewhere, affected } = chosen;
  if (graph !== undefined) {
    if (affected !== undefined) console.remark(affectedSentence(affected));
    console.print(renderGraph(plan, graph));
  } else if (json === true)
    console.print(JSON.stringify({ ...plan, ...(affected && { affected }) }, null, 2));
  else console.print(await view(invocation, workplace, plan, { elsewhere, affected }));
}

async function view(
  { console }: Invocation,
  { store }: Workplace,
  plan: Plan,
  more: Pick<PlanViewOptions, 'elsewhere' | 'affected'> = {},
): Promise<string> {
  const expected = expectedDurations(await readHistory(nodeFiles, store.historyPath));
  const view = {
    style: console.style,
    columns: console.screen.columns,
    expected: Object.fromEntries(expected),
    ...more,
  };
  return renderPlan(plan, view);
}

async function showEvent(
  invocation: Invocation,
  workplace: Workplace,
  { event, names, options }: { event: PipelineEvent; names: readonly string[]; options: PlanOptions },
): Promise<ExitCode> {
  const { console } = invocation;
  const plans = chosenWorkflows(workplace.definition.pipeline, event, names).map((entry) => ({
    ...entry,
    plan: entry.plan && onPlatform(entry.plan, options.platform),
  }));
  const fired = plans.flatMap((entry) => entry.plan ?? []);
  if (options.graph !== undefined) {
    for (const plan of fired) console.print(renderGraph(plan, options.graph));
  } else if (options.json === true) {
    const workflows = plans.map(({ workflow, match, plan }) => ({
      workflow: workflow.name,
      ...match,
      plan: plan ?? null,
    }));
    console.print(JSON.stringify({ event, workflows }, null, 2));
  } else {
    console.print(console.style.bold(`On ${describeEvent(event)}:`));
    for (const plan of fired) console.print(`\n${await view(invocation, workplace, plan)}`);
    const silent = plans.filter((entry) => entry.plan === undefined);
    if (silent.length > 0) console.print('');
    for (const { workflow, match } of silent)
      console.print(console.style.dim(`${workflow.name} does not run: ${match.reason}`));
  }
  return EXIT.fine;
}

function chosenWorkflows(
  pipeline: Pipeline,
  event: PipelineEvent,
  names: readonly string[],
): readonly EventPlan[] {
  const plans = planEvent(pipeline, event);
  const unknown = names.find((name) => !plans.some(({ workflow }) => workflow.name === name));
  if (unknown !== undefined)
    throw new UsageError(`there is no workflow '${unknown}'`, 'With an event, names are workflows.');
  return names.length === 0 ? plans : plans.filter(({ workflow }) => names.includes(workflow.name));
}

const PLATFORM = /^(?:linux|macos|windows)(?:\/(?:x64|arm64))?$/;

function onPlatform(plan: Plan, platform: string | undefined): Plan {
  if (platform === undefined) return plan;
  if (!PLATFORM.test(platform))
    throw new UsageError(`'${platform}' is no platform`, 'Platforms: linux, macos, windows, linux/arm64 ….');
  const fits = (name: PlatformName): boolean => name === platform || name.split('/')[0] === platform;
  return keepJobs(plan, (job) => fits(formatPlatform(job.platform)));
}
