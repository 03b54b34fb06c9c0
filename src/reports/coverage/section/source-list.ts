import { cutNote } from '../../html/bounded-rows.ts';
import { byteLength, type Html, html } from '../../html/html.ts';
import { type AggregatedFile, figuresOf } from '../aggregated-coverage.ts';
import { gutterLegend, linesOf, renderSourceLines } from '../render/source-lines.ts';
import { percentText } from '../share.ts';

export interface SourceList {
  readonly html: Html;
  /** The id of each file that is shown. */
  readonly anchors: ReadonlyMap<string, string>;
}

interface SourceOptions {
  readonly platforms: readonly string[];
  readonly sources: ReadonlyMap<string, string>;
  readonly room: number;
}

/** Lines of one file that anybody scrolls through on a page of everything. */
const MOST_LINES = 4000;

/** The sources of the files that fit, each closed. */
export function renderSources(files: readonly AggregatedFile[], options: SourceOptions): SourceList {
  const anchors = new Map<string, string>();
  const shown: Html[] = [];
  let left = options.room - 1000;
  let cut = 0;
  for (const file of files) {
    const source = options.sources.get(file.path);
    if (source === undefined) continue;
    const id = `source-${anchors.size + 1}`;
    const text = sourceOf(file, source, { id, platforms: options.platforms });
    const size = byteLength(text);
    if (size > left) {
      cut += 1;
      continue;
    }
    left -= size;
    anchors.set(file.path, id);
    shown.push(text);
  }
  if (shown.length === 0) return { html: html`${cutNote(cut, 'source')}`, anchors };
  return {
    html: html`<h3>Sources</h3>${gutterLegend(options.platforms)}<div class="coverage">${shown}</div>${cutNote(cut, 'source')}`,
    anchors,
  };
}

function sourceOf(
  file: AggregatedFile,
  source: string,
  { id, platforms }: { readonly id: string; readonly platforms: readonly string[] },
): Html {
  const { lines } = figuresOf([file]);
  const { table, cut } = renderSourceLines(file, linesOf(source), {
    platforms,
    most: MOST_LINES,
    detailed: false,
  });
  return html`<details id="${id}"><summary>${file.path} <span class="quiet">${percentText(lines)}, ${lines.total - lines.covered} lines not run</span></summary>
${table}${cutNote(cut, 'line')}</details>
`;
}
