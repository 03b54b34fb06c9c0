import type { Job, Pipeline } from '../pipeline/pipeline.ts';
import { nodeFiles } from '../platform/files.ts';
import { findFiles } from '../platform/find-files.ts';
import { resolve, toPosix } from '../platform/paths.ts';
import { originOfPath } from '../reports/leg-origin.ts';
import type { ReportKind } from '../reports/report-kind.ts';
import type { ReportOrigin } from '../reports/report-origin.ts';
import { UsageError } from './exit-code.ts';

export interface FetchedReports {
  /** Relative to the directory. */
  readonly files: readonly string[];
  /** Legs whose jobs declare such reports, and that left none. */
  readonly without: readonly string[];
  /** Where files come from whose path does not tell the leg. */
  readonly origin?: Pick<ReportOrigin, 'job' | 'platform'>;
}

interface Place {
  readonly directory: string;
  readonly folder: string;
  readonly kind: ReportKind;
}

/**
 * The reports of one kind in a folder that has a folder for each leg (`unit@linux/reports/unit.xml`), which is how artifacts of CI
 * systems arrive; the definition says which of a leg's files they are.
 */
export async function findFetchedReports(pipeline: Pipeline, place: Place): Promise<FetchedReports> {
  const { directory, folder, kind } = place;
  const legs = (await nodeFiles.list(resolve(directory, folder)))
    .filter((entry) => entry.kind === 'directory')
    .map(({ name }) => ({ name, job: originOfPath(`${name}/`)?.job }));
  const files: string[] = [];
  const without: string[] = [];
  for (const { name, job } of legs) {
    const patterns = patternsOf(
      pipeline.jobs.find((one) => one.name === job),
      kind,
    );
    if (patterns.length === 0) continue;
    const found = await findFiles(patterns, resolve(directory, folder, name));
    if (found.length === 0) without.push(name);
    files.push(...found.map((file) => toPosix(`${folder}/${name}/${file}`)));
  }
  if (files.length > 0) return { files, without };
  if (without.length === 0) {
    const single = await findSingle(pipeline, place);
    if (single !== undefined) return single;
  }
  throw new UsageError(
    `${folder} has no folder of a leg with reports of ${kind}`,
    'Fetch what the jobs kept into a folder for each leg, called like it: unit@linux.',
  );
}

/**
 * GitHub's action makes no folders where only one artifact is there (actions/download-artifact, README, "Download multiple
 * (filtered) Artifacts"). The job can be told by the files; the platform cannot.
 */
async function findSingle(
  pipeline: Pipeline,
  { directory, folder, kind }: Place,
): Promise<FetchedReports | undefined> {
  const found = new Map<string, Set<string>>();
  for (const job of pipeline.jobs) {
    const patterns = patternsOf(job, kind);
    const files = patterns.length === 0 ? [] : await findFiles(patterns, resolve(directory, folder));
    for (const file of files) found.set(file, (found.get(file) ?? new Set()).add(job.name));
  }
  if (found.size === 0) return undefined;
  const jobs = [...new Set([...found.values()].flatMap((names) => [...names]))];
  const [job = ''] = jobs;
  return {
    files: [...found.keys()].map((file) => toPosix(`${folder}/${file}`)),
    without: [],
    origin: { job: jobs.length === 1 ? job : 'unknown', platform: 'unknown' },
  };
}

function patternsOf(job: Job | undefined, kind: ReportKind): readonly string[] {
  return (job?.reports ?? []).filter((report) => report.kind === kind).map((report) => report.path);
}
