import type { BenchmarkSeries } from './benchmark-series.ts';

const COLUMNS = [
  'benchmark',
  'metric',
  'unit',
  'better',
  'machine',
  'job',
  'tool',
  'commit',
  'branch',
  'tags',
  'time',
  'clean',
  'value',
  'runs',
  'low',
  'high',
];

/** A row for each point (RFC 4180). Whatever a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"). */
export function renderHistoryCsv(series: readonly BenchmarkSeries[]): string {
  const rows = series.flatMap(({ points, ...one }) =>
    points.map((point) => [
      ...[one.benchmark, one.metric, one.unit, one.better, one.machine, one.job, one.tool],
      ...[point.commit ?? '', point.branch ?? '', point.tags.join(' '), new Date(point.time).toISOString()],
      ...[
        String(point.clean),
        String(point.value),
        String(point.runs),
        point.low?.toString() ?? '',
        point.high?.toString() ?? '',
      ],
    ]),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(text: string): string {
  const inert = /^[=+\-@\t\r]/u.test(text) && !/^-?[\d.]+(?:e[+-]?\d+)?$/iu.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
