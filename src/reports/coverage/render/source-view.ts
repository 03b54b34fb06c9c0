import { type Html, html } from '../../html/html.ts';
import { type AggregatedFile, coveredOnlyOn, NOT_COVERABLE } from '../aggregated-coverage.ts';
import type { BranchCoverage } from '../branch-coverage.ts';
import { branchText } from '../branch-figures.ts';
import { hitsAt } from './lcov-text.ts';

/** Lines of one file that are shown; nobody reads more, and browsers hold no more. */
const MOST_LINES = 50_000;

/**
 * A source with a gutter: a dot for each platform (filled: it ran there; a ring: it did not; small: no code there), how often it ran on all of them, and branches.
 * Without the text, the lines that reports know.
 */
export function renderSource(
  file: AggregatedFile,
  platforms: readonly string[],
  source: string | undefined,
): Html {
  const texts = source?.replace(/\r\n?/gu, '\n').replace(/\n$/u, '').split('\n');
  const indexes = new Map(file.lines.map((line, index) => [line, index]));
  const branches = new Map(file.branches.map(({ line, united }) => [line, united]));
  const alone = new Map<number, number>();
  if (platforms.length > 1)
    for (const platform of platforms.keys())
      for (const line of coveredOnlyOn(file, platform)) alone.set(line, platform);
  const numbers = texts === undefined ? file.lines : Array.from(texts, (_, index) => index + 1);
  const shown = numbers.slice(0, MOST_LINES);
  const rows = shown.map((line) =>
    renderLine({
      line,
      text: texts?.[line - 1] ?? '',
      hits: dotsOf(file, indexes.get(line), platforms),
      total: indexes.has(line) ? hitsAt(file, indexes.get(line) ?? 0) : undefined,
      branches: branches.get(line),
      alone: alone.get(line),
    }),
  );
  const beyond = texts === undefined ? 0 : file.lines.filter((line) => line > texts.length).length;
  return html`<p>${texts === undefined && 'The text of this file is not in the checkout. '}${
    beyond > 0 &&
    `The reports have ${beyond} lines behind the end of this text: they are about another version. `
  }${numbers.length > shown.length && `Only the first ${shown.length} lines are shown.`}</p>
<p>In front of each line, from left to right: ${platforms.join(', ')}. <span class="dots"><i class="run">&#9679;</i></span> run <span class="dots"><i class="not">&#9675;</i></span> not run <span class="dots"><i>&#183;</i></span> no code</p>
<div class="scroll"><table class="source">${rows}</table></div>`;
}

interface SourceLine {
  readonly line: number;
  readonly text: string;
  readonly hits: readonly Dot[];
  readonly total: number | undefined;
  readonly branches: BranchCoverage | undefined;
  readonly alone: number | undefined;
}

interface Dot {
  readonly platform: string;
  readonly hits: number;
}

function dotsOf(
  file: AggregatedFile,
  index: number | undefined,
  platforms: readonly string[],
): readonly Dot[] {
  return platforms.map((platform, at) => ({
    platform,
    hits: index === undefined ? NOT_COVERABLE : (file.hits[at]?.[index] ?? NOT_COVERABLE),
  }));
}

function renderLine({ line, text, hits, total, branches, alone }: SourceLine): Html {
  const partly = total !== 0 && branches !== undefined && branches.covered < branches.total;
  const state = total === 0 ? ' not-run wanting' : partly ? ' partly' : '';
  const only = alone === undefined ? '' : ` alone-${alone}`;
  return html`<tr class="row${state}${only}" id="L${line}"><td>${line}</td><td class="dots">${hits.map(dot)}</td><td class="hits">${
    total !== undefined && `${total}\u00d7`
  }</td><td class="hits">${branches !== undefined && branchText(branches)}</td><td class="text">${text}</td></tr>
`;
}

function dot({ platform, hits }: Dot): Html {
  if (hits === NOT_COVERABLE) return html`<i title="${platform}: no code">&#183;</i>`;
  return hits > 0
    ? html`<i class="run" title="${platform}: ${hits} times">&#9679;</i>`
    : html`<i class="not" title="${platform}: not run">&#9675;</i>`;
}
