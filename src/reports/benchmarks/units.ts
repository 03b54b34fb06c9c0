/** What a unit is here: its name, and what a number in it is multiplied with. */
export interface KnownUnit {
  readonly unit: string;
  readonly factor: number;
  /** Absent where the unit alone does not say which way is better. */
  readonly better?: 'lower' | 'higher';
}

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['fs', 1e-15],
  ['ps', 1e-12],
  ['ns', 1e-9],
  ['us', 1e-6],
  // MICRO SIGN and GREEK SMALL LETTER MU: tools write either.
  ['\u00b5s', 1e-6],
  ['\u03bcs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['sec', 1],
  ['secs', 1],
  ['second', 1],
  ['seconds', 1],
  ['min', 60],
]);

const COUNTED: ReadonlySet<string> = new Set([
  'op',
  'ops',
  'iter',
  'iters',
  'iteration',
  'iterations',
  'call',
]);

/**
 * Times become seconds and rates operations a second: `ns`, `ns/op`, `ns/iter`, `ops/ms`, `op/s`, `ops/sec`, `hz`. What else is so and
 * so much a second (`MB/s`, `elem/s`) keeps its unit, and more of it is better.
 */
export function knownUnit(written: string): KnownUnit {
  const unit = written.trim();
  const bare = unit.toLowerCase();
  if (bare === 'hz') return { unit: 'op/s', factor: 1, better: 'higher' };
  const [above = '', below, ...more] = bare.split('/');
  if (more.length > 0) return { unit, factor: 1 };
  const time = SECONDS.get(above);
  if (time !== undefined && (below === undefined || COUNTED.has(below)))
    return { unit: 's', factor: time, better: 'lower' };
  const every = below === undefined ? undefined : SECONDS.get(below);
  if (every === undefined) return { unit, factor: 1 };
  if (COUNTED.has(above)) return { unit: 'op/s', factor: 1 / every, better: 'higher' };
  return { unit, factor: 1, better: 'higher' };
}
