import { cutNote } from '../../html/bounded-rows.ts';
import { byteLength, type Html, html } from '../../html/html.ts';
import { type AggregatedFile, coveredOnlyOn, figuresOf, NOT_COVERABLE } from '../aggregated-coverage.ts';
import { branchText } from '../branch-figures.ts';
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

/**
 * The sources of the files that fit, each closed, with a gutter of a dot for every platform: filled where the line ran there, a ring
 * where it did not, a point where it is no code.
 */
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
  const legend = html`<p class="quiet">In front of each line${options.platforms.length > 1 && `, from left to right ${options.platforms.join(', ')}`}: <i class="glyph good">&#9679;</i> run, <i class="glyph bad">&#9675;</i> not run, <i class="glyph">&#183;</i> no code.</p>`;
  return {
    html: html`<h3>Sources</h3>${legend}<div class="coverage">${shown}</div>${cutNote(cut, 'source')}`,
    anchors,
  };
}

function sourceOf(
  file: AggregatedFile,
  source: string,
  { id, platforms }: { readonly id: string; readonly platforms: readonly string[] },
): Html {
  const { lines } = figuresOf([file]);
  const indexes = new Map(file.lines.map((line, index) => [line, index]));
  const branches = new Map(file.branches.map(({ line, united }) => [line, united]));
  const alone = new Map<number, number>();
  if (platforms.length > 1)
    for (const platform of platforms.keys())
      for (const line of coveredOnlyOn(file, platform)) alone.set(line, platform);
  const texts = source.replace(/\r\n?/gu, '\n').replace(/\n$/u, '').split('\n');
  const rows = texts.slice(0, MOST_LINES).map((text, at) => {
    const index = indexes.get(at + 1);
    const hits = platforms.map((_, platform) =>
      index === undefined ? NOT_COVERABLE : (file.hits[platform]?.[index] ?? NOT_COVERABLE),
    );
    const branch = branches.get(at + 1);
    const ran = hits.some((count) => count > 0);
    const partly = ran && branch !== undefined && branch.covered < branch.total;
    const state = index !== undefined && !ran ? ' wanting' : partly ? ' partly' : '';
    const only = alone.has(at + 1) ? ` alone-${alone.get(at + 1)}` : '';
    const times = hits.reduce((sum, count) => sum + Math.max(0, count), 0);
    return html`<tr class="row${state}${only}"><td>${at + 1}</td><td>${hits.map(dot)}</td><td>${index !== undefined && `${times}×`}${partly && ` ${branchText(branch)}`}</td><td>${text}</td></tr>
`;
  });
  return html`<details id="${id}"><summary>${file.path} <span class="quiet">${percentText(lines)}, ${lines.total - lines.covered} lines not run</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Source of ${file.path}"><table class="source"><tbody>${rows}</tbody></table></div>${cutNote(texts.length - rows.length, 'line')}</details>
`;
}

function dot(hits: number): Html {
  if (hits === NOT_COVERABLE) return html`<i>&#183;</i>`;
  return hits > 0 ? html`<i class="good">&#9679;</i>` : html`<i class="bad">&#9675;</i>`;
}
