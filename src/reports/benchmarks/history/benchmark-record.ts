import { z } from 'zod';
import { sha256 } from '../../../platform/digest.ts';
import type { MachineClass } from '../../../platform/machine-class.ts';
import type { BenchmarksReport } from '../benchmarks-report.ts';
import { boundedBenchmarks } from './bounded-benchmarks.ts';

const name = z.string().min(1).max(1_000);
const line = z.string().min(1).max(500);
const amount = z.number().min(0);

const metric = z.object({
  name: line,
  unit: line,
  better: z.enum(['lower', 'higher']),
  value: amount,
  statistic: z.enum(['median', 'mean', 'minimum']),
  samples: z.array(amount).max(1_000).readonly().exactOptional(),
});

const record = z.object({
  format: z.literal('lockstep-benchmark-record'),
  version: z.literal(1),
  /** When it was measured; milliseconds since 1970. */
  time: z.number().int().min(0),
  /** What was measured. Absent outside of a repository. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/u)
    .exactOptional(),
  /** When that was committed; milliseconds since 1970. */
  committed: z.number().int().min(0).exactOptional(),
  /** The checkout had changes of its own: what was measured is in no commit. */
  dirty: z.boolean(),
  /** Object id of the commit's tree. Absent when the checkout was dirty. */
  tree: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/u)
    .exactOptional(),
  branch: line.exactOptional(),
  /** Tags that the commit had then. */
  tags: z.array(line).max(20).readonly(),
  /** What measured it, where several jobs do: `benchmark (node=22)`. Else empty. */
  job: z.string().max(500),
  machine: z.object({
    os: line,
    arch: line,
    cpu: line,
    cpus: z.number().int().min(0).max(100_000),
    runner: line.exactOptional(),
  }),
  tool: line,
  toolVersion: line.exactOptional(),
  benchmarks: z
    .array(
      z.object({
        name,
        parameters: z.record(z.string(), z.string()).readonly(),
        metrics: z.array(metric).min(1).readonly(),
      }),
    )
    .max(100_000)
    .readonly(),
  gaps: z.array(z.string().max(1_000)).readonly(),
});

/** What one run of one tool has measured, as it is kept. The whole of the format is in docs/benchmarks.md. */
export type BenchmarkRecord = z.infer<typeof record>;

/** What a report does not say of itself. */
export type RecordFacts = Pick<
  BenchmarkRecord,
  'time' | 'commit' | 'committed' | 'dirty' | 'tree' | 'branch' | 'tags' | 'job' | 'machine'
>;

/** A report as a record, with as many of its samples as are kept. */
export function benchmarkRecord(report: BenchmarksReport, facts: RecordFacts): BenchmarkRecord {
  return {
    format: 'lockstep-benchmark-record',
    version: 1,
    ...facts,
    tool: report.tool,
    ...(report.version !== undefined && { toolVersion: report.version.slice(0, 500) }),
    benchmarks: boundedBenchmarks(report.benchmarks),
    gaps: report.gaps.map((gap) => gap.slice(0, 1_000)),
  };
}

/**
 * The file of a record: JSON on one line. The name is made of the content, so that the same record has the same name wherever it is
 * written, and two that differ never meet: `linux-x64-1a2b3c4d/20261124T101112Z-0123456789ab-0123456789abcdef.json`.
 */
export function recordFile(one: BenchmarkRecord): { readonly path: string; readonly text: string } {
  const text = `${JSON.stringify(one)}\n`;
  const moment = `${new Date(one.time).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '')}Z`;
  const commit = one.commit?.slice(0, 12) ?? 'no-commit';
  return {
    path: `${machineFolder(one.machine)}/${moment}-${commit}-${sha256(text).slice(0, 16)}.json`,
    text,
  };
}

/** Why a text is no record, or the record. What later versions add is passed over. */
export function readRecord(text: string): BenchmarkRecord | string {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return 'it is no JSON: it may be cut off, or have marks of a conflict in it';
  }
  const version = (data as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > 1)
    return `it is of version ${version}, and this lockstep reads version 1`;
  const parsed = record.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unknown'}`;
}

/** What tells classes of machines apart, for people: `linux/x64, 2 × Intel Xeon, github ubuntu24`. */
export function machineText({ os, arch, cpu, cpus, runner }: MachineClass): string {
  return `${os}/${arch}, ${cpus} × ${cpu}${runner === undefined ? '' : `, ${runner}`}`;
}

/** A folder for each class of machines: `linux-x64-1a2b3c4d`. */
export function machineFolder(machine: MachineClass): string {
  const plain = `${machine.os}-${machine.arch}`.replace(/[^\w.-]+/gu, '-').slice(0, 40);
  return `${plain}-${sha256(machineText(machine)).slice(0, 8)}`;
}
