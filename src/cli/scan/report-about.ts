import type { ScanTarget } from './trivy-command.ts';

/** What is touched of a report of Trivy (github.com/aquasecurity/trivy, pkg/types/report.go). */
interface TrivyReport {
  readonly ArtifactName?: unknown;
  readonly Results?: unknown;
}

/**
 * A report that names its image as people do. Trivy calls an image that it was given as an archive by the archive's file, and a
 * finding's place would be another in each scan. What is no report is left as it is: whoever reads it says what is wrong with it.
 */
export function reportAbout(text: string, target: ScanTarget): string {
  if (target.kind === 'fs') return text;
  let report: TrivyReport;
  try {
    report = JSON.parse(text) as TrivyReport;
  } catch {
    return text;
  }
  const { ArtifactName: name, Results: results } = report ?? {};
  if (typeof name !== 'string' || name === target.image) return text;
  const renamed = { ...report, ArtifactName: target.image };
  if (!Array.isArray(results)) return print(renamed);
  return print({ ...renamed, Results: results.map((result) => renameTarget(result, name, target.image)) });
}

/** `/scan/image.tar (alpine 3.19.0)` is what the operating system's packages are in. */
function renameTarget(result: unknown, from: string, to: string): unknown {
  const { Target: target } = (result ?? {}) as { readonly Target?: unknown };
  const isOf = typeof target === 'string' && (target === from || target.startsWith(`${from} (`));
  return isOf ? { ...(result as object), Target: `${to}${target.slice(from.length)}` } : result;
}

function print(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
