import type { Diagnostic, PropertyPath } from '../../../diagnostics/diagnostic.ts';
import { defaultIdleTimeout } from '../../../pipeline/time-limits.ts';
import { jobOfLeg } from '../../../plan/legs.ts';
import type { GithubCode } from '../diagnostic-codes.ts';
import { problem } from '../problem.ts';
import { neededJobs } from './emit-job.ts';
import type { JobContext, WorkflowContext } from './job-context.ts';
import { onLinuxOnly } from './job-steps.ts';
import { isLabel } from './runner.ts';

/** What a job says and GitHub Actions cannot be told, each with a way out. */
export function refusals(flow: WorkflowContext, context: JobContext): readonly Diagnostic[] {
  return [
    ...limits(context),
    ...machine(context),
    ...locks(context),
    ...widerNeeds(flow, context),
    ...straySources(flow, context),
  ];
}

function warning(code: GithubCode, at: PropertyPath, message: string, fix: string): Diagnostic {
  return problem(code, at, message, { severity: 'warning', fix });
}

function limits({ own: { job } }: JobContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const { name, retries, idleTimeout, category } = job;
  if (retries > 0)
    found.push(
      warning(
        'retries-not-expressible',
        ['jobs', name, 'retries'],
        `GitHub Actions does not try a job again: '${name}' fails there at its first failure.`,
        'Let the command itself try again, or give the job to CircleCI.',
      ),
    );
  // The one that nobody asked for is a convenience of the local run.
  if (idleTimeout !== defaultIdleTimeout(category))
    found.push(
      warning(
        'idle-timeout-not-expressible',
        ['jobs', name, 'idleTimeout'],
        `GitHub Actions does not notice that '${name}' has fallen silent: only its 'timeout' ends it there.`,
        "Set 'timeout' close to what the job needs.",
      ),
    );
  return found;
}

function machine(job: JobContext): readonly Diagnostic[] {
  return [...runner(job), ...surroundings(job), ...images(job)];
}

function runner({ own: { job, legs } }: JobContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const at: PropertyPath = ['jobs', job.name, 'runner'];
  if (job.runner.size !== undefined)
    found.push(
      warning(
        'runner-size-not-expressible',
        [...at, 'size'],
        `GitHub Actions has no sizes: '${job.name}' runs on the machine of its label.`,
        "Name the label of a larger machine as 'runner.image'.",
      ),
    );
  if (job.runner.dockerLayerCaching)
    found.push(
      warning(
        'layer-caching-not-expressible',
        [...at, 'dockerLayerCaching'],
        `A machine of GitHub Actions keeps no layers: '${job.name}' builds all of its images anew there.`,
        'Let the command keep them: docker buildx build --cache-to type=registry,ref=… --cache-from type=registry,ref=….',
      ),
    );
  for (const image of new Set(legs.map((leg) => leg.runner.image)))
    if (image !== undefined && !isLabel(image))
      found.push(
        problem(
          'image-is-no-label',
          [...at, 'image'],
          `'${image}' is a container's image, and GitHub Actions asks for the label of a machine here.`,
          {
            fix: `Write container: '${image}', or circleci: { docker: [{ image: '${image}' }] } when only CircleCI is meant.`,
          },
        ),
      );
  return found;
}

function surroundings({ own: { job, legs } }: JobContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (job.tty && !onLinuxOnly(legs))
    found.push(
      warning(
        'terminal-not-expressible',
        ['jobs', job.name, 'tty'],
        `On GitHub Actions lockstep can give '${job.name}' a terminal on Linux only, and it has legs elsewhere: it runs without.`,
        "Confine the job to Linux: platforms: ['linux'].",
      ),
    );
  if (!job.inheritEnv)
    found.push(
      warning(
        'clean-environment-not-expressible',
        ['jobs', job.name, 'inheritEnv'],
        `On GitHub Actions '${job.name}' sees all variables of the runner, not only declared ones.`,
        "Run its command with 'env --ignore-environment' where that matters.",
      ),
    );
  return found;
}

function images({ own: { job } }: JobContext): readonly Diagnostic[] {
  const { container, services, name } = job;
  return [container, ...services.map((service) => service.image)].flatMap((image) => {
    if (image === undefined || /@sha256:[0-9a-f]{64}$/.test(image)) return [];
    return [
      warning(
        'image-without-digest',
        ['jobs', name, image === container ? 'container' : 'services'],
        `The image '${image}' of '${name}' is named by a tag, which can come to mean another image.`,
        `Name it by its digest: '${image.split('@')[0]}@sha256:…'.`,
      ),
    ];
  });
}

function locks({ own: { job } }: JobContext): readonly Diagnostic[] {
  if (job.locks.length < 2) return [];
  return [
    warning(
      'locks-not-expressible',
      ['jobs', job.name, 'locks'],
      `A job of GitHub Actions can hold one lock; '${job.name}' names ${job.locks.length}, and holds none there.`,
      'Make one lock of them, in every job that names one of these.',
    ),
  ];
}

/** A job of GitHub waits for all legs of another. */
function widerNeeds(flow: WorkflowContext, { own, name }: JobContext): readonly Diagnostic[] {
  return neededJobs(flow.jobs.get(name) as JobContext).flatMap((needed) => {
    const all = flow.jobs.get(needed)?.own.legs.length ?? 0;
    const fewest = Math.min(
      ...own.legs.map((leg) => leg.needs.filter((need) => jobOfLeg(need.id) === needed).length),
    );
    const index = own.job.needs.findIndex((need) => need.job === needed);
    if (fewest === all || own.job.needs[index]?.platform === 'all') return [];
    return [
      warning(
        'needs-every-leg',
        ['jobs', name, 'needs', index],
        `On GitHub Actions every leg of '${name}' waits for all ${all} legs of '${needed}', and is skipped when any of them fails.`,
        `Write { job: '${needed}', platform: 'all' } when that is meant; else take the need out where it only saves time.`,
      ),
    ];
  });
}

/** A value whose leg is not there in every event that starts the leg which takes it: another leg's would be meant then. */
function straySources(flow: WorkflowContext, { own, name }: JobContext): readonly Diagnostic[] {
  return own.legs.flatMap((leg) =>
    [...leg.env, ...leg.steps.flatMap((step) => step.env)].flatMap((entry) => {
      if (entry.kind !== 'value') return [];
      const stray = flow.cases.some(({ legs }) => legs.has(leg.id) && !legs.has(entry.leg));
      if (!stray) return [];
      return [
        problem(
          'triggers-not-expressible',
          ['jobs', name, 'env', entry.name],
          `${leg.id} takes '${entry.value}' from ${entry.leg}, which not every trigger of '${flow.own.workflow.name}' starts; GitHub Actions cannot choose another leg of '${jobOfLeg(entry.leg)}' then.`,
          {
            fix: `Let '${jobOfLeg(entry.leg)}' run on one platform that all triggers have, or make a workflow of each trigger.`,
          },
        ),
      ];
    }),
  );
}
