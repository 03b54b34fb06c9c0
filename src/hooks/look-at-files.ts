import type { Complaint, HookFile, ListedFile, Outcome, Surroundings } from './file-hook.ts';
import { type KnownTags, tagsOfName } from './file-tags.ts';
import type { HookPlan, PlannedFileHook } from './hook-plan.ts';

/** Where files and their contents come from: the index, a commit, or the checkout. */
export interface FileSource {
  readonly files: readonly ListedFile[];
  readonly around: Surroundings;
  /** A merge or a rebase is under way. */
  readonly isInMerge: boolean;
  /** Contents one after another; `undefined` for what cannot be read. Only one has to be held at a time. */
  read(files: readonly ListedFile[], take: (bytes: Buffer | undefined, at: number) => void): Promise<void>;
}

export interface Looked {
  /** By the hook's place in the list it was given. */
  readonly hooks: readonly HookFindings[];
  /** By name: what the file was, and what it should be after all hooks. */
  readonly fixes: ReadonlyMap<string, Fix>;
}

export interface HookFindings {
  /** How many files it looked at. */
  files: number;
  readonly complaints: Complaint[];
  /** Complaints that its fix takes away, by file. */
  readonly fixed: Map<string, readonly Omit<Complaint, 'path'>[]>;
}

export interface Fix {
  readonly file: ListedFile;
  readonly before: Buffer;
  readonly after: Buffer;
}

/**
 * Lets hooks look at files. Each file is read once, for all hooks that want it; of those that mend, each sees what the one before has
 * made of it, as if they had run one after another. Nothing is written.
 */
export async function lookAtFiles(
  hooks: readonly PlannedFileHook[],
  source: FileSource,
  { files: whole }: Pick<HookPlan, 'files'>,
): Promise<Looked> {
  const findings = hooks.map((): HookFindings => ({ files: 0, complaints: [], fixed: new Map() }));
  const fixes = new Map<string, Fix>();
  const wanted: Wanted[] = [];
  const together = hooks.map((): ListedFile[] => []);
  for (const file of source.files) {
    if (!whole.matchesName(file.path)) continue;
    const known = tagsOfName(file.path, file.mode);
    const each: Wanted['hooks'] = [];
    hooks.forEach(({ files, prepared }, at) => {
      if (!files.matchesName(file.path)) return;
      const fits = files.matchesTags(known);
      if (fits === false) return;
      if (prepared.kind === 'each') each.push({ at, isSure: fits === true });
      else together[at]?.push(file);
    });
    if (each.length > 0) wanted.push({ file, known, hooks: each });
  }
  // What is asked about names is answered by git while contents are read.
  const names = Promise.all(
    hooks.map(async ({ prepared }, at) => {
      const found = findings[at];
      const files = together[at] ?? [];
      if (prepared.kind !== 'together' || found === undefined || files.length === 0) return;
      found.files = files.length;
      found.complaints.push(...(await prepared.look(files, source.around)));
    }),
  );
  const contents = source.read(
    wanted.map(({ file }) => file),
    (bytes, at) => {
      const one = wanted[at];
      if (one !== undefined) lookAtOne(one, bytes);
    },
  );
  await Promise.all([names, contents]);
  return { hooks: findings, fixes };

  function lookAtOne({ file, known, hooks: interested }: Wanted, bytes: Buffer | undefined): void {
    let current = bytes;
    for (const { at, isSure } of interested) {
      const [hook, found] = [hooks[at], findings[at]];
      if (hook === undefined || found === undefined || hook.prepared.kind !== 'each') continue;
      if (current === undefined || bytes === undefined) {
        found.complaints.push({ path: file.path, message: 'cannot be read' });
        continue;
      }
      if (!isSure && !hook.files.matchesContent(known, bytes)) continue;
      found.files += 1;
      current = take(found, { ...file, bytes: current, isInMerge: source.isInMerge }, hook.prepared.look);
    }
    if (bytes !== undefined && current !== undefined && current !== bytes && !current.equals(bytes))
      fixes.set(file.path, { file, before: Buffer.from(bytes), after: current });
  }
}

interface Wanted {
  readonly file: ListedFile;
  readonly known: KnownTags;
  readonly hooks: { readonly at: number; readonly isSure: boolean }[];
}

function take(found: HookFindings, file: HookFile, look: (file: HookFile) => Outcome): Buffer {
  const { complaints, fixed } = look(file);
  if (complaints.length === 0) return file.bytes;
  if (fixed === undefined) {
    for (const complaint of complaints) found.complaints.push({ path: file.path, ...complaint });
    return file.bytes;
  }
  found.fixed.set(file.path, complaints);
  return fixed;
}
