import { relative, resolve } from 'node:path';
import { nodeFiles } from '../../platform/files.ts';
import { findFiles } from '../../platform/find-files.ts';
import { readNotes } from '../../platform/git-notes.ts';
import { toPosix } from '../../platform/paths.ts';
import { readSigned, type SignedReading } from '../../release/receipts/read-signed.ts';
import { UsageError } from '../exit-code.ts';
import { NOTES_REF, RECEIPTS_FOLDER } from './receipt-subject.ts';

/** What a folder of receipts is looked through for. */
const NAMES = ['**/*.sigstore.json', '**/*.dsse.json', '**/*.intoto.jsonl'];
/** Bytes of a file, whatever it holds, and files of a folder: what is more was not written by anybody who means well. */
const LARGEST_FILE = 16 << 20;
const MOST_FILES = 20_000;

/** Where receipts are asked for. */
export interface ReceiptPlaces {
  /** Files and folders; the usual folder, where it is there, when none is named. */
  readonly names: readonly string[];
  /** Are git notes asked too? */
  readonly notes: boolean;
  /** What receipts are wanted of. */
  readonly tree: string;
}

/** Everything that is signed in these places. A name that is not there is a `UsageError`. */
export async function findReceipts(
  directory: string,
  { names, notes, tree }: ReceiptPlaces,
): Promise<readonly SignedReading[]> {
  const isUsual = names.length === 0 && (await nodeFiles.exists(resolve(directory, RECEIPTS_FOLDER)));
  const files = await readReceiptFiles(directory, isUsual ? [RECEIPTS_FOLDER] : names);
  return notes ? [...files, ...(await readReceiptNotes(directory, NOTES_REF, tree))] : files;
}

/** Everything that is signed in these files and folders. A name that is not there is a `UsageError`. */
async function readReceiptFiles(
  directory: string,
  names: readonly string[],
): Promise<readonly SignedReading[]> {
  const found: SignedReading[] = [];
  for (const name of names)
    for (const path of await filesOf(directory, name)) found.push(...(await readFile(directory, path)));
  return found;
}

async function filesOf(directory: string, name: string): Promise<readonly string[]> {
  const path = resolve(directory, name);
  const kind = (await nodeFiles.stat(path))?.kind;
  if (kind === undefined) throw new UsageError(`there is no file or folder ${name}`);
  if (kind === 'file') return [path];
  const files = await findFiles(NAMES, path);
  if (files.length > MOST_FILES)
    throw new UsageError(
      `${name} has more than ${MOST_FILES} files of receipts`,
      'Name the folder of this release alone.',
    );
  return files.map((file) => resolve(path, file));
}

async function readFile(directory: string, path: string): Promise<readonly SignedReading[]> {
  const source = toPosix(relative(resolve(directory), path)) || path;
  const broken = (why: string): readonly SignedReading[] => [{ kind: 'broken', source, why }];
  const size = (await nodeFiles.stat(path))?.size ?? 0;
  if (size > LARGEST_FILE) return broken(`is larger than ${LARGEST_FILE >> 20} megabytes`);
  const text = await nodeFiles.readText(path).catch((error: Error) => error);
  if (text instanceof Error) return broken(`cannot be read: ${text.message}`);
  return text === undefined ? broken('is gone') : readSigned(source, text);
}

/** What git notes hold of this tree. */
async function readReceiptNotes(
  directory: string,
  ref: string,
  tree: string,
): Promise<readonly SignedReading[]> {
  const notes = await readNotes(directory, ref, tree);
  return notes.flatMap(({ commit, lines }) =>
    lines.flatMap((line, index) => readSigned(`${ref}:${commit.slice(0, 12)}:${index + 1}`, line)),
  );
}
