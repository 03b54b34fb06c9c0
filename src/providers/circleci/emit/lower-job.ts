import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { PlannedJob } from '../../../plan/plan.ts';
import { type DraftJob, type Machine, type RunStep, shellText } from '../document.ts';
import { wrapping } from '../leg-tokens.ts';
import { capabilitySteps } from './capabilities.ts';
import {
  bashEnvironment,
  environmentCommand,
  jobVariables,
  usesStepFiles,
  wantsDisplay,
} from './environment.ts';
import { handOnSteps, takeOverSteps, valueEntries, valueProblems } from './hand-over.ts';
import { type JobContext, parameterNames } from './job-context.ts';
import { keepSteps } from './kept-files.ts';
import { limitsOf } from './limits.ts';
import { lowerMachine } from './machine.ts';
import { problem } from './problem.ts';
import { definedSteps } from './steps.ts';
import { toolchainSteps } from './toolchain-steps.ts';

export interface LoweredJob {
  readonly body: Omit<DraftJob, 'machine' | 'raw'>;
  readonly machine: Machine;
  readonly executorName: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What becomes of a leg, before it is decided which legs share a job. */
export function lowerJob(context: JobContext): LoweredJob {
  const { leg } = context;
  const { machine, name, setup, remoteDocker, diagnostics } = lowerMachine(context);
  const own = definedSteps(context);
  const kept = keepSteps(context);
  const capabilities = capabilitySteps(leg);
  const environment = environmentCommand(context);
  const steps: DraftJob['steps'] = [
    { kind: 'checkout' },
    ...(remoteDocker
      ? [{ kind: 'setup_remote_docker', layerCaching: leg.runner.dockerLayerCaching } as const]
      : []),
    ...(environment === undefined ? [] : [run('environment', environment)]),
    ...(wantsDisplay(context) ? DISPLAY_STEPS : []),
    ...setup.map(({ name: step, text }) => run(step, text)),
    ...waitStep(leg),
    ...toolchainSteps(context),
    ...takeOverSteps(context),
    ...capabilities.steps,
    ...own.steps,
    ...kept.steps,
    ...handOnSteps(context),
  ];
  const symbolic = Object.keys(leg.matrix).filter((axis) => context.parameter(axis) !== undefined);
  const names = parameterNames(Object.keys(leg.matrix));
  return {
    body: {
      description: leg.job === context.job.title ? undefined : context.job.title,
      parameters: symbolic.map((axis) => names.get(axis) ?? axis),
      parallelism: leg.shard?.total,
      environment: jobVariables(context),
      steps,
    },
    machine,
    executorName: name,
    diagnostics: [
      ...diagnostics,
      ...own.diagnostics,
      ...kept.diagnostics,
      ...capabilities.diagnostics,
      ...valueProblems(context),
      ...bashOnly(context),
      ...limitsOf(context),
    ],
  };
}

function run(name: string, text: string): RunStep {
  return { kind: 'run', name: wrapping(name), command: shellText(text) };
}

const DISPLAY_STEPS: readonly RunStep[] = [
  run(
    'install a virtual screen',
    'command -v Xvfb || { sudo apt-get update && sudo apt-get install --yes xvfb; }',
  ),
  { ...run('virtual screen', 'Xvfb :99 -screen 0 1280x1024x24'), background: true },
];

/** CircleCI starts services and does not wait for them (circleci.com/docs/using-docker, "Multiple docker images"). */
function waitStep({ services }: PlannedJob): readonly RunStep[] {
  const ports = services.flatMap(({ name, ports: all = [] }) =>
    all.map((port) => `wait_for ${name} ${String(port).split('/')[0]?.split(':').at(-1)}`),
  );
  if (ports.length === 0) return [];
  const wait = `wait_for() {
  for _ in $(seq 60); do
    if (: < "/dev/tcp/localhost/$2") 2> /dev/null; then return 0; fi
    sleep 1
  done
  echo "$1 does not answer at port $2" >&2
  return 1
}`;
  return [run('wait for services', [wait, ...ports].join('\n'))];
}

/** What the machine alone knows reaches a step through the file that bash reads, and no other shell does. */
function bashOnly(context: JobContext): readonly Diagnostic[] {
  const { leg } = context;
  const values = valueEntries(context).map(({ name }) => name);
  const told = bashEnvironment(context).length > 0 || usesStepFiles(context) || values.length > 0;
  if (!told) return [];
  const missed = new RegExp(
    `\\b(${['LOCKSTEP_(SHARDS?|ENV|PATH|OUTPUT)', 'DISPLAY', ...values].join('|')})\\b`,
  );
  return leg.steps
    .filter(({ shell }) => shell !== 'bash')
    .map(({ name, shell, run: text }) =>
      problem(
        'shell-not-offered',
        ['jobs', leg.job],
        `On CircleCI the values, shards, step files and PATH of '${leg.job}' reach steps in bash only, and '${name}' is written for ${shell}.`,
        {
          fix: 'Write the step for bash, or start it from bash.',
          severity: missed.test(text) ? 'error' : 'warning',
        },
      ),
    );
}
