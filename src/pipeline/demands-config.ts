import type { Duration } from './value-config.ts';

/** How much of the code tests must run, in per cent from 0 to 100: `68.5`. Compared exactly. */
export interface CoverageConfig {
  /** Of all lines, on all platforms together. */
  readonly min?: number;
  /** Of the lines that a change touches. */
  readonly diffMin?: number;
}

/** What findings of scanners come to; `lockstep report findings` and `scan`, the summary and the page judge by it. */
export interface FindingsConfig {
  /** The least severity that fails; `high` unless said. What nobody has judged fails too, unless it is `none`. */
  readonly failOn?: 'critical' | 'high' | 'medium' | 'low' | 'info' | 'none';
  /** Vulnerabilities that no version is without do not fail. */
  readonly ignoreUnfixed?: boolean;
  /** How old a database of vulnerabilities may be; `5d` unless said. */
  readonly maxDatabaseAge?: Duration;
  /** What severities are taken for: `{ unknown: 'low', 'semgrep:INFO': 'info' }`. */
  readonly severities?: Readonly<Record<string, 'critical' | 'high' | 'medium' | 'low' | 'info'>>;
}
