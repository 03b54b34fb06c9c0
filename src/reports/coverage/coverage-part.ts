import { byteLength, type Html, html } from '../html/html.ts';
import type { ReportPart } from '../report-part.ts';
import { coverageData } from './coverage-data.ts';
import type { CoverageModel } from './coverage-model.ts';
import { renderCoverageTables } from './render/coverage-markdown.ts';
import { COVERAGE_STYLE } from './render/coverage-style.ts';
import { renderCoverageTree } from './render/coverage-tree.ts';

/** What coverage has to say in a summary and on a page. */
export function coveragePart(model: CoverageModel): ReportPart {
  return {
    kind: 'coverage',
    title: 'Coverage',
    checks: model.checks,
    data: coverageData(model),
    renderMarkdown: (room) => renderCoverageTables(model, room),
    renderSection: (room) => renderSection(model, room),
  };
}

/** The tree of files; where it does not fit, of those with the most lines that nothing runs. */
function renderSection(model: CoverageModel, room: number): Html {
  const { files } = model.coverage;
  const wanting = (index: number): number => {
    const file = files[index];
    if (file === undefined) return 0;
    return file.lines.filter((_, line) => !file.hits.some((hits) => (hits[line] ?? 0) > 0)).length;
  };
  const order = files
    .map((_, index) => ({ index, lines: wanting(index) }))
    .sort((one, other) => other.lines - one.lines);
  for (let count = files.length; ; count = Math.floor(count / 2)) {
    const kept = new Set(order.slice(0, count).map(({ index }) => index));
    const shown = count === files.length ? files : files.filter((_, index) => kept.has(index));
    const rest = files.length - shown.length;
    const section = html`<div class="coverage">${COVERAGE_STYLE}${
      rest > 0 &&
      html`<p>${rest} of ${files.length} files are left out here: those with the fewest lines that are not run.</p>`
    }${renderCoverageTree(model.coverage, undefined, shown)}</div>`;
    if (byteLength(section) <= room) return section;
    if (count === 0) return html``;
  }
}
