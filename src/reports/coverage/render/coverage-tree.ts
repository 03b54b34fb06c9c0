import { type Html, html } from '../../html/html.ts';
import {
  type AggregatedCoverage,
  type AggregatedFile,
  coveredOnlyOn,
  figuresOf,
} from '../aggregated-coverage.ts';
import { branchText } from '../branch-figures.ts';
import { percentText, type Share } from '../share.ts';

/**
 * All files below their folders, with a bar and a share for each platform. `linkTo` gives the address of a file's page, which must be one of our
 * own making; without it there are no links. Of all files, those in `shown` have a row.
 */
export function renderCoverageTree(
  { files, platforms }: AggregatedCoverage,
  linkTo?: (path: string) => string,
  shown: readonly AggregatedFile[] = files,
): Html {
  const each = platforms.length > 1 ? platforms : [];
  const folders = new Map<string, AggregatedFile[]>();
  for (const file of shown) {
    const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/')) : '';
    const inside = folders.get(folder);
    if (inside === undefined) folders.set(folder, [file]);
    else inside.push(file);
  }
  const rows = [...folders]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([folder, inside]) => [
      row(folder === '' ? '(root)' : `${folder}/`, inside, each),
      inside.map((file) =>
        row(file.path.slice(folder === '' ? 0 : folder.length + 1), [file], each, linkTo?.(file.path)),
      ),
    ]);
  return html`<div class="scroll"><table class="files">
<tr><th>file</th><th>lines</th><th></th>${each.map((name) => html`<th>${name}</th>`)}<th>branches</th><th>not run</th></tr>
${row('all files', files, each)}${rows}</table></div>`;
}

/** A folder when it has no address and more than one file may be meant by it. */
function row(
  name: string,
  files: readonly AggregatedFile[],
  each: readonly string[],
  address?: string,
): Html {
  const all = figuresOf(files);
  const [file] = files;
  const isFile = file !== undefined && files.length === 1 && file.path.endsWith(name);
  const alone = each.flatMap((_, index) =>
    files.some((one) => coveredOnlyOn(one, index).length > 0) ? [`alone-${index}`] : [],
  );
  const wanting = all.lines.covered < all.lines.total ? ['wanting'] : [];
  const classes = ['row', ...(isFile ? [] : ['folder']), ...wanting, ...alone].join(' ');
  const label = address === undefined ? html`${name}` : html`<a href="${address}">${name}</a>`;
  return html`<tr class="${classes}"><td>${label}</td><td>${percentText(all.lines)}</td><td>${bar(all.lines)}</td>${each.map(
    (_, index) => html`<td>${percentText(figuresOf(files, index).lines)}</td>`,
  )}<td>${branchText(all.branches)}</td><td>${all.lines.total - all.lines.covered}</td></tr>
`;
}

function bar({ covered, total }: Share): Html {
  const width = total === 0 ? 0 : Math.floor((covered * 100) / total);
  return html`<span class="bar"><span style="width: ${width}%"></span></span>`;
}
