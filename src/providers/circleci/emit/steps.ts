import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Os, ShellName } from '../../../pipeline/config.ts';
import type { Milliseconds } from '../../../pipeline/pipeline.ts';
import type { PlannedStep } from '../../../plan/plan.ts';
import { type RunStep, shellText } from '../document.ts';
import { stepName } from '../leg-tokens.ts';
import { texts } from './environment.ts';
import { byName, type JobContext, stepsOf } from './job-context.ts';
import { problem, unwritable } from './problem.ts';

/** CircleCI takes no more (configuration reference, `max_auto_reruns`). */
const MOST_RERUNS = 5;
/** `no_output_timeout` unless said. */
const USUAL_IDLE = 10 * 60_000;

/** The definition's own steps. */
export function definedSteps(context: JobContext): {
  steps: readonly RunStep[];
  diagnostics: readonly Diagnostic[];
} {
  const { leg } = context;
  const reruns = rerunsOf(context);
  const steps = stepsOf(context).map(({ planned, declared }): RunStep => {
    const environment = texts(planned.env, byName(declared.env), context);
    const shell = shellProgram(planned.shell, leg.platform.os);
    return {
      kind: 'run',
      name: stepName(planned.name),
      command: shellText(withErrorsFatal(planned)),
      ...(shell !== undefined && { shell }),
      ...(environment.size > 0 && { environment }),
      ...(planned.cwd !== '.' && { workingDirectory: planned.cwd }),
      ...(planned.when !== 'on_success' && { when: planned.when === 'always' ? 'always' : 'on_fail' }),
      ...(leg.idleTimeout !== USUAL_IDLE && { noOutputTimeout: circleDuration(leg.idleTimeout) }),
      ...(reruns > 0 && { maxAutoReruns: reruns }),
    };
  });
  return { steps, diagnostics: [...unwritableTexts(context), ...shellProblems(context)] };
}

/** Trying the one step again is trying the job again. */
function rerunsOf({ leg }: JobContext): number {
  const [first, ...others] = leg.steps;
  if (first === undefined || others.length > 0 || first.when !== 'on_success') return 0;
  return Math.min(leg.retries, MOST_RERUNS);
}

export function retriesFit({ leg }: JobContext): boolean {
  return (
    leg.retries === 0 ||
    (leg.steps.length === 1 && leg.steps[0]?.when === 'on_success' && leg.retries <= MOST_RERUNS)
  );
}

/** `90s`, `10m`: a number with its unit (configuration reference, `no_output_timeout`). */
function circleDuration(time: Milliseconds): string {
  const seconds = Math.max(1, Math.ceil(time / 1000));
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** PowerShell goes on after an error unless told; the reader takes the line away again. */
export const ERRORS_FATAL = "$ErrorActionPreference = 'stop'\n";

function withErrorsFatal({ shell, run }: PlannedStep): string {
  return isPowerShell(shell) ? `${ERRORS_FATAL}${run}` : run;
}

function isPowerShell(shell: ShellName): boolean {
  return shell === 'pwsh' || shell === 'powershell';
}

/** How CircleCI starts a shell; undefined for the one the executor says. */
function shellProgram(shell: ShellName, os: Os): string | undefined {
  const ending = os === 'windows' ? '.exe' : '';
  switch (shell) {
    case 'bash':
      return undefined;
    case 'sh':
      return os === 'windows' ? 'sh.exe -e' : '/bin/sh -e';
    case 'pwsh':
    case 'powershell':
      return `${shell}${ending} -ExecutionPolicy Bypass`;
    case 'cmd':
      return `cmd${ending}`;
    default:
      return shell satisfies never;
  }
}

function shellProblems({ leg }: JobContext): readonly Diagnostic[] {
  if (leg.platform.os === 'windows') return [];
  const own = leg.container !== undefined || leg.runner.image !== undefined;
  return leg.steps
    .filter(({ shell }) => shell === 'cmd' || shell === 'powershell' || (shell === 'pwsh' && !own))
    .map(({ shell, name }) =>
      problem(
        'shell-not-offered',
        ['jobs', leg.job],
        `CircleCI's ${leg.platform.os} machines have no ${shell}, which the step '${name}' is written for.`,
        { fix: "Say platforms: ['windows'] for the step, name an image that has it, or write it for bash." },
      ),
    );
}

function unwritableTexts({ leg }: JobContext): readonly Diagnostic[] {
  const written = leg.steps.flatMap((step) => [
    step.run,
    step.name,
    ...step.env.map((entry) => (entry.kind === 'text' ? entry.text : '')),
  ]);
  const env = leg.env.map((entry) => (entry.kind === 'text' ? entry.text : ''));
  const installs = leg.toolchains.flatMap(({ install, cache }) => [install ?? '', ...(cache ?? [])]);
  return unwritable([...written, ...env, ...installs], ['jobs', leg.job]);
}
