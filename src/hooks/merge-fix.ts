import { diffArrays } from 'diff';
import { linesOf } from './byte-lines.ts';

/**
 * A fix made to what is staged, made to what is in the checkout as well: `before` became `after`, and `work` is `before` with changes
 * that are not staged. Undefined where both changed the same lines, or lines that touch: then nobody can tell what is meant.
 * Where `work` differs from `before` only in that all its lines end with `\r\n` (core.autocrlf, `eol=crlf`), so do the lines of the fix.
 */
export function mergeFix({
  before,
  after,
  work,
}: Record<'before' | 'after' | 'work', Buffer>): Buffer | undefined {
  if (work.equals(before)) return after;
  if (isCrlfOf(work, before)) {
    const merged = mergeFix({ before, after, work: withoutReturns(work) });
    return merged && withReturns(merged);
  }
  const [old, fixed, mine] = [linesIn(before), linesIn(after), linesIn(work)];
  const merged = mergeLines(hunksOf(old, fixed), hunksOf(old, mine), old);
  return merged === undefined ? undefined : Buffer.from(merged.join(''), 'latin1');
}

/** One character a byte, so that lines compare as they are. */
function linesIn(bytes: Buffer): readonly string[] {
  return [...linesOf(bytes)].map((line) => line.toString('latin1'));
}

function isCrlfOf(work: Buffer, before: Buffer): boolean {
  if (before.includes(13) || !work.includes(13)) return false;
  return linesIn(work).every((line) => line.endsWith('\r\n') || !line.endsWith('\n'));
}

function withoutReturns(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

function withReturns(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}

/** Lines `from` to before `to`, from 0, become these. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

function hunksOf(old: readonly string[], now: readonly string[]): readonly Hunk[] {
  const hunks: { from: number; to: number; lines: string[] }[] = [];
  let at = 0;
  let open: (typeof hunks)[number] | undefined;
  for (const { value, added, removed, count = value.length } of diffArrays([...old], [...now])) {
    if (!added && !removed) {
      at += count;
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = { from: at, to: at, lines: [] };
      hunks.push(open);
    }
    if (added) open.lines.push(...value);
    else {
      at += count;
      open.to = at;
    }
  }
  return hunks;
}

function mergeLines(
  fixes: readonly Hunk[],
  changes: readonly Hunk[],
  old: readonly string[],
): readonly string[] | undefined {
  const merged: string[] = [];
  let at = 0;
  const all = [
    ...fixes.map((hunk) => ({ hunk, isFix: true })),
    ...changes.map((hunk) => ({ hunk, isFix: false })),
  ];
  all.sort((one, other) => one.hunk.from - other.hunk.from || one.hunk.to - other.hunk.to);
  let last: (typeof all)[number] | undefined;
  for (const next of all) {
    const { hunk } = next;
    if (last !== undefined && hunk.from <= last.hunk.to) {
      // Somebody has made the same change already.
      if (last.isFix !== next.isFix && isSame(last.hunk, hunk)) continue;
      return undefined;
    }
    merged.push(...old.slice(at, hunk.from), ...hunk.lines);
    at = hunk.to;
    last = next;
  }
  return [...merged, ...old.slice(at)];
}

function isSame(one: Hunk, other: Hunk): boolean {
  return one.from === other.from && one.to === other.to && one.lines.join('') === other.lines.join('');
}
