import type { Files } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { authorshipOf } from '../providers/file-header.ts';
import { LOCK_FILE, printActionsLock } from '../providers/github/actions-lock.ts';
import type { ActionsLock, EmittedFile } from '../providers/provider.ts';

/** What has to happen to a file of the repository for it to be what the definition says. */
export interface FileChange {
  readonly path: string;
  /** `obsolete`: a generated file that nothing in the definition asks for any more. */
  readonly kind: 'unchanged' | 'new' | 'stale' | 'edited' | 'by-hand' | 'obsolete';
  /** What is there now; empty when there is nothing. */
  readonly before: string;
  /** What is to be there; empty for an obsolete file. */
  readonly text: string;
}

/** Where generated files stand. */
const FOLDERS = ['.github/workflows', '.circleci'];

/** A document with sections of ours: what differs is stale, as everything outside of them was taken over. */
export async function documentChanges(
  files: Files,
  root: string,
  documents: readonly EmittedFile[],
): Promise<readonly FileChange[]> {
  return Promise.all(
    documents.map(async ({ path, text }) => {
      const before = await files.readText(join(root, path));
      const kind = before === undefined ? 'new' : before === text ? 'unchanged' : 'stale';
      return { path, kind, before: before ?? '', text };
    }),
  );
}

/** The lock of the actions: for machines alone, so that how somebody else formatted it does not matter. */
export async function lockChanges(
  files: Files,
  root: string,
  actions: ActionsLock,
): Promise<readonly FileChange[]> {
  const before = await files.readText(join(root, LOCK_FILE));
  const unused = Object.keys(actions).length === 0;
  if (unused && before === undefined) return [];
  const text = unused ? '' : printActionsLock(actions);
  const kind = unused
    ? 'obsolete'
    : before === undefined
      ? 'new'
      : sameText(before, text)
        ? 'unchanged'
        : 'stale';
  return [{ path: LOCK_FILE, kind, before: before ?? '', text }];
}

/** git may have changed the line endings. */
function sameText(before: string, text: string): boolean {
  return before.replace(/\r\n/g, '\n') === text;
}

/** Compares the repository with what was emitted, in the order of the paths. */
export async function planChanges(
  files: Files,
  root: string,
  emitted: readonly EmittedFile[],
): Promise<readonly FileChange[]> {
  const changes: FileChange[] = [];
  for (const { path, text } of emitted) {
    const before = await files.readText(join(root, path));
    changes.push({ path, kind: kindOf(before, text), before: before ?? '', text });
  }
  const wanted = new Set(emitted.map((file) => file.path));
  for (const folder of FOLDERS) {
    for (const { name } of await files.list(join(root, folder))) {
      const path = `${folder}/${name}`;
      if (wanted.has(path) || !/\.ya?ml$/.test(name)) continue;
      const before = (await files.readText(join(root, path))) ?? '';
      if (authorshipOf(before).kind !== 'by-hand') changes.push({ path, kind: 'obsolete', before, text: '' });
    }
  }
  return changes.sort((one, two) => (one.path < two.path ? -1 : 1));
}

function kindOf(before: string | undefined, text: string): FileChange['kind'] {
  if (before === undefined) return 'new';
  if (sameText(before, text)) return 'unchanged';
  const { kind } = authorshipOf(before);
  return kind === 'generated' ? 'stale' : kind;
}
