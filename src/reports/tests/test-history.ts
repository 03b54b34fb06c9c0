import { legKey, shardKey } from '../leg-origin.ts';
import type { ReportOrigin } from '../report-origin.ts';
import type { MergedTest } from './merge-tests.ts';
import type { TestOutcome } from './test-report.ts';

/** What became of the tests of one leg in one attempt: a line of the history. */
export interface HistoryRecord {
  readonly format: 1;
  /** The same for the same report, however often and wherever it is recorded. */
  readonly key: string;
  readonly job: string;
  readonly platform: string;
  readonly variant: string;
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly commit?: string;
  readonly tree?: string;
  /** Id, outcome, milliseconds (0 when nobody knows), milliseconds of set-up among them. */
  readonly tests: readonly HistoryTuple[];
  /** By test file: milliseconds of all its tests. Only where all of them came to an end. */
  readonly files: readonly (readonly [file: string, duration: number])[];
}

export type HistoryTuple = readonly [id: string, outcome: OutcomeCode, duration: number, setup?: number];

/** `k`: flaky. */
export type OutcomeCode = 'p' | 'f' | 'e' | 's' | 't' | 'x' | 'k';

const CODES: Readonly<Record<TestOutcome, OutcomeCode>> = {
  passed: 'p',
  failed: 'f',
  error: 'e',
  skipped: 's',
  todo: 't',
  xfail: 'x',
  flaky: 'k',
};

/** What one run said about a test. */
export interface Observation {
  readonly key: string;
  readonly time: number;
  readonly commit?: string;
  readonly tree?: string;
  readonly outcome: OutcomeCode;
  /** Milliseconds without set-up; 0 when nobody knows. */
  readonly duration: number;
}

/** One record for each leg and shard; `key` names the files it was made of. */
export function historyRecords(
  tests: readonly MergedTest[],
  key: (origin: ReportOrigin) => string,
): readonly HistoryRecord[] {
  const groups = new Map<string, { origin: ReportOrigin; tests: MergedTest[] }>();
  for (const one of tests) {
    const name = shardKey(one.origin);
    const group = groups.get(name) ?? { origin: one.origin, tests: [] };
    if (one.origin.attempt > group.origin.attempt) group.origin = one.origin;
    groups.set(name, group);
    group.tests.push(one);
  }
  return Array.from(groups.values(), ({ origin, tests: own }) => ({
    format: 1,
    key: key(origin),
    ...origin,
    tests: own.map(tupleOf),
    files: fileDurations(own),
  }));
}

function tupleOf({ id, test }: MergedTest): HistoryTuple {
  const duration = Math.round(test.duration ?? 0);
  const setup = Math.round(test.setup ?? 0);
  return setup > 0 ? [id, CODES[test.outcome], duration, setup] : [id, CODES[test.outcome], duration];
}

function fileDurations(tests: readonly MergedTest[]): readonly (readonly [string, number])[] {
  const files = new Map<string, number>();
  for (const { test } of tests) {
    const place = placeOfTest(test.identity);
    if (place !== undefined) files.set(place, (files.get(place) ?? 0) + (test.duration ?? 0));
  }
  return Array.from(files, ([file, duration]) => [file, Math.round(duration)] as const);
}

/** The file of a test, or the class or package that stands for it. */
export function placeOfTest(identity: MergedTest['test']['identity']): string | undefined {
  return identity.file ?? identity.className ?? identity.suites[0];
}

/** One line, with its line break. */
export function writeRecord(record: HistoryRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** Records in the order of their time, each once. Lines that are none (half of one, of another version) are passed over. */
export function readRecords(text: string): readonly HistoryRecord[] {
  const records = new Map<string, HistoryRecord>();
  for (const line of text.split('\n')) {
    const record = parseRecord(line);
    if (record !== undefined) records.set(record.key, record);
  }
  return [...records.values()].sort((a, b) => a.time - b.time || (a.key < b.key ? -1 : 1));
}

function parseRecord(line: string): HistoryRecord | undefined {
  if (!line.startsWith('{"format":1,')) return undefined;
  try {
    const value = JSON.parse(line) as HistoryRecord;
    const sound =
      [value.key, value.job, value.platform, value.variant].every((one) => typeof one === 'string') &&
      Number.isFinite(value.time) &&
      [value.commit, value.tree].every((one) => one === undefined || /^[0-9a-f]{7,64}$/.test(one)) &&
      Array.isArray(value.tests) &&
      value.tests.every(isTuple) &&
      Array.isArray(value.files) &&
      value.files.every(
        (pair) => Array.isArray(pair) && typeof pair[0] === 'string' && Number.isFinite(pair[1]),
      );
    return sound ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTuple(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    typeof value[0] === 'string' &&
    /^[pfestxk]$/.test(String(value[1])) &&
    Number.isFinite(value[2]) &&
    (value[3] === undefined || Number.isFinite(value[3]))
  );
}

/** What earlier runs said, by test and leg. */
export class TestHistory {
  readonly #observations = new Map<string, Observation[]>();
  readonly records: readonly HistoryRecord[];

  /** `records` in the order of their time. */
  constructor(records: readonly HistoryRecord[]) {
    this.records = records;
    for (const record of records) {
      const { key, time, commit, tree } = record;
      const leg = legKey(record);
      const about = {
        key,
        time,
        ...(commit !== undefined && { commit }),
        ...(tree !== undefined && { tree }),
      };
      for (const [id, outcome, duration, setup = 0] of record.tests) {
        const name = `${leg}\n${id}`;
        const one = { ...about, outcome, duration: Math.max(0, duration - setup) };
        const list = this.#observations.get(name);
        if (list === undefined) this.#observations.set(name, [one]);
        else list.push(one);
      }
    }
  }

  /** Oldest first. */
  of({ id, origin }: Pick<MergedTest, 'id' | 'origin'>): readonly Observation[] {
    return this.#observations.get(`${legKey(origin)}\n${id}`) ?? NONE;
  }
}

const NONE: readonly Observation[] = [];

/** The newest records, as many as keep within both limits, oldest first. `size`: characters. */
export function keptRecords(
  records: readonly HistoryRecord[],
  limits: { readonly perLeg: number; readonly size: number },
): readonly HistoryRecord[] {
  const counts = new Map<string, number>();
  const kept: HistoryRecord[] = [];
  let size = 0;
  for (const record of [...records].reverse()) {
    const leg = shardKey(record);
    const count = (counts.get(leg) ?? 0) + 1;
    counts.set(leg, count);
    if (count > limits.perLeg) continue;
    size += writeRecord(record).length;
    // The newest is kept, whatever its size.
    if (size > limits.size && kept.length > 0) break;
    kept.push(record);
  }
  return kept.reverse();
}

export function isPass(outcome: OutcomeCode): boolean {
  return outcome === 'p' || outcome === 'k';
}

export function isFailure(outcome: OutcomeCode): boolean {
  return outcome === 'f' || outcome === 'e';
}
