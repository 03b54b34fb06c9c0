/**
 * How many columns a text takes on a terminal. Own code, because the libraries do not fit: string-width 9 needs Node 22, and
 * get-east-asian-width is a table of a few kilobytes that still leaves grapheme clusters to us. `Intl.Segmenter` finds the
 * clusters and V8's own Unicode tables know the emoji, so that only the blocks of East Asian writing are left to list.
 * Sources: Unicode UAX #11 (East_Asian_Width W and F), UTS #51 (Emoji_Presentation is wide).
 */
const EAST_ASIAN_WIDE =
  /[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\u4dbf\u4dc0-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{191ff}\u{1aff0}-\u{1b2fb}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;

const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;

/** Clusters that take no column of their own. */
const NOTHING = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}]+$/u;

const ASCII = /^[\x20-\x7e]*$/;

/** ASCII and what our own screens are drawn with: a column each, and none of them joins with its neighbours. */
const PLAIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u2190-\u21ff\u2500-\u259f\u2713\u2717]*$/;

/** Colours, the only escape sequences in a text that went through `printable`. */
const SGR = /\u001b\[[\d;:]*m/g;

/** Made when it is needed: ICU takes ten milliseconds to be ready for it. */
let segmenter: Intl.Segmenter | undefined;

function clustersOf(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Columns that `text` takes, colours aside. The text must be one line without tabs. */
export function textWidth(text: string): number {
  const bare = text.includes('\u001b') ? text.replace(SGR, '') : text;
  if (PLAIN.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of clustersOf(bare)) width += clusterWidth(segment);
  return width;
}

function clusterWidth(cluster: string): number {
  if (ASCII.test(cluster)) return 1;
  if (NOTHING.test(cluster)) return 0;
  return EAST_ASIAN_WIDE.test(cluster) || EMOJI.test(cluster) ? 2 : 1;
}

/** `text` (without colours) in at most `width` columns: what is too long ends in `ellipsis`. */
export function cut(text: string, width: number, ellipsis = '…'): string {
  // Most texts fit, and nobody needs the end of a line of a million characters to see that it does not.
  const start = text.length > 8 * width + 64 ? text.slice(0, 8 * width + 64) : text;
  if (start === text && textWidth(text) <= width) return text;
  if (width < textWidth(ellipsis)) return '.'.repeat(Math.max(0, width));
  return fitting(start, width - textWidth(ellipsis)).trimEnd() + ellipsis;
}

/** Like `cut`, but in the middle: both ends of a path or an identifier tell something. */
export function cutMiddle(text: string, width: number, ellipsis = '…'): string {
  if (textWidth(text) <= width) return text;
  const room = width - textWidth(ellipsis);
  if (room < 4) return cut(text, width, ellipsis);
  const head = fitting(text, Math.ceil(room / 2));
  return head + ellipsis + fittingEnd(text, room - textWidth(head));
}

function fitting(text: string, width: number): string {
  let taken = 0;
  let end = 0;
  for (const { segment } of clustersOf(text)) {
    taken += clusterWidth(segment);
    if (taken > width) break;
    end += segment.length;
  }
  return text.slice(0, end);
}

function fittingEnd(text: string, width: number): string {
  const clusters = Array.from(clustersOf(text), ({ segment }) => segment);
  let taken = 0;
  let start = clusters.length;
  while (start > 0 && taken + clusterWidth(clusters[start - 1] ?? '') <= width)
    taken += clusterWidth(clusters[--start] ?? '');
  return clusters.slice(start).join('');
}

/** Spaces added up to `width` columns; a longer text stays as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

/** Tabs as spaces up to the next multiple of 8. */
export function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  const [first = '', ...rest] = text.split('\t');
  return rest.reduce((line, part) => line + ' '.repeat(8 - (textWidth(line) % 8)) + part, first);
}

/** Words on lines of at most `width` columns. A word that is longer stands alone and is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word, Math.max(8, width), '...'));
  }
  return lines;
}
