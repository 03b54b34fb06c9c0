import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { markdownText } from '../../diagnostics/markdown.ts';
import { CONCLUSION_MARKS } from '../../reports/markdown/conclusion-mark.ts';
import { LARGEST_STEP_SUMMARY } from '../../reports/summary/render-step-summary.ts';
import type { TestAssessment } from '../../reports/tests/assess-tests.ts';
import { renderTestTables } from '../../reports/tests/section/test-tables.ts';
import { formatElapsed } from '../../run/elapsed.ts';

const MOST_REMARKS = 20;

/** Bytes that are left for whatever else the step writes to its page. */
const ROOM = LARGEST_STEP_SUMMARY / 2;

/** The same as the screen, as GitHub Flavored Markdown. */
export function renderTestMarkdown(
  assessment: TestAssessment,
  { diagnostics }: { readonly diagnostics: readonly Diagnostic[] },
): string {
  const { check, legs, duration } = assessment;
  const parts = [
    `### ${CONCLUSION_MARKS[check.conclusion]} ${markdownText(check.summary)}`,
    markdownText([...legs, `${formatElapsed(duration)} of tests`].join(', ')),
    renderTestTables(assessment, ROOM),
    notUnderstood(diagnostics),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function notUnderstood(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return '';
  const lines = diagnostics
    .slice(0, MOST_REMARKS)
    .map((one) => `- ${markdownText(`${one.location?.path ?? ''}: ${one.message}`)}`);
  const left = diagnostics.length > MOST_REMARKS ? [`- and ${diagnostics.length - MOST_REMARKS} more`] : [];
  return ['**Not as it should be**', '', ...lines, ...left].join('\n');
}
