import { printableLine } from '../../diagnostics/printable.ts';
import {
  fixText,
  foreignText,
  goneText,
  packageText,
  placeText,
  verdictText,
} from '../../reports/findings/finding-words.ts';
import type { AssessedFinding, FindingsAssessment } from '../../reports/findings/findings-assessment.ts';
import type { Check } from '../../run/check.ts';
import type { Paint, Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** Findings that are listed one by one; all are in `--json` and the other files. */
const MOST_BLOCKING = 50;
const MOST_OTHERS = 10;

/** The screen of `lockstep report findings`: what blocks first, then what does not and why, and the verdict. */
export function renderFindings(
  assessment: FindingsAssessment,
  view: { readonly style: Style; readonly width: number },
): string {
  const { findings, check } = assessment;
  const of = (verdicts: readonly AssessedFinding['verdict'][]): readonly AssessedFinding[] =>
    findings.filter(({ verdict }) => verdicts.includes(verdict));
  const parts = [
    list('', of(['blocks']), { ...view, most: MOST_BLOCKING }),
    list('These do not block:', of(['told', 'unfixed', 'suppressed', 'known']), {
      ...view,
      most: MOST_OTHERS,
    }),
    remarks(assessment, view.style),
    toldLine(check, view.style),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

interface ListView {
  readonly style: Style;
  readonly width: number;
  readonly most: number;
}

function list(
  heading: string,
  findings: readonly AssessedFinding[],
  { style, width, most }: ListView,
): string {
  if (findings.length === 0) return '';
  const columns: Column[] = [
    { title: 'severity' },
    { title: 'finding', min: 20, cut: 'middle' },
    { title: 'in', min: 12, cut: 'middle' },
    { title: 'fixed in', min: 8, drop: 3 },
    { title: 'where', min: 16, cut: 'middle', drop: 4 },
    { title: 'what', min: 12, drop: 2 },
    { title: 'by', drop: 1 },
  ];
  const rows = findings
    .slice(0, most)
    .map((one) => [
      { text: one.severity, paint: severityPaint(one, style) },
      { text: printableLine(one.id) },
      { text: printableLine(packageText(one)) },
      { text: printableLine(fixText(one)) },
      { text: printableLine(placeText(one)) },
      { text: printableLine(verdictText(one) || one.title), paint: style.dim },
      { text: printableLine([one.tool, ...one.alsoBy].join(', ')), paint: style.dim },
    ]);
  const table = renderTable(columns, rows, { width, ellipsis: style.ellipsis, header: style.dim });
  const left = findings.length - most;
  const more = left > 0 ? [style.dim(`  and ${left} more, which --json lists`)] : [];
  return [...(heading === '' ? [] : [heading]), ...table, ...more].join('\n');
}

function severityPaint({ severity, verdict }: AssessedFinding, style: Style): Paint {
  if (verdict !== 'blocks') return style.dim;
  return severity === 'critical' || severity === 'high' ? style.red : style.yellow;
}

function remarks({ foreign, gone }: FindingsAssessment, style: Style): string {
  return [
    ...(foreign > 0 ? [foreignText(foreign)] : []),
    ...(gone !== undefined && gone > 0 ? [goneText(gone)] : []),
  ]
    .map((text) => style.dim(`  ${text}`))
    .join('\n');
}

function toldLine({ name, conclusion, summary }: Check, style: Style): string {
  const text = `${name}: ${printableLine(summary)}`;
  return conclusion === 'passed'
    ? `${style.green(style.glyphs.passed)} ${text}`
    : `${style.red(style.glyphs.failed)} ${text}`;
}
