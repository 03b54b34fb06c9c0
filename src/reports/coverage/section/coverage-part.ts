import { boundedRows, cutNote } from '../../html/bounded-rows.ts';
import { type Html, html } from '../../html/html.ts';
import type { ReportPart } from '../../report-part.ts';
import { byUncovered, figuresOf, lineRanges } from '../aggregated-coverage.ts';
import { branchText } from '../branch-figures.ts';
import { coverageData } from '../coverage-data.ts';
import type { CoverageModel } from '../coverage-model.ts';
import { renderCoverageTables } from '../render/coverage-markdown.ts';
import { platformFilter } from '../render/platform-filter.ts';
import { shareBar } from '../render/share-bar.ts';
import { percentText, type Share } from '../share.ts';
import { MOST_PLATFORMS, renderFileTree } from './file-tree.ts';
import { renderSources } from './source-list.ts';

/** Coverage of all platforms of a run. `sources` has the texts of files that are as they were when they were measured, by path. */
export function coveragePart(model: CoverageModel, sources: ReadonlyMap<string, string>): ReportPart {
  return {
    kind: 'coverage',
    title: 'Coverage',
    checks: model.checks,
    data: coverageData(model),
    renderMarkdown: (room) => renderCoverageTables(model, room).trimEnd(),
    renderSection: (room) => section(model, sources, room),
  };
}

function section(model: CoverageModel, sources: ReadonlyMap<string, string>, room: number): Html {
  const { platforms, files, unresolved } = model.coverage;
  // Where there is no room for all, those that want most are shown.
  const ordered = byUncovered(files).map(({ file }) => file);
  const list = renderSources(ordered, { platforms, sources, room: 0.5 * room });
  const tree = renderFileTree(ordered, { platforms, anchors: list.anchors, room: 0.35 * room });
  return html`${platformTable(model)}${changedTable(model, room / 20)}
${platformFilter(platforms, 'Files and lines')}
<p class="search" data-filters="coverage-files" hidden><label>Find a file <input type="search"></label> <output></output></p>
<div class="coverage" id="coverage-files">${tree}</div>
${list.html}${unresolved.length > 0 && html`<p class="quiet">${unresolved.length} names in the reports are no files of the repository, and count nowhere.</p>`}`;
}

function platformTable({ coverage: { platforms, files } }: CoverageModel): Html {
  const row = (name: string, platform?: number): Html => {
    const { lines, branches, functions } = figuresOf(files, platform);
    return html`<tr><th scope="row">${name}</th><td>${shareBar(lines)}</td><td class="number">${percentText(lines)}</td><td class="number quiet">${counted(lines)}</td><td class="number">${branches.total > 0 && branchText(branches)}</td><td class="number">${functions.total > 0 && percentText(functions)}</td></tr>
`;
  };
  const each = platforms.length > 1 ? platforms.slice(0, MOST_PLATFORMS) : [];
  const together = platforms.length > 1 ? 'together' : (platforms[0] ?? 'all');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Coverage by platform"><table class="platforms">
<thead><tr><th scope="col">platform</th><th scope="col"></th><th scope="col" class="number">lines</th><th scope="col" class="number">of</th><th scope="col" class="number">branches</th><th scope="col" class="number">functions</th></tr></thead>
<tbody>${each.map((name, index) => row(name, index))}${row(together)}</tbody></table></div>${cutNote(Math.max(0, platforms.length - MOST_PLATFORMS), 'platform')}`;
}

function counted({ covered, total }: Share): string {
  return `${covered} of ${total}`;
}

function changedTable({ diff, since }: CoverageModel, room: number): Html | undefined {
  const wanting = diff?.files.filter(({ uncovered }) => uncovered.length > 0) ?? [];
  if (wanting.length === 0) return undefined;
  const { rows, cut } = boundedRows(
    wanting,
    room,
    ({ path, lines, uncovered }) =>
      html`<tr><th scope="row"><code>${path}</code></th><td class="number">${percentText(lines)}</td><td>${lineRanges(uncovered).slice(0, 20).join(', ')}</td></tr>
`,
  );
  return html`<h3>Changed lines that nothing runs${since !== undefined && html` <span class="quiet">${since}</span>`}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Changed lines that nothing runs"><table><thead><tr><th scope="col">file</th><th scope="col" class="number">lines</th><th scope="col">not run</th></tr></thead><tbody>${rows}</tbody></table></div>${cutNote(cut, 'file')}`;
}
