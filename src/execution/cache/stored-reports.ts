import type { PlannedJob } from '../../plan/plan.ts';
import { sha256 } from '../../platform/digest.ts';
import { findEntries } from '../../platform/find-entries.ts';
import { join } from '../../platform/paths.ts';
import { readEntry } from '../../platform/tree-entry.ts';
import { reportsFolder } from '../kept-files.ts';
import type { StoredReport } from '../result-cache.ts';
import type { RunContext } from '../run-context.ts';

/** The reports that were kept of a leg, which are those it wrote itself, with their contents by digest. */
export function collectReports(
  { store, runId }: RunContext,
  job: PlannedJob,
): { readonly reports: readonly StoredReport[]; readonly contents: ReadonlyMap<string, Uint8Array> } {
  const reports: StoredReport[] = [];
  const contents = new Map<string, Uint8Array>();
  for (const kind of new Set(job.reports.map((report) => report.kind))) {
    const folder = store.runPath(runId, ...reportsFolder(job, kind).split('/'));
    for (const path of findEntries(['**'], folder)) {
      const content = readEntry(join(folder, path));
      if (content === undefined) continue;
      const digest = sha256(content);
      contents.set(digest, content);
      reports.push({ kind, path, digest, size: content.byteLength });
    }
  }
  return { reports, contents };
}

/** Makes them part of this run; and puts back into the workspace those that are not there: others may be another leg's by now. */
export async function restoreReports(
  context: RunContext,
  job: PlannedJob,
  reports: readonly StoredReport[],
  contents: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const { files, store, runId, workspace, clock, emit } = context;
  for (const kind of new Set(reports.map((report) => report.kind))) {
    const own = reports.filter((report) => report.kind === kind);
    const path = reportsFolder(job, kind);
    for (const report of own) {
      const content = contents.get(report.digest) ?? new Uint8Array();
      await files.writeAtomic(store.runPath(runId, ...path.split('/'), report.path), content);
      const place = join(workspace, report.path);
      if (!(await files.exists(place))) await files.writeAtomic(place, content);
    }
    const bytes = own.reduce((sum, { size }) => sum + size, 0);
    const name = `${kind} report`;
    emit({ kind: 'artifact.stored', time: clock.now(), leg: job.id, name, path, files: own.length, bytes });
  }
}
