import { madeBy } from '../../plan/made-by.ts';
import type { PlannedJob } from '../../plan/plan.ts';
import { sha256 } from '../../platform/digest.ts';
import { entryMatcher, findEntries } from '../../platform/find-entries.ts';
import { type Fingerprint, type FingerprintPart, fingerprintOf } from '../../run/fingerprint.ts';
import { jobEnvironment, stepEnvironment } from '../job-environment.ts';
import type { LookupContext } from '../run-context.ts';
import { commandWords } from './command-words.ts';
import type { FileDigests } from './file-digests.ts';
import { reusableInputs } from './reusable.ts';

/** Changed when the parts of a fingerprint mean something else than before: old results are then no answer. */
const FORMAT = '3';

/** What a leg has made. */
export interface Made {
  readonly digest: string;
  /** As those of files. */
  readonly stamps: ReadonlyMap<string, string>;
}

export interface FingerprintSources {
  readonly context: LookupContext;
  readonly digests: FileDigests;
  /** The machine, as far as it can change a result: by name. */
  readonly machine: Readonly<Record<string, string>>;
  /** The version of a tool on that PATH; `none` when it is not there. */
  toolVersion(tool: string, env: Readonly<Record<string, string>>): Promise<string>;
  /** A program on that PATH and what runs it in turn, by name: a version, or a digest. Empty when there is no such program. */
  programs(name: string, env: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>>;
  made(leg: string, globs: readonly string[]): Made;
  /** Files that git tracks, relative to the workspace; undefined when it cannot tell. */
  tracked(): Promise<ReadonlySet<string> | undefined>;
}

/** A fingerprint, and how to see that nobody meddled while the leg ran. */
export interface Sighting {
  readonly fingerprint: Fingerprint;
  /** Of files that the leg has no business to write: one that is written and put back has the same content, and another stamp. */
  readonly stamps: ReadonlyMap<string, string>;
  /** Why the leg may depend on something that nobody could look at, in a sentence without a full stop. */
  readonly problem: string | undefined;
}

/** All that can change what a leg comes to, as it is now. */
export async function seeJob(job: PlannedJob, sources: FingerprintSources): Promise<Sighting> {
  const files = await fileParts(job, sources);
  const needs = needParts(job, sources);
  const parts = [
    ...commandParts(job),
    ...files.parts,
    ...needs.parts,
    ...variableParts(job, sources.context),
    ...(await toolParts(job, sources)),
    ...Object.entries(sources.machine).map(([name, value]) => part('machine', name, value)),
  ];
  const isOwn = entryMatcher(madeBy(job));
  const stamps = [...files.stamps, ...needs.stamps].filter(([path]) => !isOwn(path));
  return { fingerprint: fingerprintOf(parts, sha256), stamps: new Map(stamps), problem: files.problem };
}

function part(kind: FingerprintPart['kind'], name: string, value: string): FingerprintPart {
  return { kind, name, value };
}

function commandParts(job: PlannedJob): readonly FingerprintPart[] {
  const made = {
    outputs: madeBy(job),
    values: job.values,
    reports: job.reports,
    artifacts: job.artifacts,
  };
  return [
    part('result', 'the form of results', FORMAT),
    part('result', 'what it says it makes', sha256(JSON.stringify(made))),
    // The log tells the name of every step.
    ...job.steps.map(({ run, shell, cwd, when, name }, index) =>
      part('command', `command ${index + 1}`, JSON.stringify([shell, cwd, when, job.tty, run, name])),
    ),
  ];
}

interface Parts {
  readonly parts: readonly FingerprintPart[];
  readonly stamps: ReadonlyMap<string, string>;
}

/** What git tracks of a job's outputs, people may have written: it counts as an input too, so that an edit is never undone by a cache. */
async function fileParts(
  job: PlannedJob,
  sources: FingerprintSources,
): Promise<Parts & Pick<Sighting, 'problem'>> {
  const { digests, context } = sources;
  const outputs = madeBy(job);
  const tracked = outputs.length === 0 ? new Set<string>() : await sources.tracked();
  const paths = new Set([
    ...reusableInputs(job).flatMap((globs) => findEntries(globs, context.workspace).map(({ path }) => path)),
    ...findEntries(outputs, context.workspace).flatMap(({ path }) => (tracked?.has(path) ? [path] : [])),
  ]);
  const parts: FingerprintPart[] = [];
  const stamps = new Map<string, string>();
  let problem = tracked === undefined ? 'git cannot tell which outputs it tracks' : undefined;
  for (const path of paths) {
    const look = digests.look(path);
    if ('problem' in look) {
      problem ??= `${path} ${look.problem}`;
      continue;
    }
    parts.push(part('file', path, look.value));
    stamps.set(path, look.stamp);
  }
  return { parts, stamps, problem };
}

function needParts({ needs, leftOut = [] }: PlannedJob, { context, made }: FingerprintSources): Parts {
  const planned = needs.flatMap(({ id }) => {
    const leg = context.plan.jobs.find((other) => other.id === id);
    const outputs = madeBy(leg);
    // Who makes nothing changes nothing, and may have been left out of the run: `run --changed`.
    return outputs.length === 0 && (leg?.values.length ?? 0) === 0 ? [] : [{ id, outputs }];
  });
  const all = [...planned, ...leftOut].map(({ id, outputs }) => ({ id, ...made(id, outputs) }));
  return {
    parts: all.map(({ id, digest }) => part('need', id, digest)),
    stamps: new Map(all.flatMap(({ stamps }) => [...stamps])),
  };
}

/** Everything its steps see; of each value a digest. The run's own token and trace are no part of it. */
function variableParts(job: PlannedJob, { sources }: LookupContext): readonly FingerprintPart[] {
  // Where lockstep lies changes no result; which one it is, the tools tell.
  const { lockstep: _, ...rest } = sources;
  const base = jobEnvironment(job, rest);
  const common = Object.entries(base).map(([name, value]) => part('variable', name, sha256(value)));
  const own = job.steps.flatMap((step, index) => {
    const names = step.env.map(({ name }) => name);
    const env = stepEnvironment(base, { step, job }, sources);
    return names.map((name) => part('variable', `${name} of step ${index + 1}`, sha256(env[name] ?? '')));
  });
  return [...common, ...own];
}

const LOCKSTEP = 'lockstep';
const PROGRAMS: Readonly<Record<string, string | undefined>> = {
  python: 'python3',
  node: 'node',
  go: 'go',
  rust: 'cargo',
  [LOCKSTEP]: LOCKSTEP,
};

/** The tools it declares, by their version, and the programs its commands name. */
async function toolParts(job: PlannedJob, sources: FingerprintSources): Promise<readonly FingerprintPart[]> {
  const asked = [...job.requires, ...job.wants].flatMap((one) => (typeof one === 'object' ? [one.tool] : []));
  const tools = new Set([...job.toolchains.flatMap(({ name }) => PROGRAMS[name] ?? []), ...asked]);
  const env = jobEnvironment(job, sources.context.sources);
  const words = new Set(job.steps.flatMap(({ run }) => commandWords(run)));
  const programs = await Promise.all([...words].map((word) => sources.programs(word, env)));
  const named = new Map(programs.flatMap((found) => [...found]).filter(([name]) => !tools.has(name)));
  const asking = [...tools].filter((tool) => tool !== LOCKSTEP);
  const versions = asking.map(async (tool) => part('tool', tool, await sources.toolVersion(tool, env)));
  // Asked, it would tell its version, which two builds may have in common.
  const build = tools.has(LOCKSTEP) ? sources.context.sources.lockstep?.build : undefined;
  return [
    ...(build === undefined ? [] : [part('tool', LOCKSTEP, build)]),
    ...(await Promise.all(versions)),
    ...[...named].map(([name, value]) => part('program', name, value)),
  ];
}
