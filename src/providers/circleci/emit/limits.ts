import type { Diagnostic, PropertyPath } from '../../../diagnostics/diagnostic.ts';
import type { Workflow } from '../../../pipeline/pipeline.ts';
import { DEFAULT_TIMEOUT } from '../../../pipeline/time-limits.ts';
import type { PlannedJob } from '../../../plan/plan.ts';
import type { ProblemOptions } from '../../problem.ts';
import type { CircleCode } from '../diagnostic-codes.ts';
import type { JobContext } from './job-context.ts';
import { stepsOf } from './job-context.ts';
import { problem } from './problem.ts';
import { retriesFit } from './steps.ts';

/** What CircleCI has no word for, in a job that asks for it. */
export function limitsOf(context: JobContext): readonly Diagnostic[] {
  const { leg } = context;
  const found: Diagnostic[] = [];
  const tell = (code: CircleCode, property: PropertyPath, message: string, options: ProblemOptions): void => {
    found.push(problem(code, ['jobs', leg.job, ...property], message, options));
  };
  if (leg.allowFailure)
    tell(
      'allow-failure-not-expressible',
      ['allowFailure'],
      `On CircleCI every failure counts: when '${leg.job}' fails, jobs that need it go on and the workflow is red all the same.`,
      {
        fix: "Let the command itself end well (… || echo 'allowed'), or give the job to 'github'.",
        severity: 'warning',
      },
    );
  if (leg.environment !== undefined)
    tell(
      'environment-not-expressible',
      ['environment'],
      `The environment '${leg.environment}' guards '${leg.job}' on GitHub alone: CircleCI would run it unguarded.`,
      {
        fix: "Restrict the context of its secrets and leave the environment out, or give the job to 'github'.",
      },
    );
  const permissions = Object.keys(leg.permissions);
  if (permissions.length > 0)
    tell(
      'permissions-not-expressible',
      ['permissions'],
      `CircleCI gives '${leg.job}' no token of GitHub, so it cannot be granted ${permissions.join(', ')}.`,
      { fix: 'Declare a secret with a token of its own, in a context.', severity: 'warning' },
    );
  if (leg.tty)
    tell(
      'terminal-not-expressible',
      ['tty'],
      `CircleCI gives the steps of '${leg.job}' no terminal of their own.`,
      { fix: "Start the command with 'script -q -e -c …', or do without.", severity: 'warning' },
    );
  if (leg.locks.length > 1)
    tell(
      'lock-not-expressible',
      ['locks'],
      `A job of CircleCI holds one lock at a time, and '${leg.job}' asks for ${leg.locks.join(', ')}.`,
      { fix: 'Give all that they guard one lock.' },
    );
  if (leg.when === 'on_failure' && leg.needs.length !== 1)
    tell(
      'condition-not-expressible',
      ['when'],
      leg.needs.length === 0
        ? `On CircleCI '${leg.job}' would wait for the failure of nothing: it needs no job.`
        : `On CircleCI '${leg.job}' would run only when all of ${leg.needs.map(({ id }) => id).join(', ')} failed, not when one did.`,
      { fix: 'Let it need the one job whose failure it is about.' },
    );
  return [...found, ...layerCaching(leg), ...timeLimits(context), ...retries(context)];
}

function layerCaching(leg: PlannedJob): readonly Diagnostic[] {
  const usesDocker = [...leg.requires, ...leg.wants].includes('docker');
  if (!leg.runner.dockerLayerCaching || (leg.platform.os === 'linux' && usesDocker)) return [];
  return [
    problem(
      'layer-caching-not-offered',
      ['jobs', leg.job, 'runner', 'dockerLayerCaching'],
      `CircleCI keeps the layers of images on Linux, for jobs with docker; '${leg.job}' on ${leg.platform.os} has no use for it.`,
      { fix: "Say requires: ['docker'] and platforms: ['linux'], or leave it out.", severity: 'warning' },
    ),
  ];
}

function timeLimits(context: JobContext): readonly Diagnostic[] {
  const { leg } = context;
  const fix = 'Leave it out and rely on idleTimeout, or start the command with timeout(1).';
  // The one that nobody asked for is a convenience of the local run.
  const job =
    leg.timeout === DEFAULT_TIMEOUT
      ? []
      : [
          problem(
            'timeout-not-expressible',
            ['jobs', leg.job, 'timeout'],
            `CircleCI has no time limit for a job: '${leg.job}' is stopped when it prints nothing for its idleTimeout, or by the plan's limit of hours.`,
            { fix, severity: 'warning' },
          ),
        ];
  const steps = stepsOf(context).flatMap(({ planned }) =>
    planned.timeout === undefined
      ? []
      : [
          problem(
            'timeout-not-expressible',
            ['jobs', leg.job, 'steps'],
            `CircleCI has no time limit for a step: '${planned.name}' is stopped when it prints nothing for the job's idleTimeout.`,
            { fix, severity: 'warning' },
          ),
        ],
  );
  return [...job, ...steps];
}

function retries(context: JobContext): readonly Diagnostic[] {
  const { leg } = context;
  if (retriesFit(context)) return [];
  return [
    problem(
      'retries-not-expressible',
      ['jobs', leg.job, 'retries'],
      leg.retries > 5
        ? `CircleCI tries a step 5 more times at most, '${leg.job}' asks for ${leg.retries}.`
        : `CircleCI tries single steps again, not jobs: '${leg.job}' has ${leg.steps.length} steps and is tried once.`,
      { fix: 'Make the job one step, tried 5 more times at most.', severity: 'warning' },
    ),
  ];
}

export function workflowLimits(workflow: Workflow): readonly Diagnostic[] {
  if (!workflow.failFast) return [];
  return [
    problem(
      'fail-fast-not-expressible',
      ['workflows', workflow.name, 'failFast'],
      `CircleCI lets the other jobs of '${workflow.title}' go on when one fails.`,
      { fix: 'Leave failFast out, or let the long jobs need the short ones.', severity: 'warning' },
    ),
  ];
}
