import { nodeFiles } from '../../platform/files.ts';
import { systemGit } from '../../platform/git.ts';
import { commitOrder } from '../../platform/git-commits.ts';
import {
  BenchmarkHistory,
  type HistoryReading,
  type KeptRecord,
} from '../../reports/benchmarks/history/benchmark-history.ts';
import { machineText } from '../../reports/benchmarks/history/benchmark-record.ts';
import { type BenchmarkSeries, benchmarkSeries } from '../../reports/benchmarks/history/benchmark-series.ts';
import { UsageError } from '../exit-code.ts';

export interface HistoryQuestion {
  /** The commits that this builds on; HEAD unless said. */
  readonly branch?: string;
  /** Whatever branch they are of. */
  readonly all?: boolean;
  /** Only benchmarks whose name has this in it, `*` for anything. */
  readonly name?: string;
  readonly machine?: string;
  /** Also what a tool measures beside what it is about. */
  readonly metrics?: boolean;
}

export interface BenchHistory extends HistoryReading {
  readonly series: readonly BenchmarkSeries[];
  /** Records of commits that were not asked for. */
  readonly elsewhere: number;
}

/** Of all series together. */
const ALPHA = 0.05;

/** The history that is kept in a folder, and records that are not in it yet, as series in the order of the commits. */
export async function readBenchHistory(
  root: string,
  question: HistoryQuestion,
  more: readonly KeptRecord[] = [],
): Promise<BenchHistory> {
  const kept = await new BenchmarkHistory(nodeFiles, root).read();
  const reading = { ...kept, records: [...kept.records, ...more] };
  const order = question.all === true ? undefined : await orderOf(root, question.branch);
  const isMeant = (commit: string | undefined): boolean =>
    order === undefined || (commit !== undefined && order.has(commit));
  const inReach = reading.records.filter(({ record }) => isMeant(record.commit));
  const [named, onMachine] = [matcher(question.name), matcher(question.machine)];
  const chosen = inReach
    .filter(({ record }) => onMachine(machineText(record.machine)))
    .map((kept) => ({
      ...kept,
      record: {
        ...kept.record,
        benchmarks: kept.record.benchmarks
          .filter(({ name }) => named(name))
          .map((one) => (question.metrics === true ? one : { ...one, metrics: one.metrics.slice(0, 1) })),
      },
    }));
  return {
    ...reading,
    series: benchmarkSeries(chosen, { ...(order !== undefined && { order }), alpha: ALPHA }),
    elsewhere: reading.records.length - inReach.length,
  };
}

/** Of a history that is cut off only the end is known: then nothing is left out. */
async function orderOf(
  root: string,
  branch: string | undefined,
): Promise<ReadonlyMap<string, number> | undefined> {
  const order = branch?.startsWith('-') === true ? undefined : await commitOrder(root, branch ?? 'HEAD');
  if (order === undefined && branch !== undefined)
    throw new UsageError(`there is no commit '${branch}' here`);
  return order === undefined || (await systemGit.isShallow(root)) ? undefined : order;
}

/** Whether a text has a pattern in it, upper case or lower; `*` is anything, and everything else is itself. */
function matcher(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined) return () => true;
  const parts = pattern.toLowerCase().split('*');
  return (text) => {
    let at = 0;
    for (const part of parts) {
      const found = text.toLowerCase().indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return true;
  };
}
