import { systemGit } from '../../platform/git.ts';
import type { ReceiptSubject } from '../../run/receipt.ts';
import { UsageError } from '../exit-code.ts';

/** Where `--notes` keeps receipts. */
export const NOTES_REF = 'refs/notes/lockstep-receipts';

/** Where receipts are looked for when nobody says. */
export const RECEIPTS_FOLDER = 'lockstep-receipts';

/** A commit with its tree. */
export async function subjectOf(directory: string, commit: string): Promise<ReceiptSubject> {
  const tree = await systemGit.treeOf(directory, commit);
  if (tree === undefined)
    throw new UsageError(
      `commit ${commit} is not in this repository`,
      'Fetch it, or run in the checkout it is of.',
    );
  return { commit, tree };
}
