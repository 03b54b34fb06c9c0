import type { SystemName } from '../pipeline/config.ts';
import { formatPlatform, type JobName, type Platform } from '../pipeline/pipeline.ts';
import { platformsOverlap } from '../pipeline/platform-match.ts';
import { SYSTEM_TITLES } from '../pipeline/system-titles.ts';
import { legId } from './legs.ts';
import type { LegId, Plan, PlannedJob, PlannedStep, PlannedToolchain, SkippedJob } from './plan.ts';

/** A leg of the same selection that another machine runs. */
export interface ElsewhereLeg {
  readonly id: LegId;
  readonly title: string;
  /** The platform: `windows`, `linux/arm64`. */
  readonly where: string;
  readonly owner?: SystemName;
}

export interface LocalPlan {
  readonly plan: Plan;
  readonly elsewhere: readonly ElsewhereLeg[];
}

export interface LocalMachine {
  readonly os: 'linux' | 'macos' | 'windows';
  readonly arch: 'x64' | 'arm64';
}

/**
 * What of a plan runs on this machine. A leg of another platform stays elsewhere, unless its job may run anywhere and no leg of it
 * is for this platform: then one leg is moved here, so that `ci-quick` on a laptop runs the commands that its owner runs on Linux.
 * Installing a toolchain becomes a leg of its own, which every leg that uses the toolchain needs.
 */
export function localizePlan(plan: Plan, machine: LocalMachine): LocalPlan {
  const here: Platform = { os: machine.os, arch: machine.arch };
  const moved = new Map<LegId, PlannedJob>();
  for (const group of groupLegs(plan.jobs)) {
    const local = group.filter((leg) => platformsOverlap(leg.platform, here));
    for (const leg of local) moved.set(leg.id, leg);
    const [first] = group;
    if (local.length === 0 && first !== undefined && !first.confined)
      moved.set(first.id, standIn(first, here));
  }
  const skipped: SkippedJob[] = [...plan.skipped];
  const kept = dropWithoutNeeds(plan.jobs, moved, skipped);
  const setups = new Map<string, PlannedJob>();
  const jobs = oneAtATime(kept).map((leg) => withSetup(leg, setups, here));
  const elsewhere = plan.jobs
    .filter((leg) => moved.get(leg.id)?.id !== leg.id)
    .map((leg) => ({
      id: leg.id,
      title: leg.title,
      where: formatPlatform(leg.platform),
      ...(leg.owner && { owner: leg.owner }),
    }));
  return { plan: { ...plan, jobs: [...setups.values(), ...jobs], skipped }, elsewhere };
}

function whereOf(leg: PlannedJob): string {
  const platform = formatPlatform(leg.platform);
  return leg.owner === undefined ? platform : `${SYSTEM_TITLES[leg.owner]} (${platform})`;
}

/** Legs that differ only in their platform. */
function groupLegs(jobs: readonly PlannedJob[]): readonly (readonly PlannedJob[])[] {
  const groups = new Map<string, PlannedJob[]>();
  for (const leg of jobs) {
    const key = JSON.stringify([leg.job, leg.matrix, leg.shard]);
    groups.set(key, [...(groups.get(key) ?? []), leg]);
  }
  return [...groups.values()];
}

function standIn(leg: PlannedJob, here: Platform): PlannedJob {
  const platform: Platform = { os: here.os, arch: undefined };
  return { ...leg, id: legId(leg.job, platform, leg.matrix, leg.shard), platform, standsInFor: leg.platform };
}

