import type { Receipt } from '../../run/receipt.ts';

/** A receipt, and the files that hold it. */
export interface CreatedReceipt {
  readonly receipt: Receipt;
  readonly files: readonly string[];
}
