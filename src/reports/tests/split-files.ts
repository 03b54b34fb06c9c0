import { median } from '../../run/order-statistics.ts';
import type { HistoryRecord } from './test-history.ts';

/** A test file and how long it will take. */
export interface PlannedFile {
  readonly file: string;
  /** Milliseconds of its tests; of a file that nobody has seen, the median of the others. */
  readonly expected: number;
  readonly known: boolean;
}

export interface PlannedShard {
  readonly files: readonly PlannedFile[];
  /** Milliseconds, what every file takes beside its tests among them. */
  readonly expected: number;
}

export interface SplitQuestion {
  /** How many. */
  readonly shards: number;
  /** Milliseconds that every file takes beside its tests. */
  readonly overhead: number;
  /** Milliseconds by file; undefined for a file that nobody has seen. */
  readonly timing: (file: string) => number | undefined;
}

/**
 * Shares files among shards: the longest first, each to the shard that has the least (LPT; Graham 1969: at most 4/3 − 1/(3m) of the
 * best there is). The same files and timings are shared the same way on every machine, whatever their order.
 */
export function splitFiles(
  files: readonly string[],
  { shards, overhead, timing }: SplitQuestion,
): readonly PlannedShard[] {
  const timed = [...new Set(files)].map((file) => ({ file, duration: timing(file) }));
  const usual = median(timed.flatMap(({ duration }) => duration ?? []));
  const planned = timed.map(({ file, duration }) => ({
    file,
    expected: duration ?? usual,
    known: duration !== undefined,
  }));
  planned.sort((a, b) => b.expected - a.expected || (a.file < b.file ? -1 : 1));
  const loads = Array.from({ length: shards }, () => ({ files: [] as PlannedFile[], expected: 0 }));
  for (const file of planned) {
    let least = loads[0];
    for (const load of loads) if (least === undefined || load.expected < least.expected) least = load;
    least?.files.push(file);
    if (least !== undefined) least.expected += file.expected + overhead;
  }
  // Runners take files as they come, and people look for them by name.
  for (const { files: own } of loads) own.sort((a, b) => (a.file < b.file ? -1 : 1));
  return loads;
}

const SAMPLES = 10;

/** How long each file took: the median of its last runs, in milliseconds. */
export class FileTimings {
  readonly #durations = new Map<string, number>();
  readonly #places: TestPlaces;

  /** `records` in the order of their time. */
  constructor(records: readonly HistoryRecord[]) {
    const samples = new Map<string, number[]>();
    for (const record of records)
      for (const [place, duration] of record.files) {
        const list = samples.get(place);
        if (list === undefined) samples.set(place, [duration]);
        else list.push(duration);
      }
    for (const [place, list] of samples) this.#durations.set(place, median(list.slice(-SAMPLES)));
    this.#places = new TestPlaces(this.#durations.keys());
  }

  get size(): number {
    return this.#durations.size;
  }

  of(file: string): number | undefined {
    const places = this.#places.of(file);
    if (places.length === 0) return undefined;
    return places.reduce((sum, place) => sum + (this.#durations.get(place) ?? 0), 0);
  }
}

/**
 * Which of the places that reports name a file is: its path, the same path from further up, or a class or module that is called like
 * it (`com.acme.OrbitTest` for `src/test/java/com/acme/OrbitTest.java`).
 */
export class TestPlaces {
  readonly #places: ReadonlySet<string>;
  readonly #longer = new Map<string, string[]>();

  constructor(places: Iterable<string>) {
    this.#places = new Set(places);
    for (const place of this.#places) {
      const name = place.slice(place.lastIndexOf('/') + 1);
      if (name === place) continue;
      const list = this.#longer.get(name);
      if (list === undefined) this.#longer.set(name, [place]);
      else list.push(place);
    }
  }

  of(file: string): readonly string[] {
    if (this.#places.has(file)) return [file];
    const name = file.slice(file.lastIndexOf('/') + 1);
    const longer = (this.#longer.get(name) ?? []).filter((place) => place.endsWith(`/${file}`));
    if (longer.length > 0) return longer;
    const parts = file.replace(/\.[^./]+$/, '').split('/');
    for (let from = 0; from < parts.length; from++) {
      const dotted = parts.slice(from).join('.');
      if (this.#places.has(dotted)) return [dotted];
    }
    return [];
  }
}
