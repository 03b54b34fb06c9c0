import type { FindingsReport } from './findings-report.ts';

/** The report with places that are below `root` (absolute, with forward slashes) told from there: the same finding in every checkout. */
export function fromRoot(report: FindingsReport, root: string): FindingsReport {
  const start = `${root.replace(/\/+$/u, '')}/`;
  if (!report.findings.some(({ location }) => location?.path.startsWith(start))) return report;
  return {
    ...report,
    findings: report.findings.map((finding) => {
      const { location } = finding;
      if (location?.kind !== 'file' || !location.path.startsWith(start)) return finding;
      return { ...finding, location: { ...location, path: location.path.slice(start.length) } };
    }),
  };
}
