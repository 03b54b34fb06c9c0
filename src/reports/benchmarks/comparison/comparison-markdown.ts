import { markdownCode, markdownText } from '../../../diagnostics/markdown.ts';
import { markdownTable } from '../../../diagnostics/markdown-table.ts';
import { median } from '../../../run/order-statistics.ts';
import { byteLength } from '../../html/html.ts';
import { cutText } from '../../markdown/bounded-markdown.ts';
import { CONCLUSION_MARKS } from '../../markdown/conclusion-mark.ts';
import { amountText, couldSeeText, intervalText, ratioText } from '../benchmark-words.ts';
import {
  type ComparisonReport,
  comparisonCheck,
  errorSentences,
  unpairedReason,
  worstFirst,
} from './comparison-report.ts';
import type { BenchmarkComparison } from './measure-rounds.ts';

/** Benchmarks that were not compared and are named; most have been added or taken away all at once. */
const MOST_UNPAIRED = 20;

const HEAD = ['verdict', 'benchmark', 'against', 'before', 'now', 'ratio', 'between', 'could see'];

/** The same as the screen, as GitHub Flavored Markdown, in at most `room` bytes of UTF-8: of what does not fit only the number is told. */
export function renderComparisonMarkdown(report: ComparisonReport, room: number): string {
  const { conclusion, summary } = comparisonCheck(report);
  const head = `### ${CONCLUSION_MARKS[conclusion]} benchmarks: ${markdownText(summary)}\n`;
  const foot = errorSentences(report).map(markdownText).join(' ');
  const unpaired = report.unpaired
    .slice(0, MOST_UNPAIRED)
    .map(({ benchmark, missing }) => `- ${markdownCode(benchmark)}: ${markdownText(unpairedReason(missing))}`)
    .join('\n');
  const more = report.unpaired.length - MOST_UNPAIRED;
  const unnamed = more > 0 ? `${more} more were not compared.` : '';
  const fixed = [unpaired, unnamed, foot].filter((part) => part !== '').join('\n\n');
  const ordered = worstFirst(report.comparisons);
  const table = (rows: number): string =>
    rows === 0 ? '' : markdownTable(HEAD, ordered.slice(0, rows).map(rowOf));
  let rows = ordered.length;
  const left = room - byteLength(head) - byteLength(fixed) - 100;
  while (rows > 0 && byteLength(table(rows)) > left) rows = Math.floor(rows * 0.8);
  const cut = rows < ordered.length ? cutText(ordered.length - rows) : '';
  return `${[head, table(rows), cut, fixed]
    .filter((part) => part !== '')
    .join('\n\n')
    .replace(/\n{3,}/gu, '\n\n')}\n`;
}

function rowOf({ benchmark, baseline, base, head, unit, estimate }: BenchmarkComparison): readonly string[] {
  return [
    estimate.verdict.toUpperCase(),
    markdownCode(benchmark),
    markdownText(baseline),
    amountText(median(base), unit),
    amountText(median(head), unit),
    `${ratioText(estimate.ratio)} ×`,
    intervalText(estimate),
    couldSeeText(estimate),
  ].map((text, index) => (index === 3 || index === 4 ? markdownText(text) : text));
}
