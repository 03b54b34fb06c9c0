import { lineAt } from '../byte-lines.ts';
import { FINE, type FileHook, type Outcome, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * A file is empty, or ends with one line break. Source: pre-commit-hooks, `end_of_file_fixer.py`. What is missing is a line feed, also
 * in a file with `\r\n`; of several line breaks the first one stays; a file of nothing but line breaks is emptied.
 */
export const endOfFileFixer: FileHook = {
  name: 'end-of-file-fixer',
  says: 'one line break at the end of each file',
  fixes: true,
  types: ['text'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {});
    return isBad(given) ? given : { kind: 'each', look: ({ bytes }) => look(bytes) };
  },
};

const isBreak = (byte: number | undefined): boolean => byte === 10 || byte === 13;

function look(bytes: Buffer): Outcome {
  if (bytes.length === 0) return FINE;
  if (!isBreak(bytes.at(-1)))
    return {
      complaints: [{ line: lineAt(bytes, bytes.length), message: 'no line break at the end of the file' }],
      fixed: Buffer.concat([bytes, Buffer.from('\n')]),
    };
  let end = bytes.length;
  while (end > 0 && isBreak(bytes[end - 1])) end -= 1;
  const keep = end === 0 ? 0 : end + (bytes[end] === 13 && bytes[end + 1] === 10 ? 2 : 1);
  if (keep === bytes.length) return FINE;
  return {
    complaints: [{ line: lineAt(bytes, keep), message: 'line breaks too many at the end of the file' }],
    fixed: Buffer.from(bytes.subarray(0, keep)),
  };
}
