import type { ReceiptSubject } from '../../run/receipt.ts';
import type { CheckFinding } from './judge-receipts.ts';

/** All that was found out. */
export interface ReceiptVerdict {
  readonly subject: ReceiptSubject;
  readonly findings: readonly CheckFinding[];
  /** What stands against the commit itself. */
  readonly objections: readonly string[];
  /** What could not be read, and why. */
  readonly broken: readonly { readonly source: string; readonly why: string }[];
  /** Signed statements about something else. */
  readonly foreign: number;
  readonly remarks: readonly string[];
}
