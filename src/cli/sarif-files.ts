import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { nodeFiles } from '../platform/files.ts';
import { checkCategories, withCategory } from '../providers/github/api/sarif/categories.ts';
import { readSarif } from '../providers/github/api/sarif/read-sarif.ts';
import type { SarifLog } from '../providers/github/api/sarif/sarif-log.ts';

export interface SarifFile {
  /** As it was named. */
  readonly path: string;
  readonly log: SarifLog;
}

/** Reads the files, in their order, with the category in each that was asked for. */
export async function readSarifFiles(
  names: readonly string[],
  { directory, category }: { readonly directory: string; readonly category: string | undefined },
): Promise<{ readonly files: readonly SarifFile[]; readonly diagnostics: readonly Diagnostic[] }> {
  const files: SarifFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of names) {
    const text = await textOf(resolve(directory, path));
    if (typeof text !== 'string') {
      diagnostics.push({
        code: 'sarif-unreadable',
        severity: 'error',
        message: text.reason,
        location: { path },
      });
      continue;
    }
    const read = readSarif(new SourceFile(path, text));
    diagnostics.push(...read.diagnostics);
    if (read.ok) files.push({ path, log: withCategory(read.value, category) });
  }
  return { files, diagnostics: [...diagnostics, ...checkCategories(files)] };
}

/** Bytes of a file that are read: what is compressed to 10 MB has a hundred times that at the most. */
const LARGEST = 400 << 20;

/** UTF-8, as RFC 8259 §8.1 has it for JSON, with a byte order mark or without. */
async function textOf(path: string): Promise<string | { readonly reason: string }> {
  try {
    const stat = await nodeFiles.stat(path);
    if (stat === undefined) return { reason: 'There is no such file' };
    if (stat.kind !== 'file') return { reason: 'This is no file' };
    if (stat.size > LARGEST) return { reason: `The file has more than ${LARGEST >> 20} MB` };
    return new TextDecoder('utf-8', { fatal: true }).decode(await nodeFiles.readBytes(path));
  } catch (error) {
    if (error instanceof TypeError) return { reason: 'The file is not UTF-8, as JSON has to be' };
    return { reason: `The file cannot be read: ${(error as Error).message}` };
  }
}
