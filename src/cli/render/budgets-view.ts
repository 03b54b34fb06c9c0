import { printableLine } from '../../diagnostics/printable.ts';
import { wrap } from '../../diagnostics/text-width.ts';
import type { BudgetReport } from '../../reports/budgets/budget.ts';
import { budgetSentences } from '../../reports/budgets/budget-sentences.ts';
import { conclusionLook } from './conclusion-look.ts';
import type { Style } from './style.ts';

/** Each budget with its verdict, and below it what else is known. */
export function renderBudgets(
  reports: readonly BudgetReport[],
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const blocks = reports.map((report) => {
    const { glyph, paint } = conclusionLook(report.check.conclusion, style);
    const [first = '', ...more] = wrap(
      printableLine(`${report.check.name}: ${report.check.summary}`),
      columns - 3,
    );
    const facts = budgetSentences(report).flatMap((sentence) =>
      wrap(printableLine(sentence), columns - 5).map(
        (line, index) => `  ${style.dim(index === 0 ? `- ${line}` : `  ${line}`)}`,
      ),
    );
    return [`${paint(glyph)} ${style.bold(first)}`, ...more.map((line) => `  ${line}`), ...facts].join('\n');
  });
  return blocks.join('\n\n');
}
