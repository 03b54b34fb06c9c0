import { type LegOrigin, legKey } from '../leg-origin.ts';
import type { CollectedCoverage } from './collected-coverage.ts';

/** The files that one job runs on one platform, as far as its coverage tells. */
export interface LegFiles {
  /** True also for a file that nobody can tell of: its kind is measured, and no report knows it, as it is with files of tests. */
  has(path: string): boolean;
  readonly size: number;
}

/** What each leg executes, put together of all its attempts and shards; undefined for legs without coverage. */
export function executedFiles(parts: readonly CollectedCoverage[]): (leg: LegOrigin) => LegFiles | undefined {
  const legs = new Map<string, MeasuredFiles>();
  for (const { origin, files } of parts) {
    const key = legKey(origin);
    const leg = legs.get(key) ?? new MeasuredFiles();
    legs.set(key, leg);
    for (const { path, lines } of files) leg.add(path, lines);
  }
  return (leg) => legs.get(legKey(leg));
}

class MeasuredFiles implements LegFiles {
  readonly #executed = new Set<string>();
  readonly #known = new Set<string>();
  readonly #kinds = new Set<string>();

  add(path: string, lines: ReadonlyMap<number, number>): void {
    this.#known.add(path);
    this.#kinds.add(extension(path));
    for (const hits of lines.values())
      if (hits > 0) {
        this.#executed.add(path);
        return;
      }
  }

  has(path: string): boolean {
    return this.#executed.has(path) || (!this.#known.has(path) && this.#kinds.has(extension(path)));
  }

  get size(): number {
    return this.#executed.size;
  }
}

/** With its dot, in lower case; empty for names without one. */
export function extension(path: string): string {
  return /\.[^./]+$/u.exec(path)?.[0].toLowerCase() ?? '';
}
