import { printableLine } from '../../diagnostics/printable.ts';
import type { BuildStep } from '../../release/build/build-steps.ts';
import type { Difference } from '../../release/build/compare-builds.ts';
import type { ReleaseFile, ReleaseManifest } from '../../release/manifest/release-manifest.ts';
import type { ReleasePlan } from '../../release/plan/release-plan.ts';
import type { Check } from '../../run/check.ts';
import { count } from '../../run/run-words.ts';
import type { Style } from './style.ts';

export interface ToldBuild {
  readonly manifest: ReleaseManifest;
  readonly differences: readonly Difference[];
  /** As the option names it. */
  readonly out: string;
  readonly checks: readonly Check[];
}

export interface BuildView {
  readonly style: Style;
  /** Who signed; undefined for nobody. */
  readonly how: string | undefined;
  /** Was it built twice? */
  readonly twice: boolean;
}

/** The files with their digests, where they go, and what became of it. */
export function buildLines(
  { manifest, differences, out }: ToldBuild,
  { style, how, twice }: BuildView,
): readonly string[] {
  const { project, version, tag, files, channels } = manifest;
  const title = `${style.bold(printableLine(`${project} ${version}`))} ${style.dim(`· ${tag} · ${manifest.commit.slice(0, 12)}`)}`;
  if (differences.length > 0) return [title, '', ...differenceLines(differences, style)];
  const goes = channels.map(({ name }) => name).join(', ');
  return [
    title,
    '',
    ...fileLines(files.filter(({ kind }) => kind !== 'signature')),
    '',
    `Signed: ${how ?? 'by nobody'}.${twice ? ' Built twice: the same, byte for byte.' : ''}`,
    `Goes to: ${goes === '' ? 'no channel' : goes}.`,
    `${style.green(style.glyphs.passed)} ${style.bold(`${out} has ${count(files.length + 1, 'file')}`)}`,
  ];
}

function fileLines(files: readonly ReleaseFile[]): readonly string[] {
  const rows = files.map(({ name, kind, size, sha256 }) => [name, kind, String(size), sha256.slice(0, 16)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(([name = '', kind = '', size = '', digest = '']) =>
    [name.padEnd(widths[0] ?? 0), kind.padEnd(widths[1] ?? 0), size.padStart(widths[2] ?? 0), digest].join(
      '  ',
    ),
  );
}

function differenceLines(differences: readonly Difference[], style: Style): readonly string[] {
  return [
    ...differences.flatMap(({ file, reasons }) => [
      `${style.red(style.glyphs.failed)} ${file} differs between two builds`,
      ...reasons.map((reason) => `  ${printableLine(reason)}`),
    ]),
    '',
    style.bold('It was not built the same twice: nothing was written.'),
  ];
}

/** What would be built, and nothing was. */
export function dryBuildLines(
  plan: ReleasePlan,
  steps: readonly BuildStep[],
  { out, style }: { readonly out: string; readonly style: Style },
): readonly string[] {
  const { tag, commit = '' } = plan.facts;
  return [
    `${style.bold(tag)} ${style.dim(`· ${commit.slice(0, 12)}`)} would be built into ${out}:`,
    ...steps.flatMap(({ title, run }) => [
      `- ${title}`,
      ...(run ?? 'taken from the folder of --artifacts')
        .split('\n')
        .map((line) => `    ${style.dim(printableLine(line))}`),
    ]),
    '- tarball of the sources, bills of materials, checksums, provenance, signatures, manifest',
  ];
}

/** What `--json` prints. */
export function buildJson({ manifest, differences, out }: ToldBuild): object {
  if (differences.length > 0) return { version: 1, tag: manifest.tag, differences };
  return { version: 1, out, manifest };
}
