import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { markdownCode, markdownText } from '../../diagnostics/markdown.ts';
import { markdownTable } from '../../diagnostics/markdown-table.ts';
import { printable } from '../../diagnostics/printable.ts';
import type { TestAssessment } from '../../reports/tests/assess-tests.ts';
import { legLabel } from '../../reports/tests/leg-origin.ts';
import { groupTests, platformsOf, standingWord, type TestGroup } from '../../reports/tests/test-groups.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import { changeText } from './test-results-screen.ts';

const MOST_FAILURES = 50;
const MOST_OTHERS = 20;
const LONGEST_TEXT = 3_000;

const MARKS = { passed: '✅', warned: '⚠️', failed: '❌', not_checked: '❓' } as const;

/** The same as the screen, as GitHub Flavored Markdown. */
export function renderTestMarkdown(
  assessment: TestAssessment,
  { diagnostics }: { readonly diagnostics: readonly Diagnostic[] },
): string {
  const { check, failed, quarantined, flaky, fixed, slow, duration } = assessment;
  const groups = groupTests(failed);
  const others = flaky.filter((one) => !failed.includes(one) && !quarantined.includes(one));
  const parts = [
    `### ${MARKS[check.conclusion]} ${markdownText(check.summary)}`,
    markdownText([...assessment.legs, `${formatElapsed(duration)} of tests`].join(', ')),
    ...groups.slice(0, MOST_FAILURES).map(failureText),
    groups.length > MOST_FAILURES ? `${groups.length - MOST_FAILURES} more failed.` : '',
    section('Failed in quarantine', groupTests(quarantined), ({ first: { quarantine } }) =>
      quarantine === undefined
        ? ''
        : `${quarantine.owner}, until ${quarantine.expires}: ${quarantine.reason}`,
    ),
    section('Flaky', groupTests(others), ({ first }) => first.flaky?.because ?? ''),
    section('Fixed', groupTests(fixed), () => ''),
    slow.length === 0 ? '' : `#### Slow\n\n${slowTable(slow.slice(0, MOST_OTHERS))}`,
    notUnderstood(diagnostics),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function failureText(group: TestGroup): string {
  const { first } = group;
  const { location, failure } = first.test;
  const place = location === undefined ? '' : ` in ${markdownCode(`${location.path}:${location.line}`)}`;
  const facts = [standingWord(first), platformsOf(group), first.flaky?.because ?? ''].filter(
    (one) => one !== '',
  );
  const title = `❌ ${markdownCode(group.id)}${place} (${facts.map(markdownText).join(', ')})`;
  const said = [failure?.message ?? '', failure?.text ?? ''].filter((one) => one !== '').join('\n');
  return said === '' ? title : `${title}\n\n${fencedText(said)}`;
}

/** In a fence that is longer than any in the text (CommonMark 0.31.2, 4.5). */
function fencedText(text: string): string {
  const clean = printable(text).slice(0, LONGEST_TEXT);
  const longest = Math.max(2, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${clean}\n${fence}`;
}

function section(title: string, groups: readonly TestGroup[], text: (group: TestGroup) => string): string {
  if (groups.length === 0) return '';
  const rows = groups
    .slice(0, MOST_OTHERS)
    .map((group) => [markdownCode(group.id), markdownText(platformsOf(group)), markdownText(text(group))]);
  const left = groups.length > MOST_OTHERS ? `\n\nand ${groups.length - MOST_OTHERS} more` : '';
  return `#### ${title}\n\n${markdownTable(['test', 'where', ''], rows)}${left}`;
}

function slowTable(slow: TestAssessment['slow']): string {
  return markdownTable(
    ['median', 'part', 'change', 'test', 'where'],
    slow.map((one) => [
      formatElapsed(one.median),
      `${(one.share * 100).toFixed(0)} %`,
      changeText(one.change),
      markdownCode(one.test.id),
      markdownText(legLabel(one.test.origin)),
    ]),
  );
}

function notUnderstood(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return '';
  const lines = diagnostics
    .slice(0, MOST_OTHERS)
    .map((one) => `- ${markdownText(`${one.location?.path ?? ''}: ${one.message}`)}`);
  const left = diagnostics.length > MOST_OTHERS ? [`- and ${diagnostics.length - MOST_OTHERS} more`] : [];
  return ['#### Not as it should be', '', ...lines, ...left].join('\n');
}
