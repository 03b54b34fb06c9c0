import { linesOf } from '../byte-lines.ts';
import { FINE, type FileHook, type Outcome, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * Marks that a merge has left. Source: pre-commit-hooks, `check_merge_conflict.py`, for what counts during a merge and with
 * `--assume-in-merge`: lines that begin with `<<<<<<< `, `======= `, `>>>>>>> `, or are `=======`. That program does not look at all
 * when no merge is under way, and so never on a CI system. This one always looks, and then takes `=======` and `|||||||` for a mark
 * only within a conflict, as prek does: or the underlined headings of reStructuredText would be marks.
 */
export const checkMergeConflict: FileHook = {
  name: 'check-merge-conflict',
  says: 'marks of merge conflicts',
  fixes: false,
  types: ['text'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, { '--assume-in-merge': { key: 'assume', takes: 'nothing' } });
    if (isBad(given)) return given;
    const assumed = given.has('assume');
    return { kind: 'each', look: ({ bytes, isInMerge }) => look(bytes, assumed || isInMerge) };
  },
};

const ALWAYS = ['<<<<<<< ', '>>>>>>> '];

function look(bytes: Buffer, isMerge: boolean): Outcome {
  if (!ALWAYS.some((mark) => bytes.includes(mark)) && !(isMerge && bytes.includes('======='))) return FINE;
  const complaints: { line: number; message: string }[] = [];
  let isOpen = false;
  let line = 0;
  for (const bytesOfLine of linesOf(bytes)) {
    line += 1;
    const text = bytesOfLine.toString('latin1', 0, 9);
    const mark =
      markOf(text, isMerge || isOpen) ?? (isOpen && text.startsWith('|||||||') ? '|||||||' : undefined);
    if (mark === '<<<<<<<') isOpen = true;
    if (mark === '>>>>>>>') isOpen = false;
    if (mark !== undefined) complaints.push({ line, message: `the mark of a merge conflict: ${mark}` });
  }
  return { complaints };
}

function markOf(text: string, isDividerMark: boolean): string | undefined {
  if (ALWAYS.some((mark) => text.startsWith(mark))) return text.slice(0, 7);
  return isDividerMark && /^=======(?: |\n|\r\n)/.test(text) ? '=======' : undefined;
}
