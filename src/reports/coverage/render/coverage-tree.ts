import { type Html, html } from '../../html/html.ts';
import { type AggregatedCoverage, type AggregatedFile, figuresOf } from '../aggregated-coverage.ts';
import { branchText } from '../branch-figures.ts';
import { percentText } from '../share.ts';
import { rowClasses } from './platform-filter.ts';
import { shareBar } from './share-bar.ts';

/**
 * All files below their folders, with a bar and a share for each platform. `linkTo` gives the address of a file's page, which must be one of our
 * own making.
 */
export function renderCoverageTree(
  { files, platforms }: AggregatedCoverage,
  linkTo: (path: string) => string,
): Html {
  const each = platforms.length > 1 ? platforms : [];
  const folders = new Map<string, AggregatedFile[]>();
  for (const file of files) {
    const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/')) : '';
    const inside = folders.get(folder);
    if (inside === undefined) folders.set(folder, [file]);
    else inside.push(file);
  }
  const rows = [...folders]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([folder, inside]) => [
      folderRow(folder === '' ? '(root)' : `${folder}/`, inside, each),
      inside.map((file) => {
        const name = file.path.slice(folder === '' ? 0 : folder.length + 1);
        const link = html`<a href="${linkTo(file.path)}">${name}</a>`;
        return row(link, [file], { each, classes: rowClasses([file], each) });
      }),
    ]);
  return html`<div class="scroll"><table class="files">
<tr><th>file</th><th>lines</th><th></th>${each.map((name) => html`<th>${name}</th>`)}<th>branches</th><th>not run</th></tr>
${folderRow('all files', files, each)}${rows}</table></div>`;
}

function folderRow(name: string, files: readonly AggregatedFile[], each: readonly string[]): Html {
  return row(html`${name}`, files, { each, classes: `${rowClasses(files, each)} folder` });
}

function row(
  label: Html,
  files: readonly AggregatedFile[],
  { each, classes }: { readonly each: readonly string[]; readonly classes: string },
): Html {
  const { lines, branches } = figuresOf(files);
  return html`<tr class="${classes}"><td>${label}</td><td>${percentText(lines)}</td><td>${shareBar(lines)}</td>${each.map(
    (_, index) => html`<td>${percentText(figuresOf(files, index).lines)}</td>`,
  )}<td>${branchText(branches)}</td><td>${lines.total - lines.covered}</td></tr>
`;
}
