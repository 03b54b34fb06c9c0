import { nodeFiles } from '../platform/files.ts';
import { resolve } from '../platform/paths.ts';
import { StorageError } from '../platform/storage-error.ts';
import { UsageError } from './exit-code.ts';

/** The text of a file that an option names, relative to `directory`. Throws a `UsageError` when it cannot be read. */
export async function readGivenFile(directory: string, name: string): Promise<string> {
  const text = await nodeFiles.readText(resolve(directory, name)).catch((error: Error) => error);
  if (text === undefined) throw new UsageError(`there is no file ${name}`);
  if (text instanceof Error) throw new UsageError(`${name} cannot be read: ${text.message}`);
  return text;
}

/** All that the standard input has, as UTF-8. */
export async function readStandardInput(): Promise<string> {
  let text = '';
  for await (const part of process.stdin.setEncoding('utf8')) text += part as string;
  return text;
}

/** Writes the file that an option names, aside first. A directory in its place is a `UsageError`, everything else a `StorageError`. */
export async function writeGivenFile(path: string, text: string): Promise<void> {
  if ((await nodeFiles.stat(path))?.kind === 'directory')
    throw new UsageError(`${path} is a directory`, 'Name the file to write.');
  try {
    await nodeFiles.writeAtomic(path, text);
  } catch (error) {
    throw new StorageError(path, error);
  }
}

/** The folder that an option names, to write files in: a file in its place is a `UsageError`. */
export async function givenFolder(directory: string, name: string): Promise<string> {
  const folder = resolve(directory, name);
  if ((await nodeFiles.stat(folder))?.kind === 'file')
    throw new UsageError(`${folder} is a file`, 'Name the folder to write to.');
  return folder;
}
