import { printableLine } from '../../diagnostics/printable.ts';
import { categoryOf } from '../../providers/github/api/sarif/categories.ts';
import type { SarifCut } from '../../providers/github/api/sarif/fit-sarif.ts';
import { SARIF_LIMITS } from '../../providers/github/api/sarif/limits.ts';
import type { SarifLog } from '../../providers/github/api/sarif/sarif-log.ts';
import { SARIF_LEVELS } from '../../providers/github/api/sarif/severity.ts';
import type { AnalysedSource, Upload } from '../../providers/github/api/upload-sarif.ts';
import type { Style } from './style.ts';

/** One file, or a part of one, that was sent; without an id when it was only rehearsed. */
export interface SentSarif {
  readonly path: string;
  readonly log: SarifLog;
  readonly id: string | undefined;
  readonly cuts: readonly SarifCut[];
  readonly fingerprints: number;
}

export interface UploadPlace extends AnalysedSource {
  readonly repository: string;
  /** `https://github.com` */
  readonly web: string;
}

/** `✓ scan.sarif: 12 results of Trivy to o/r, refs/heads/main at 0123456` */
export function sentLine(
  { path, log, id, fingerprints }: SentSarif,
  place: UploadPlace,
  style: Style,
): string {
  const verb = id === undefined ? 'would send' : 'sent';
  const mark = id === undefined ? style.dim(style.glyphs.skipped) : style.green(style.glyphs.passed);
  const marked = fingerprints === 0 ? '' : `, ${fingerprints} given a fingerprint`;
  const where = `${place.repository}, ${place.ref} at ${place.commit.slice(0, 7)}`;
  return `${mark} ${printableLine(path)}: ${verb} ${runsOf(log)} to ${printableLine(where)}${marked}`;
}

function runsOf({ runs }: SarifLog): string {
  const each = runs.map((run) => {
    const category = categoryOf(run);
    const of = category === '' ? '' : ` (${printableLine(category)})`;
    return `${counted(run.results.length, 'result')} of ${printableLine(run.tool.driver.name)}${of}`;
  });
  return each.join(', ');
}

/** What was taken out, a line for each thing, in the words of whoever has to look for it. */
export function cutLines({ path, cuts }: SentSarif): readonly string[] {
  return cuts.flatMap((cut) => {
    const of = `${printableLine(path)}: `;
    const tool = printableLine(cut.tool);
    const lines: string[] = [];
    if (cut.removed > 0) {
      const why =
        cut.because === 'size'
          ? `GitHub takes ${SARIF_LIMITS.size / 1e6} MB, compressed`
          : `GitHub shows ${SARIF_LIMITS.results} of a run`;
      lines.push(
        `${of}${cut.removed} of ${cut.results} results of ${tool} were left out, the least severe: ${why}`,
      );
      const levels = SARIF_LEVELS.filter((level) => cut.levels[level] > 0).map(
        (level) => `${level} ${cut.levels[level]}`,
      );
      const worst =
        cut.worst === undefined
          ? ''
          : `; the worst of them is ${cut.worst.severity}: ${printableLine(cut.worst.rule) || 'no rule'}`;
      lines.push(`${of}left out were ${levels.join(', ')}${worst}`);
    }
    if (cut.rules > 0)
      lines.push(
        `${of}${counted(cut.rules, 'rule')} of ${tool} without a result ${cut.rules === 1 ? 'was' : 'were'} left out`,
      );
    if (cut.tags > 0)
      lines.push(`${of}${counted(cut.tags, 'rule')} of ${tool} lost tags: GitHub takes ${SARIF_LIMITS.tags}`);
    if (cut.locations > 0)
      lines.push(
        `${of}${counted(cut.locations, 'result')} of ${tool} lost locations: GitHub takes ${SARIF_LIMITS.locations}, and ${SARIF_LIMITS.threadFlowLocations} in paths`,
      );
    return lines;
  });
}

/** What became of an upload. */
export function statusLines(
  { path }: SentSarif,
  { id, status, errors }: Upload,
  { repository, web, waited }: UploadPlace & { readonly waited: number },
): { readonly out: string | undefined; readonly err: readonly string[] } {
  const name = printableLine(path);
  const look = `${web}/${repository}/security/code-scanning, or \`gh api repos/${repository}/code-scanning/sarifs/${printableLine(id)}\``;
  switch (status) {
    case 'complete':
      // GitHub says of some files that they are complete, and what it had to leave out.
      return {
        out: `  ${name}: processed`,
        err: errors.map((error) => `warning: ${name}: GitHub says: ${printableLine(error)}`),
      };
    case 'failed':
      return {
        out: undefined,
        err: [
          `error: ${name}: GitHub could not process it`,
          ...errors.map((error) => `  GitHub says: ${printableLine(error)}`),
          ...(errors.length === 0 ? [`  It does not say why: see ${look}`] : []),
        ],
      };
    case 'pending': {
      if (waited === 0) return { out: `  ${name}: being processed: see ${look}`, err: [] };
      return {
        out: undefined,
        err: [`warning: ${name}: GitHub has not processed it within ${waited} s, and goes on: see ${look}`],
      };
    }
    default:
      return status satisfies never;
  }
}

/** For `--json`. */
export function uploadsJson(
  sent: readonly SentSarif[],
  uploads: readonly Upload[],
  place: UploadPlace,
): unknown {
  const { repository, commit, ref } = place;
  return {
    repository,
    commit,
    ref,
    uploads: sent.map(({ path, log, id, cuts, fingerprints }, index) => ({
      file: path,
      id: id ?? null,
      status: uploads[index]?.status ?? 'dry-run',
      errors: uploads[index]?.errors ?? [],
      runs: log.runs.map((run) => ({
        tool: run.tool.driver.name,
        category: categoryOf(run),
        results: run.results.length,
      })),
      cuts,
      fingerprints,
    })),
  };
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
