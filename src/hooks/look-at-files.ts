import type { Complaint, HookFile, ListedFile, Look, Outcome, Surroundings } from './file-hook.ts';
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
  const wanted: { readonly file: ListedFile; readonly interest: Interest }[] = [];
  const together = hooks.map((): ListedFile[] => []);
  const interestIn = interests(hooks, whole);
  for (const file of source.files) {
    const interest = interestIn(file);
    for (const at of interest.together) together[at]?.push(file);
    if (interest.each.length > 0) wanted.push({ file, interest });
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
  const looks = await looksOf(hooks, new Set(wanted.map(({ interest }) => interest)));
  const contents = source.read(
    wanted.map(({ file }) => file),
    (bytes, at) => {
      const one = wanted[at];
      if (one !== undefined) lookAtOne(one.file, one.interest, bytes);
    },
  );
  await Promise.all([names, contents]);
  return { hooks: findings, fixes };

  function lookAtOne(listed: ListedFile, { known, each }: Interest, bytes: Buffer | undefined): void {
    const { path, mode, isAdded } = listed;
    let file = bytes && { path, mode, isAdded, isInMerge: source.isInMerge, bytes };
    for (const { at, isSure } of each) {
      const [hook, found, look] = [hooks[at], findings[at], looks[at]];
      if (hook === undefined || found === undefined || look === undefined) continue;
      if (file === undefined || bytes === undefined) {
        found.complaints.push({ path, message: 'cannot be read' });
        continue;
      }
      if (!isSure && !hook.files.matchesContent(known, bytes)) continue;
      found.files += 1;
      const fixed = take(found, file, look(file));
      if (fixed !== undefined) file = { ...file, bytes: fixed };
    }
    if (bytes !== undefined && file !== undefined && file.bytes !== bytes && !file.bytes.equals(bytes))
      fixes.set(path, { file: listed, before: Buffer.from(bytes), after: file.bytes });
  }
}

/** What hooks want of a file. */
interface Interest {
  readonly known: KnownTags;
  /** Those that look at its content; `isSure` where the content need not be asked whether it is of their kind. */
  readonly each: readonly EachInterest[];
  /** Those that look at the files as a whole. */
  readonly together: readonly number[];
}

interface EachInterest {
  readonly at: number;
  readonly isSure: boolean;
}

/** Of many files and hooks: what tags decide is decided once for all files with the same. */
function interests(
  hooks: readonly PlannedFileHook[],
  whole: HookPlan['files'],
): (file: ListedFile) => Interest {
  const byTags = new Map<KnownTags, Interest>();
  const names = [whole, ...hooks.map(({ files }) => files)].some(({ asksName }) => asksName);
  return ({ path, mode }) => {
    const known = tagsOfName(path, mode);
    let interest = byTags.get(known);
    if (interest === undefined) {
      interest = interestOfTags(hooks, known);
      byTags.set(known, interest);
    }
    if (!names) return interest;
    const matches = (at: number): boolean =>
      whole.matchesName(path) && hooks[at]?.files.matchesName(path) === true;
    const each = interest.each.filter(({ at }) => matches(at));
    return { known, each, together: interest.together.filter(matches) };
  };
}

function interestOfTags(hooks: readonly PlannedFileHook[], known: KnownTags): Interest {
  const each: EachInterest[] = [];
  const together: number[] = [];
  hooks.forEach(({ files, prepared }, at) => {
    const fits = files.matchesTags(known);
    if (fits === false) return;
    if (prepared.kind === 'together') together.push(at);
    else each.push({ at, isSure: fits === true });
  });
  return { known, each, together };
}

/** Parsers are loaded for the hooks that have a file. */
function looksOf(
  hooks: readonly PlannedFileHook[],
  wanted: ReadonlySet<Interest>,
): Promise<readonly (Look | undefined)[]> {
  const places = new Set([...wanted].flatMap(({ each }) => each.map(({ at }) => at)));
  return Promise.all(
    hooks.map(({ prepared }, at) => {
      if (!places.has(at)) return undefined;
      return prepared.kind === 'parsed'
        ? prepared.load()
        : prepared.kind === 'each'
          ? prepared.look
          : undefined;
    }),
  );
}

/** What a hook says of a file; gives what the file should be, where the hook mends it. */
function take(found: HookFindings, { path }: HookFile, { complaints, fixed }: Outcome): Buffer | undefined {
  if (complaints.length === 0) return undefined;
  if (fixed === undefined) for (const complaint of complaints) found.complaints.push({ path, ...complaint });
  else found.fixed.set(path, complaints);
  return fixed;
}