/** Renames the needs to the legs that run here; a leg whose need runs elsewhere is skipped, and so on down. */
function dropWithoutNeeds(
  jobs: readonly PlannedJob[],
  moved: ReadonlyMap<LegId, PlannedJob>,
  skipped: SkippedJob[],
): readonly PlannedJob[] {
  const kept = new Map<LegId, PlannedJob>();
  const rename = (id: LegId): LegId => moved.get(id)?.id ?? id;
  for (const leg of jobs) {
    const local = moved.get(leg.id);
    if (local === undefined) continue;
    const missing = leg.needs.find((need) => !kept.has(need.id));
    if (missing !== undefined) {
      const source = jobs.find((other) => other.id === missing.id);
      const where =
        source === undefined || moved.has(missing.id) ? 'is skipped' : `runs on ${whereOf(source)}`;
      skipped.push({ id: leg.id, job: leg.job, reason: `needs ${missing.id}, which ${where}` });
      continue;
    }
    const needs = leg.needs.map((need) => ({ ...need, id: rename(need.id) }));
    const env = local.env.map((entry) =>
      entry.kind === 'value' ? { ...entry, leg: rename(entry.leg) } : entry,
    );
    const steps = local.steps.map((step) => ({
      ...step,
      env: step.env.map((entry) => (entry.kind === 'value' ? { ...entry, leg: rename(entry.leg) } : entry)),
    }));
    kept.set(leg.id, { ...local, needs, env, steps });
  }
  return [...kept.values()];
}

/**
 * Legs of one job that write files with names (reports, artifacts, outputs) would write the same ones: here they share a checkout,
 * so they share a lock. In the CI systems each has a machine of its own.
 */
function oneAtATime(jobs: readonly PlannedJob[]): readonly PlannedJob[] {
  return jobs.map((leg) => {
    const writes = leg.reports.length + leg.artifacts.length + leg.outputs.length > 0;
    const sisters = jobs.filter((other) => other.job === leg.job).length;
    return writes && sisters > 1 ? { ...leg, locks: [...leg.locks, `legs-of-${leg.job}`] } : leg;
  });
}

function withSetup(leg: PlannedJob, setups: Map<string, PlannedJob>, here: Platform): PlannedJob {
  const needs = [...leg.needs];
  for (const toolchain of leg.toolchains) {
    if (toolchain.install === undefined && toolchain.prepare === undefined) continue;
    const key = JSON.stringify(toolchain);
    let setup = setups.get(key);
    if (setup === undefined) {
      setup = setupLeg(toolchain, leg, here, [...setups.values()]);
      setups.set(key, setup);
    }
    needs.push({ id: setup.id, artifacts: [] });
  }
  return { ...leg, needs };
}

/** Minutes a slow network may take to install what a project depends on. */
const SETUP_TIMEOUT = 30 * 60_000;

function setupLeg(
  toolchain: PlannedToolchain,
  user: PlannedJob,
  here: Platform,
  others: readonly PlannedJob[],
): PlannedJob {
  const job = `setup-${toolchain.name}` as JobName;
  const platform: Platform = { os: here.os, arch: undefined };
  let id = legId(job, platform, {});
  for (let count = 2; others.some((other) => other.id === id); count++)
    id = legId(job, platform, { set: `${count}` });
  const version = toolchain.version === undefined ? '' : ` ${toolchain.version}`;
  return {
    ...user,
    id,
    job,
    title: `set up ${toolchain.name}${version}`,
    category: 'setup',
    platform,
    confined: false,
    standsInFor: undefined,
    owner: undefined,
    matrix: {},
    shard: undefined,
    needs: [],
    when: 'on_success',
    steps: setupSteps(toolchain),
    env: [],
    inheritEnv: true,
    passEnv: [],
    tty: false,
    // An installer runs what others have written: it sees no secret of the job that happens to need it first.
    secrets: [],
    toolchains: [toolchain],
    requires: [],
    wants: [],
    inputs: toolchain.lockFiles ?? [],
    outputs: [],
    values: [],
    reports: [],
    artifacts: [],
    timeout: SETUP_TIMEOUT,
    idleTimeout: SETUP_TIMEOUT,
    retries: 0,
    allowFailure: false,
    // Two installers in one checkout get into each other's way.
    locks: ['lockstep-setup'],
    budget: undefined,
    environment: undefined,
    approval: false,
    permissions: {},
    container: undefined,
    services: [],
  };
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

function setupSteps(toolchain: PlannedToolchain): readonly PlannedStep[] {
  const texts = [toolchain.prepare, toolchain.install].filter((text) => text !== undefined);
  return texts.map((run) => ({
    name: firstLine(run),
    run,
    shell: 'bash',
    cwd: '.',
    env: [],
    when: 'on_success',
    timeout: undefined,
  }));
}
