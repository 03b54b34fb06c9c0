import type { Step } from '../../../pipeline/pipeline.ts';
import { includesPlatform } from '../../../pipeline/platform-match.ts';
import type { PlannedJob, PlannedStep } from '../../../plan/plan.ts';
import { ownShellText, type RunStep, shellText, TERMINAL_SHELL } from '../document.ts';
import { allOf, anyOf, call, context, type Expression, equal, type Value } from '../expression/expression.ts';
import { withProlog } from '../handover-prolog.ts';
import { problem } from '../problem.ts';
import { environmentOf, type JobContext, type WorkflowContext } from './job-context.ts';

/** The definition's own steps. `met` must hold for each of them. */
export function definitionSteps(
  flow: WorkflowContext,
  job: JobContext,
  met: Expression | undefined,
): readonly RunStep[] {
  return job.own.job.steps.flatMap((step, index): readonly RunStep[] => {
    const legs = legsOf(step, job);
    if (legs.length === 0) return [];
    return [definitionStep(flow, job, { step, index, legs, met })];
  });
}

/** The id of the step in which a value can be written. */
export function stepId(index: number): string {
  return `step-${index + 1}`;
}

function legsOf({ platforms }: Step, { own }: JobContext): readonly PlannedJob[] {
  return own.legs.filter((leg) => includesPlatform(platforms, leg.platform));
}

interface StepPlace {
  readonly step: Step;
  readonly index: number;
  /** Those that run the step. */
  readonly legs: readonly PlannedJob[];
  readonly met: Expression | undefined;
}

function definitionStep(flow: WorkflowContext, job: JobContext, place: StepPlace): RunStep {
  const { step, index, legs, met } = place;
  const { own } = job;
  const handsOn = own.job.values.length > 0;
  const { tty } = own.job;
  return {
    kind: 'run',
    name: step.name === step.run ? undefined : step.name,
    ...(handsOn && { id: stepId(index) }),
    condition: conjunction([met, platformCondition(job, legs), whenCondition(step.when)]),
    run: scriptOf(flow, job, place),
    shell: tty && step.shell === 'bash' && onLinuxOnly(own.legs) ? TERMINAL_SHELL : step.shell,
    ...(step.cwd !== '.' && { workingDirectory: step.cwd }),
    ...(step.timeout !== undefined && { timeoutMinutes: Math.ceil(step.timeout / 60_000) }),
    env: { ...secretsOf(step.secrets ?? own.job.secrets), ...stepEnvironment(flow, job, place) },
  };
}

export function onLinuxOnly(legs: readonly PlannedJob[]): boolean {
  return legs.every((leg) => leg.platform.os === 'linux');
}

function scriptOf({ problems }: WorkflowContext, { own: { job } }: JobContext, { step, index }: StepPlace) {
  const text = shellText(withProlog(step.run, step.shell, job.values.length > 0));
  if (text !== undefined) return text;
  problems.add(
    problem(
      'expression-in-shell',
      ['jobs', job.name, 'steps', index],
      `Step ${index + 1} of '${job.name}' has '\${{' in its text, which GitHub would replace before the shell sees it.`,
      {
        fix: `Put the value into 'env' and write "$NAME" in the text; for a literal '\${{' let the shell put it together: '$''{{'.`,
      },
    ),
  );
  return ownShellText('exit 1');
}

/** Only where the definition's own commands run: neither an action nor an installer sees them. */
function secretsOf(names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, context('secrets', name)]));
}

function stepEnvironment(flow: WorkflowContext, job: JobContext, { step, legs }: StepPlace) {
  const at = (leg: PlannedJob): PlannedStep | undefined => {
    const own = job.own.job.steps.filter((other) => legsOf(other, job).some(({ id }) => id === leg.id));
    return leg.steps[own.indexOf(step)];
  };
  return environmentOf(flow, job, (leg) => (legs.includes(leg) ? (at(leg)?.env ?? []) : []));
}

export function conjunction(parts: readonly (Expression | undefined)[]): Expression | undefined {
  const [first, ...more] = parts.filter((part) => part !== undefined);
  return first && allOf(first, ...more);
}

/** Holds on the legs that have the step. By the machine's system where that tells them apart. */
function platformCondition(job: JobContext, legs: readonly PlannedJob[]): Expression | undefined {
  const all = job.own.legs;
  if (legs.length === all.length) return undefined;
  const systems = new Set(legs.map((leg) => leg.platform.os));
  const told = all.every((leg) => legs.includes(leg) || !systems.has(leg.platform.os));
  const tests = told
    ? [...systems].map((os) => equal(context('runner', 'os'), RUNNER_OS[os]))
    : [
        ...new Set(legs.map((leg) => String(job.matrix.coordinates(leg.id)[job.matrix.platformAxis] ?? ''))),
      ].map((platform) => equal(context('matrix', job.matrix.platformAxis), platform));
  const [first, ...more] = tests;
  return first && anyOf(first, ...more);
}

/** docs.github.com, "Contexts", `runner.os`. */
export const RUNNER_OS = { linux: 'Linux', macos: 'macOS', windows: 'Windows' } as const;

/** docs.github.com, "Status check functions". */
export function whenCondition(when: Step['when']): Expression | undefined {
  switch (when) {
    case 'on_success':
      return undefined;
    case 'on_failure':
      return call('failure');
    case 'always':
      return call('always');
    default:
      return when satisfies never;
  }
}
