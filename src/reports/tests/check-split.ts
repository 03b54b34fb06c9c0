import { legKey, withoutShard } from '../leg-origin.ts';
import type { TestReading } from './merge-tests.ts';
import { TestPlaces } from './split-files.ts';
import { placeOfTest } from './test-history.ts';

export interface SplitCheck {
  /** Files that no report has a test of. */
  readonly missing: readonly string[];
  /** Files that more than one shard ran, with how many. */
  readonly repeated: readonly { readonly file: string; readonly times: number }[];
  /** What ran and was not asked for. */
  readonly unasked: readonly string[];
  /** No report says which file its tests are in. */
  readonly withoutFiles: boolean;
}

/** Did every test file run exactly once on each platform, whatever shard it was given to? Attempts of a shard count as one. */
export function checkSplit(files: readonly string[], readings: readonly TestReading[]): SplitCheck {
  const ran = new Map<string, Map<string, Set<string>>>();
  const skipped = new Set<string>();
  for (const { origin, report, digest } of readings) {
    const { variant } = origin;
    const leg = legKey(origin);
    const part = variant === withoutShard(variant) ? digest : variant;
    for (const { identity, outcome } of report.cases) {
      const place = placeOfTest(identity);
      if (place === undefined) continue;
      // Runners write what another shard runs as skipped.
      if (outcome === 'skipped') skipped.add(place);
      else add(ran, { place, leg, part });
    }
  }
  const places = new TestPlaces([...ran.keys(), ...skipped]);
  const asked = new Set<string>();
  const missing: string[] = [];
  const repeated: { file: string; times: number }[] = [];
  for (const file of [...new Set(files)].sort()) {
    const found = places.of(file);
    if (found.length === 0) missing.push(file);
    for (const place of found) asked.add(place);
    const times = Math.max(
      0,
      ...found.flatMap((place) => [...(ran.get(place)?.values() ?? [])].map(({ size }) => size)),
    );
    if (times > 1) repeated.push({ file, times });
  }
  const unasked = [...ran.keys()].filter((place) => !asked.has(place)).sort();
  return { missing, repeated, unasked, withoutFiles: ran.size + skipped.size === 0 };
}

function add(
  ran: Map<string, Map<string, Set<string>>>,
  { place, leg, part }: { readonly place: string; readonly leg: string; readonly part: string },
): void {
  const legs = ran.get(place) ?? new Map<string, Set<string>>();
  ran.set(place, legs);
  const parts = legs.get(leg) ?? new Set<string>();
  legs.set(leg, parts);
  parts.add(part);
}
