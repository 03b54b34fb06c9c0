import type { Finding, FindingClass } from './finding.ts';
import type { Inventory } from './inventory.ts';

/** What one file of a scanner amounts to. */
export interface FindingsReport {
  /** As lockstep calls it: `trivy`. */
  readonly tool: string;
  readonly version?: string;
  readonly findings: readonly Finding[];
  /** What the tool can find, as far as the report tells: a gate that asks for anything else has not been answered. */
  readonly looksFor: readonly FindingClass[];
  /**
   * Why the report is no answer, or not a whole one: nothing was scanned, the scanner met an error. Each is a sentence without a
   * full stop. Any of them keeps the report from being clean.
   */
  readonly gaps: readonly string[];
  /** When the database of vulnerabilities was made; milliseconds since 1970. Absent where the report does not say. */
  readonly databaseBuilt?: number;
  /** The packages that were found, where the report lists them. */
  readonly inventory?: Inventory;
}
