import { sha256 } from '../../../platform/digest.ts';
import { type Html, html } from '../../html/html.ts';
import type { AggregatedFile } from '../aggregated-coverage.ts';
import { figuresOf } from '../aggregated-coverage.ts';
import type { CoverageModel } from '../coverage-model.ts';
import { percentText } from '../share.ts';
import { COVERAGE_STYLE } from './coverage-style.ts';
import { renderCoverageTree } from './coverage-tree.ts';
import { platformFilter } from './platform-filter.ts';
import { gutterLegend, linesOf, renderSourceLines } from './source-lines.ts';

/** The folder of the pages of sources, in that of all pages. */
export const SOURCE_PAGES = 'files';

/**
 * The page of a source file, relative to the folder of the pages: with a name that every file system takes, also where names differ in case
 * alone.
 */
export function sourcePageName(path: string): string {
  const safe = path.replace(/[^\w.-]+/gu, '-').slice(-80);
  return `${SOURCE_PAGES}/${safe}.${sha256(path).slice(0, 10)}.html`;
}

/** The first page: verdicts, platforms, and the tree of all files with links to their pages. */
export function renderCoverageIndex(model: CoverageModel): string {
  const { platforms } = model.coverage;
  return page(
    'Coverage',
    html`<h1>Coverage</h1>${renderVerdicts(model)}${platformFilter(platforms, 'Files')}${renderCoverageTree(model.coverage, sourcePageName)}`,
  );
}

function renderVerdicts({ checks }: CoverageModel): Html {
  return html`<ul class="verdicts">${checks.map(
    ({ name, conclusion, summary }) =>
      html`<li class="${conclusion}"><b>${name}</b> ${conclusion.replace('_', ' ')}: ${summary}</li>`,
  )}</ul>`;
}

/** The page of one file. `source` is its text, where it is at hand. */
export function renderSourcePage(
  file: AggregatedFile,
  platforms: readonly string[],
  source: string | undefined,
): string {
  const { lines } = figuresOf([file]);
  const back = html`<p><a href="../index.html">all files</a></p>`;
  const head = html`<h1>${file.path}</h1><p>${percentText(lines)} of lines (${lines.covered} of ${lines.total})</p>`;
  return page(
    file.path,
    html`${back}${head}${platformFilter(platforms, 'Lines')}${renderSource(file, platforms, source)}`,
  );
}

/** Lines of one file that are shown; nobody reads more, and browsers hold no more. */
const MOST_LINES = 50_000;

function renderSource(file: AggregatedFile, platforms: readonly string[], source: string | undefined): Html {
  const texts = source === undefined ? undefined : linesOf(source);
  const { table, cut } = renderSourceLines(file, texts, { platforms, most: MOST_LINES, detailed: true });
  const beyond = texts === undefined ? 0 : file.lines.filter((line) => line > texts.length).length;
  const remarks = [
    texts === undefined && 'The text of this file is not in the checkout.',
    beyond > 0 &&
      `The reports have ${beyond} lines behind the end of this text: they are about another version.`,
    cut > 0 && `Only the first ${MOST_LINES} lines are shown.`,
  ].filter((remark) => remark !== false);
  return html`${remarks.length > 0 && html`<p>${remarks.join(' ')}</p>`}
${gutterLegend(platforms)}
${table}`;
}

/** A page that stands for itself: nothing is loaded from anywhere, and nothing in it runs. */
function page(title: string, body: Html): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `${html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="color-scheme" content="light dark">
<title>${title}</title>${COVERAGE_STYLE}</head><body class="coverage">
${body}
</body></html>`}\n`;
}
