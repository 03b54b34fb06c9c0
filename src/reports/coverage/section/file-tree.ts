import { cutNote } from '../../html/bounded-rows.ts';
import { byteLength, type Html, html } from '../../html/html.ts';
import { type AggregatedFile, figuresOf } from '../aggregated-coverage.ts';
import { rowClasses } from '../render/platform-filter.ts';
import { shareBar } from '../render/share-bar.ts';
import { percentText } from '../share.ts';

interface TreeOptions {
  readonly platforms: readonly string[];
  /** Ids of elements with the files' sources, by path. */
  readonly anchors: ReadonlyMap<string, string>;
  readonly room: number;
}

interface Folder {
  readonly name: string;
  readonly folders: Map<string, Folder>;
  readonly files: AggregatedFile[];
}

/** More platforms than anybody has columns for. */
export const MOST_PLATFORMS = 8;

/** More than this one has to be opened by hand. */
const OPEN_FILES = 40;

/** Files below their folders, each with a bar and a share for every platform. Folders open and close without a script. */
export function renderFileTree(files: readonly AggregatedFile[], options: TreeOptions): Html {
  const shown: AggregatedFile[] = [];
  let left = options.room;
  for (const file of files) {
    // Its folders may be new.
    left -= byteLength(fileRow(file, options)) + 400 * (1 + options.platforms.length);
    if (left < 0) break;
    shown.push(file);
  }
  const root: Folder = { name: '', folders: new Map(), files: [] };
  for (const file of shown) place(root, file);
  const cut = files.length - shown.length;
  return html`${content(root, { ...options, open: shown.length <= OPEN_FILES })}${cutNote(cut, 'file')}`;
}

function place(root: Folder, file: AggregatedFile): void {
  let at = root;
  for (const name of file.path.split('/').slice(0, -1)) {
    const next: Folder = at.folders.get(name) ?? { name, folders: new Map(), files: [] };
    at.folders.set(name, next);
    at = next;
  }
  at.files.push(file);
}

function content(folder: Folder, options: TreeOptions & { readonly open: boolean }): Html {
  const folders = [...folder.folders.values()].map(joined).toSorted(byName);
  const files = folder.files.toSorted((one, two) => (one.path < two.path ? -1 : 1));
  return html`<ul class="tree">${folders.map(
    (
      one,
    ) => html`<li class="${rowClasses(allFiles(one), options.platforms)}"><details class="folder"${options.open && html` open`}><summary>${label(`${one.name}/`, allFiles(one), options.platforms)}</summary>${content(one, options)}</details></li>
`,
  )}${files.map((file) => fileRow(file, options))}</ul>`;
}

/** A folder that holds one folder and nothing else is shown with it: `src/main/java`. */
function joined(folder: Folder): Folder {
  const [only] = folder.folders.values();
  if (only === undefined || folder.folders.size > 1 || folder.files.length > 0) return folder;
  return joined({ ...only, name: `${folder.name}/${only.name}` });
}

function byName(one: Folder, two: Folder): number {
  return one.name < two.name ? -1 : 1;
}

function allFiles({ files, folders }: Folder): readonly AggregatedFile[] {
  return [...files, ...[...folders.values()].flatMap(allFiles)];
}

function fileRow(file: AggregatedFile, { platforms, anchors }: TreeOptions): Html {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const anchor = anchors.get(file.path);
  const shown = anchor === undefined ? html`${name}` : html`<a href="#${anchor}">${name}</a>`;
  return html`<li class="${rowClasses([file], platforms)}" data-row>${label(shown, [file], platforms)}</li>
`;
}

function label(name: string | Html, files: readonly AggregatedFile[], platforms: readonly string[]): Html {
  const { lines } = figuresOf(files);
  const each =
    platforms.length < 2
      ? []
      : platforms.slice(0, MOST_PLATFORMS).map((platform, index) => {
          const share = figuresOf(files, index).lines;
          return html`<span class="part"><small>${platform}</small> ${shareBar(share)} <span class="percent">${share.total === 0 ? 'no code' : percentText(share)}</span></span> `;
        });
  return html`<span class="line"><span class="name">${name}</span> <span class="shares"><span class="part">${shareBar(lines)} <b class="percent">${percentText(lines)}</b></span> ${each}</span></span>`;
}
