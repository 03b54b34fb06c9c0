import type { PlannedJob } from '../../plan/plan.ts';
import { sha256 } from '../../platform/digest.ts';
import { findEntries } from '../../platform/find-entries.ts';
import { type Fingerprint, type FingerprintPart, fingerprintOf } from '../../run/fingerprint.ts';
import { jobEnvironment, stepEnvironment } from '../job-environment.ts';
import type { LookupContext } from '../run-context.ts';
import type { FileDigests } from './file-digests.ts';
import { inputsOf, outputsOf } from './reusable.ts';

/** Changed when the parts of a fingerprint mean something else than before: old results are then no answer. */
const FORMAT = '1';

export interface FingerprintSources {
  readonly context: LookupContext;
  readonly digests: FileDigests;
  /** The machine, as far as it can change a result: by name. */
  readonly machine: Readonly<Record<string, string>>;
  /** The version of a tool on that PATH; `none` when it is not there. */
  toolVersion(tool: string, env: Readonly<Record<string, string>>): Promise<string>;
  /** Digest of what a leg has made. */
  outputsOf(leg: string): string;
  /** Files that git tracks, relative to the workspace. */
  tracked(): Promise<ReadonlySet<string>>;
}

/** All that can change what a leg comes to, as it is now. */
export async function jobFingerprint(job: PlannedJob, sources: FingerprintSources): Promise<Fingerprint> {
  const parts = [
    ...commandParts(job),
    ...(await fileParts(job, sources)),
    ...job.needs.map(({ id }) => part('need', id, sources.outputsOf(id))),
    ...variableParts(job, sources.context),
    ...(await toolParts(job, sources)),
    ...Object.entries(sources.machine).map(([name, value]) => part('machine', name, value)),
  ];
  return fingerprintOf(parts, sha256);
}

function part(kind: FingerprintPart['kind'], name: string, value: string): FingerprintPart {
  return { kind, name, value };
}

function commandParts(job: PlannedJob): readonly FingerprintPart[] {
  const made = {
    outputs: outputsOf(job),
    values: job.values,
    reports: job.reports,
    artifacts: job.artifacts,
  };
  return [
    part('result', 'the form of results', FORMAT),
    part('result', 'what it says it makes', sha256(JSON.stringify(made))),
    ...job.steps.map(({ run, shell, cwd, when }, index) =>
      part('command', `command ${index + 1}`, JSON.stringify([shell, cwd, when, job.tty, run])),
    ),
  ];
}

/** What git tracks of a job's outputs, people may have written: it counts as an input too, so that an edit is never undone by a cache. */
async function fileParts(job: PlannedJob, sources: FingerprintSources): Promise<readonly FingerprintPart[]> {
  const { digests, context } = sources;
  const outputs = outputsOf(job);
  const tracked = outputs.length === 0 ? new Set<string>() : await sources.tracked();
  const paths = new Set([
    ...findEntries(inputsOf(job), context.workspace),
    ...findEntries(outputs, context.workspace).filter((path) => tracked.has(path)),
  ]);
  return [...paths].flatMap((path) => {
    const value = digests.value(path);
    return value === undefined ? [] : [part('file', path, value)];
  });
}

/** Everything its steps see; of each value a digest. The run's own token and trace are no part of it. */
function variableParts(job: PlannedJob, { sources }: LookupContext): readonly FingerprintPart[] {
  const base = jobEnvironment(job, sources);
  const common = Object.entries(base).map(([name, value]) => part('variable', name, sha256(value)));
  const own = job.steps.flatMap((step, index) => {
    const names = step.env.map(({ name }) => name);
    const env = stepEnvironment(base, step, sources);
    return names.map((name) => part('variable', `${name} of step ${index + 1}`, sha256(env[name] ?? '')));
  });
  return [...common, ...own];
}

const PROGRAMS: Readonly<Record<string, string | undefined>> = {
  python: 'python3',
  node: 'node',
  go: 'go',
  rust: 'cargo',
};

async function toolParts(job: PlannedJob, sources: FingerprintSources): Promise<readonly FingerprintPart[]> {
  const asked = [...job.requires, ...job.wants].flatMap((one) => (typeof one === 'object' ? [one.tool] : []));
  const tools = new Set([...job.toolchains.flatMap(({ name }) => PROGRAMS[name] ?? []), ...asked]);
  const env = jobEnvironment(job, sources.context.sources);
  return Promise.all(
    [...tools].map(async (tool) => part('tool', tool, await sources.toolVersion(tool, env))),
  );
}
