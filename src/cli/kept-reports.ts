import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { legFileName, type RunStore } from '../execution/run-store.ts';
import { formatPlatform } from '../pipeline/pipeline.ts';
import { findFiles } from '../platform/find-files.ts';
import { systemGit } from '../platform/git.ts';
import { dirname, join } from '../platform/paths.ts';
import type { ReportKind } from '../reports/report-kind.ts';
import type { ReportOrigin } from '../reports/report-origin.ts';
import type { ReportPart } from '../reports/report-part.ts';
import { reportProblem } from '../reports/report-problem.ts';
import type { RunState } from '../run/run-state.ts';
import { readReportText } from './report-files.ts';

/** What the kept reports of one kind come to. */
export interface KeptPart {
  /** Undefined when the run kept nothing of this kind that can be read. */
  readonly part: ReportPart | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The reports of one kind that a run has kept of one leg. */
export interface KeptReports {
  readonly leg: string;
  readonly origin: ReportOrigin;
  readonly files: readonly SourceFile[];
  /** What is wrong with files that are not among them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Larger files are no reports that a page can be made of: they are told of, and not read. */
const MEBIBYTE = 1024 * 1024;
const LARGEST = 256 * MEBIBYTE;

/** What legs wrote, leg by leg in the plan's order; see `execution/kept-files.ts` for where it lies. */
export async function readKeptReports(
  store: RunStore,
  state: RunState,
  kind: ReportKind,
): Promise<readonly KeptReports[]> {
  const { started } = state;
  if (started === undefined) return [];
  const { commit, dirty } = started.source;
  const clean = commit !== undefined && dirty !== true;
  const tree = clean ? await systemGit.treeOf(dirname(store.root), commit) : undefined;
  const kept: KeptReports[] = [];
  for (const { planned, finished, attempt } of state.jobs.values()) {
    const folder = store.runPath(started.runId, 'reports', legFileName(planned.id), kind);
    const { files, diagnostics } = await readFolder(store, folder);
    if (files.length + diagnostics.length === 0) continue;
    const variant = [
      ...Object.entries(planned.matrix).map(([axis, value]) => `${axis}=${value}`),
      ...(planned.shard === undefined ? [] : [`shard=${planned.shard.index}`]),
    ];
    kept.push({
      leg: planned.id,
      files,
      diagnostics,
      origin: {
        job: planned.job,
        platform: formatPlatform(planned.platform),
        variant: variant.join(','),
        attempt: Math.max(1, finished?.attempts ?? attempt),
        ...(commit !== undefined && { commit }),
        ...(tree !== undefined && { tree }),
        time: finished?.time ?? state.time,
      },
    });
  }
  return kept;
}

async function readFolder(
  store: RunStore,
  folder: string,
): Promise<Pick<KeptReports, 'files' | 'diagnostics'>> {
  const files: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of await findFiles(['**'], folder)) {
    const path = join(folder, name);
    if (((await store.files.stat(path))?.size ?? 0) > LARGEST)
      diagnostics.push(
        reportProblem(new SourceFile(name, ''), {
          code: 'report-unreadable',
          severity: 'error',
          message: `it is larger than ${LARGEST / MEBIBYTE} MiB and was not read`,
        }),
      );
    else {
      const text = await readReportText(store.files, path);
      if (text !== undefined) files.push(new SourceFile(name, text));
    }
  }
  return { files, diagnostics };
}
