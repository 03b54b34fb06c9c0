import { sha256 } from '../../platform/digest.ts';
import type { Files } from '../../platform/files.ts';
import type { GitIndex } from '../../platform/git-index.ts';
import { copyEntry, moveEntry } from '../../platform/move-entry.ts';
import { below, foldersOf } from '../../platform/paths.ts';
import { describeEntry, placeFile, readEntry } from '../../platform/tree-entry.ts';
import type { Fix } from '../look-at-files.ts';
import { mergeFix } from '../merge-fix.ts';
import { recoverWork } from './recover-work.ts';
import {
  closeWork,
  FORMAT,
  type MendedFile,
  type WorkPlaces,
  workPlaces,
  writeWorkJournal,
} from './work-journal.ts';

export interface Mended {
  readonly mended: ReadonlySet<string>;
  /** Files whose unstaged work meets the fix: they are left as they were, staged and not. */
  readonly refused: ReadonlySet<string>;
}

interface Checkout {
  readonly git: GitIndex;
  readonly files: Files;
}

/**
 * Makes fixes of staged contents: in the checkout, where unstaged work is kept and the fix made around it, and with `toIndex` in the
 * index. Killed at any moment, all of it is done or, after the next start, nothing. Throws when the disk does not take it; then
 * everything is as it was.
 */
export async function mendStaged(
  fixes: readonly Fix[],
  { git, files }: Checkout,
  { toIndex }: { readonly toIndex: boolean },
): Promise<Mended> {
  const places = workPlaces(git.folder);
  const plans = fixes.map((fix) => planFix(fix, git.root));
  const refused = new Set(plans.flatMap(({ fix, now }) => (now === 'unclear' ? [fix.file.path] : [])));
  const clear = plans.filter(({ now }) => now !== 'unclear');
  if (clear.length === 0) return { mended: new Set(), refused };
  try {
    const ids = await layOut(clear, places, git);
    const journal = clear.map(({ fix, now }, at): MendedFile => {
      const id = ids[at];
      const digest = Buffer.isBuffer(now) ? { digest: sha256(now) } : {};
      return { path: fix.file.path, ...(toIndex && id !== undefined && { id }), ...digest };
    });
    await writeWorkJournal(files, places, { format: FORMAT, kind: 'mend', files: journal });
    clear.forEach(({ now, absolute }, at) => {
      if (Buffer.isBuffer(now)) moveEntry(places.mend(at, 'now'), absolute);
    });
    if (toIndex) await git.update(await entriesOf(clear, ids, git));
    await closeWork(files, places);
  } catch (error) {
    await recoverWork(git, files);
    throw error;
  }
  return { mended: new Set(clear.map(({ fix }) => fix.file.path)), refused };
}

interface FixPlan {
  readonly fix: Fix;
  readonly absolute: string;
  /** What the checkout gets; `absent` when it has no such file. */
  readonly now: Buffer | 'absent' | 'unclear';
  readonly mode: number;
}

function planFix(fix: Fix, root: string): FixPlan {
  const absolute = below(root, fix.file.path);
  // Behind a link there is another file, which may be anybody's.
  const isBehindLink = foldersOf(fix.file.path).some(
    (folder) => describeEntry(below(root, folder))?.kind === 'link',
  );
  const entry = isBehindLink ? undefined : describeEntry(absolute);
  const work = entry?.kind === 'file' ? readEntry(absolute) : undefined;
  // Deleted, a link by now, or left out by a sparse checkout.
  if (entry?.kind !== 'file' || work === undefined) return { fix, absolute, now: 'absent', mode: 0 };
  const now = mergeFix({ before: fix.before, after: fix.after, work: Buffer.from(work) });
  return { fix, absolute, now: now ?? 'unclear', mode: entry.mode };
}

/** Everything that is needed, beside the checkout: a full disk is told before anything is touched. */
async function layOut(
  plans: readonly FixPlan[],
  places: WorkPlaces,
  git: GitIndex,
): Promise<readonly string[]> {
  plans.forEach(({ fix, now, absolute, mode }, at) => {
    placeFile(places.mend(at, 'new'), fix.after, 0o600);
    if (!Buffer.isBuffer(now)) return;
    placeFile(places.mend(at, 'now'), now, mode);
    copyEntry(absolute, places.mend(at, 'old'));
  });
  return git.keepBlobs(plans.map((_, at) => places.mend(at, 'new')));
}

async function entriesOf(
  plans: readonly FixPlan[],
  ids: readonly string[],
  git: GitIndex,
): Promise<Parameters<GitIndex['update']>[0]> {
  const absent = plans.some(({ now }) => now === 'absent');
  const sparse = new Set(
    absent ? (await git.files()).filter(({ isSparse }) => isSparse).map(({ path }) => path) : [],
  );
  return plans.map(({ fix: { file } }, at) => {
    return { path: file.path, mode: file.mode, id: ids[at] ?? '', isSparse: sparse.has(file.path) };
  });
}
