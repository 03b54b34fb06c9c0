import { printableLine } from '../../diagnostics/printable.ts';
import type { CheckVerdict, GateVerdict } from '../../gate/judge-gate.ts';
import { SYSTEM_TITLES } from '../../pipeline/system-titles.ts';
import { describeEvent } from '../../plan/event.ts';
import type { GateEvent } from '../ci/gate-event.ts';
import type { Paint, Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

const COLUMNS: readonly Column[] = [
  { gap: 1 },
  { min: 12, cut: 'middle' },
  { drop: 1 },
  { min: 12, cut: 'end' },
];

/** The answer first, then every check that is required: what stands in the way before the rest. */
export function renderGate(
  { conclusion, description, checks }: GateVerdict,
  { event, commit }: GateEvent,
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const [glyph, paint] = look(conclusion, style);
  const where = `${describeEvent(event)}, ${commit.slice(0, 7)}`;
  const head = `${paint(`${glyph} ${style.bold(ANSWERS[conclusion])}`)}: ${printableLine(description)} ${style.dim(`(${printableLine(where)})`)}\n`;
  const order = ['failed', 'pending', 'passed'];
  const sorted = checks.toSorted((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict));
  const rows = sorted.map((one) => {
    const [mark, colour] = look(one.verdict, style);
    return [
      { text: mark, paint: colour },
      { text: printableLine(one.check.name) },
      { text: `${SYSTEM_TITLES[one.check.system]}, ${printableLine(one.check.workflow)}`, paint: style.dim },
      { text: printableLine(one.verdict === 'passed' ? '' : one.reason), paint: colour },
    ];
  });
  const lines = renderTable(COLUMNS, rows, { width: columns - 1, ellipsis: style.ellipsis, indent: 2 });
  const links = sorted
    .filter(({ verdict, url }) => verdict === 'failed' && url !== undefined)
    .map(({ url }) => `  ${style.dim(printableLine(url ?? ''))}\n`);
  return head + lines.map((line) => `${line}\n`).join('') + [...new Set(links)].join('');
}

const ANSWERS = {
  ...{ passed: 'may be merged', failed: 'may not be merged', pending: 'not yet' },
  not_checked: 'no answer',
} as const;

function look(verdict: GateVerdict['conclusion'], style: Style): readonly [string, Paint] {
  if (verdict === 'passed') return [style.glyphs.passed, style.green];
  if (verdict === 'failed') return [style.glyphs.failed, style.red];
  return [style.glyphs.waiting, style.yellow];
}

export function gateData(
  { conclusion, description, checks }: GateVerdict,
  { event, commit, pullRequest }: GateEvent,
): Readonly<Record<string, unknown>> {
  return {
    ...{ conclusion, description, commit, pullRequest: pullRequest ?? null, event },
    checks: checks.map(({ check, verdict, reason, url }: CheckVerdict) => ({
      ...{ system: check.system, workflow: check.workflow, name: check.name, legs: check.legs },
      ...{ verdict, reason, url: url ?? null },
    })),
  };
}
