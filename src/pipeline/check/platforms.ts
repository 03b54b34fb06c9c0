import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import type { Os } from '../config.ts';
import {
  formatPlatform,
  type Job,
  type Need,
  type Pipeline,
  type Platform,
  parsePlatform,
  type Workflow,
} from '../pipeline.ts';
import { commonPlatform, jobsOf, platformsIn } from '../platform-match.ts';
import { type CheckContext, namesOf, problem } from './check-context.ts';

/** Every workflow has something to run, somebody who runs it, and every need a leg that can be waited for. */
export function checkPlatforms(context: CheckContext): readonly Diagnostic[] {
  const told = new Set<string>();
  return context.pipeline.workflows.flatMap((workflow) => {
    const jobs = jobsOf(context.pipeline, workflow);
    const legs = new Map(jobs.map((job) => [job.name as string, platformsIn(workflow, job)]));
    if (![...legs.values()].some((platforms) => platforms.length > 0)) return emptyWorkflow(workflow, jobs);
    return [
      ...idleJobs(workflow, legs, context),
      ...ownerless(workflow, legs, context),
      ...jobs.flatMap((job) => unmetNeeds(job, workflow, legs, told)),
    ];
  });
}

function emptyWorkflow(workflow: Workflow, jobs: readonly Job[]): readonly Diagnostic[] {
  // Names of jobs that do not exist are told as such.
  if (jobs.length === 0 && (workflow.jobs === undefined || workflow.jobs.length > 0)) return [];
  const why =
    jobs.length === 0
      ? 'names no jobs'
      : `is for ${platformList(workflow.platforms)}, and none of its jobs runs there`;
  const at: PropertyPath = ['workflows', workflow.name, ...(jobs.length === 0 ? ['jobs'] : [])];
  return [
    problem('empty-workflow', at, `Workflow '${workflow.name}' selects nothing: it ${why}.`, {
      atKey: true,
      fix:
        jobs.length === 0 ? "Name its jobs, or write '*' for all." : 'Add a platform that its jobs run on.',
    }),
  ];
}

type Legs = ReadonlyMap<string, readonly Platform[]>;

function idleJobs(workflow: Workflow, legs: Legs, { jobs }: CheckContext): readonly Diagnostic[] {
  return (workflow.jobs ?? []).flatMap((name, index) => {
    const own = jobs.get(name)?.platforms;
    if (own === undefined || legs.get(name)?.length !== 0) return [];
    const message = `Job '${name}' never runs in workflow '${workflow.name}': it is for ${platformList(own)}, the workflow for ${platformList(workflow.platforms)}.`;
    return [
      problem('empty-workflow', ['workflows', workflow.name, 'jobs', index], message, {
        severity: 'warning',
        fix: `Add ${namesOf(own.map(formatPlatform))} to the workflow's platforms, or take the job out of it.`,
      }),
    ];
  });
}

function ownerless(workflow: Workflow, legs: Legs, { config }: CheckContext): readonly Diagnostic[] {
  if (workflow.on.length === 0) return [];
  const owned = new Set<Os>(workflow.owners.map((owner) => owner.os));
  const used = new Set([...legs.values()].flat().map((platform) => platform.os));
  const missing = [...used].filter((os) => !owned.has(os));
  if (missing.length === 0) return [];
  const hasOwner = config.workflows?.[workflow.name]?.owner !== undefined;
  const message = `Workflow '${workflow.name}' has jobs on ${missing.join(' and ')}, and no CI system runs them there when it is triggered.`;
  return [
    problem('platform-without-owner', ['workflows', workflow.name, ...(hasOwner ? ['owner'] : [])], message, {
      atKey: true,
      fix: hasOwner
        ? `Add ${missing.map((os) => `${os}: 'github' or 'circleci'`).join(', ')}.`
        : "Say who owns it: owner: 'github', or one per system: owner: { linux: 'circleci', windows: 'github' }.",
    }),
  ];
}

function unmetNeeds(job: Job, workflow: Workflow, legs: Legs, told: Set<string>): readonly Diagnostic[] {
  return job.needs.flatMap((need, index) => {
    const there = legs.get(need.job);
    const key = `${job.name}/${index}`;
    if (there === undefined || told.has(key)) return [];
    const wanted = wantedPlatforms(need, legs.get(job.name) ?? []);
    const missing = wanted.filter((mine) => !there.some((its) => commonPlatform(mine, its) !== undefined));
    if (missing.length === 0 && (wanted.length === 0 || there.length > 0)) return [];
    told.add(key);
    return [unmet(job, need, ['jobs', job.name, 'needs', index], { workflow, there, missing })];
  });
}

/** Where the needed job must have a leg. */
function wantedPlatforms({ platform }: Need, mine: readonly Platform[]): readonly Platform[] {
  if (platform === 'same') return mine;
  return platform === 'all' || mine.length === 0 ? [] : [parsePlatform(platform)];
}

interface Situation {
  readonly workflow: Workflow;
  readonly there: readonly Platform[];
  readonly missing: readonly Platform[];
}

function unmet(job: Job, need: Need, at: PropertyPath, situation: Situation): Diagnostic {
  const { workflow, there, missing } = situation;
  const [first] = there;
  const where =
    first === undefined
      ? `'${need.job}' runs nowhere in workflow '${workflow.name}'`
      : `in workflow '${workflow.name}' '${need.job}' runs only on ${platformList(there)}`;
  const fix =
    first === undefined
      ? `Let '${need.job}' run on a platform of the workflow.`
      : `Write { job: '${need.job}', platform: '${formatPlatform(first)}' } to wait for that leg, or platform: 'all' for every leg.`;
  const message = `Job '${job.name}' on ${platformList(missing)} waits for '${need.job}' on the same platform, but ${where}.`;
  const named = `Job '${job.name}' waits for '${need.job}' on ${need.platform}, but ${where}.`;
  return problem('need-without-leg', at, need.platform === 'same' ? message : named, { fix });
}

function platformList(platforms: readonly Platform[]): string {
  return platforms.map(formatPlatform).join(', ') || 'no platform';
}

/** There is at least one job. */
export function checkJobsExist({ pipeline }: { readonly pipeline: Pipeline }): readonly Diagnostic[] {
  if (pipeline.jobs.length > 0) return [];
  return [
    problem('no-jobs', ['jobs'], 'The pipeline has no jobs.', {
      atKey: true,
      fix: "Add one: jobs: { unit: 'npm test' }.",
    }),
  ];
}
