import { anyLinesOf } from '../byte-lines.ts';
import { FINE, type FileHook, type Outcome, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * One kind of line ending in a file. Source: pre-commit-hooks, `mixed_line_ending.py`. `--fix=auto` (as when nothing is said) takes the
 * kind that most lines have, of equals `\n` before `\r\n` before `\r`; `no` only complains; `lf`, `crlf` and `cr` ask for one kind,
 * also of a file that is of another kind throughout. What is rewritten ends with a line ending.
 */
export const mixedLineEnding: FileHook = {
  name: 'mixed-line-ending',
  says: 'one kind of line ending in each file',
  fixes: true,
  types: ['text'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {
      '--fix': { key: 'fix', takes: 'value' },
      '-f': { key: 'fix', takes: 'value' },
    });
    if (isBad(given)) return given;
    const fix = given.get('fix')?.at(-1) ?? 'auto';
    if (fix !== 'auto' && fix !== 'no' && !isKind(fix))
      return { kind: 'bad-option', message: `'--fix' is auto, no, lf, crlf or cr, not '${fix}'` };
    return { kind: 'each', look: ({ bytes }) => look(bytes, fix) };
  },
};

/** In the order in which, of equals, the later wins. */
const ENDINGS = { cr: '\r', crlf: '\r\n', lf: '\n' } as const;
type Kind = keyof typeof ENDINGS;
const KINDS: readonly Kind[] = ['cr', 'crlf', 'lf'];

function isKind(text: string): text is Kind {
  return Object.hasOwn(ENDINGS, text);
}

function kindOf(line: Buffer): Kind | undefined {
  if (line.at(-1) === 13) return 'cr';
  if (line.at(-1) !== 10) return undefined;
  return line.at(-2) === 13 ? 'crlf' : 'lf';
}

function look(bytes: Buffer, fix: 'auto' | 'no' | Kind): Outcome {
  // Most files have line feeds and nothing else.
  if (fix !== 'crlf' && fix !== 'cr' && !bytes.includes(13)) return FINE;
  const counts: Record<Kind, number> = { cr: 0, crlf: 0, lf: 0 };
  for (const line of anyLinesOf(bytes)) {
    const kind = kindOf(line);
    if (kind !== undefined) counts[kind] += 1;
  }
  const isMixed = KINDS.filter((kind) => counts[kind] > 0).length > 1;
  if (!isMixed && (fix === 'auto' || fix === 'no')) return FINE;
  let wanted: Kind = 'lf';
  if (fix === 'auto' || fix === 'no') {
    let most = 0;
    for (const kind of KINDS)
      if (counts[kind] >= most) {
        wanted = kind;
        most = counts[kind];
      }
  } else wanted = fix;
  return outcome(bytes, fix, wanted);
}

function outcome(bytes: Buffer, fix: 'auto' | 'no' | Kind, wanted: Kind): Outcome {
  const ending = Buffer.from(ENDINGS[wanted]);
  const parts: Buffer[] = [];
  let [line, first] = [0, 0];
  for (const whole of anyLinesOf(bytes)) {
    line += 1;
    const kind = kindOf(whole);
    if (kind !== undefined && kind !== wanted && first === 0) first = line;
    const length = whole.length - (kind === undefined ? 0 : ENDINGS[kind].length);
    parts.push(whole.subarray(0, length), ending);
  }
  if (first === 0) return FINE;
  const complaints = [{ line: lineFeedLine(bytes, first), message: `a line ending that is not ${wanted}` }];
  return fix === 'no' ? { complaints } : { complaints, fixed: Buffer.concat(parts) };
}

/** What editors and git call a line: it ends with a line feed. */
function lineFeedLine(bytes: Buffer, line: number): number {
  let [at, feeds] = [0, 1];
  for (const whole of anyLinesOf(bytes)) {
    at += 1;
    if (at === line) break;
    if (whole.at(-1) === 10) feeds += 1;
  }
  return feeds;
}
