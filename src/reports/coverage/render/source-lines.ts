import { type Html, html } from '../../html/html.ts';
import { type AggregatedFile, coveredOnlyOn, hitsAt, NOT_COVERABLE } from '../aggregated-coverage.ts';
import type { BranchCoverage } from '../branch-coverage.ts';
import { branchText } from '../branch-figures.ts';
import { aloneClass } from './platform-filter.ts';

export interface SourceLinesOptions {
  readonly platforms: readonly string[];
  /** How many lines are shown. */
  readonly most: number;
  /** For a page of its own: each line has an id (`L12`), and each dot a title with its platform and how often it ran there. */
  readonly detailed: boolean;
}

export interface SourceLines {
  readonly table: Html;
  /** Lines that were left out. */
  readonly cut: number;
}

/** The lines of a source text. */
export function linesOf(source: string): readonly string[] {
  return source.replace(/\r\n?/gu, '\n').replace(/\n$/u, '').split('\n');
}

/**
 * A source with a gutter: a dot for each platform, how often the line ran on all of them, and its branches. Without the text, the lines
 * that reports know.
 */
export function renderSourceLines(
  file: AggregatedFile,
  texts: readonly string[] | undefined,
  { platforms, most, detailed }: SourceLinesOptions,
): SourceLines {
  const indexes = new Map(file.lines.map((line, index) => [line, index]));
  const branches = new Map(file.branches.map(({ line, united }) => [line, united]));
  const alone = new Map<number, number>();
  if (platforms.length > 1)
    for (const platform of platforms.keys())
      for (const line of coveredOnlyOn(file, platform)) alone.set(line, platform);
  const numbers = texts === undefined ? file.lines : texts.map((_, index) => index + 1);
  const rows = numbers.slice(0, most).map((line) => {
    const index = indexes.get(line);
    const hits = platforms.map((_, platform) =>
      index === undefined ? NOT_COVERABLE : (file.hits[platform]?.[index] ?? NOT_COVERABLE),
    );
    const sourceLine = {
      total: index === undefined ? undefined : hitsAt(file, index),
      branches: branches.get(line),
      alone: alone.get(line),
    };
    const dots = hits.map((count, at) => dot(count, detailed ? platforms[at] : undefined));
    const text = texts?.[line - 1] ?? '';
    return html`<tr class="${classesOf(sourceLine)}"${detailed && html` id="L${line}"`}><td>${line}</td><td>${dots}</td><td>${timesText(sourceLine)}</td><td>${text}</td></tr>
`;
  });
  return {
    table: html`<div class="scroll" tabindex="0" role="region" aria-label="Source of ${file.path}"><table class="source"><tbody>${rows}</tbody></table></div>`,
    cut: numbers.length - rows.length,
  };
}

interface SourceLine {
  /** Times it ran; undefined where there is no code. */
  readonly total: number | undefined;
  readonly branches: BranchCoverage | undefined;
  /** The only platform it ran on. */
  readonly alone: number | undefined;
}

function classesOf({ total, branches, alone }: SourceLine): string {
  const partly = total !== 0 && branches !== undefined && branches.covered < branches.total;
  return [
    'row',
    ...(total === 0 ? ['wanting'] : []),
    ...(partly ? ['partly'] : []),
    ...(alone === undefined ? [] : [aloneClass(alone)]),
  ].join(' ');
}

/** `3×`, with branches `3× 1/2`. */
function timesText({ total, branches }: SourceLine): string {
  const times = total === undefined ? '' : `${total}\u00d7`;
  return [times, branches === undefined ? '' : branchText(branches)].filter((text) => text !== '').join(' ');
}

function dot(hits: number, platform: string | undefined): Html {
  const title = (text: string): Html | false => platform !== undefined && html` title="${platform}: ${text}"`;
  if (hits === NOT_COVERABLE) return html`<i${title('no code')}>&#183;</i>`;
  return hits > 0
    ? html`<i class="good"${title(`${hits} times`)}>&#9679;</i>`
    : html`<i class="bad"${title('not run')}>&#9675;</i>`;
}

/** What the dots mean, which say it by their shapes. */
export function gutterLegend(platforms: readonly string[]): Html {
  return html`<p class="quiet">In front of each line${platforms.length > 1 && `, from left to right ${platforms.join(', ')}`}: <i class="glyph good">&#9679;</i> run, <i class="glyph bad">&#9675;</i> not run, <i class="glyph">&#183;</i> no code.</p>`;
}
