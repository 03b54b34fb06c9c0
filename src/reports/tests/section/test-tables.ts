import { markdownCode, markdownText } from '../../../diagnostics/markdown.ts';
import { markdownTable } from '../../../diagnostics/markdown-table.ts';
import { formatElapsed } from '../../../run/elapsed.ts';
import { legLabel } from '../../leg-origin.ts';
import { codeBlock, joinedSections } from '../../markdown/bounded-markdown.ts';
import type { AssessedTest, TestAssessment } from '../assess-tests.ts';
import { groupTests, platformsOf, type TestGroup } from '../test-groups.ts';
import { changeText, failureFacts, flakyText, partText, quarantineText } from '../test-words.ts';

const MOST_FAILURES = 50;
const MOST_OTHERS = 20;
const MOST_LINES = 30;
/** Characters of one line of what a test said. */
const LONGEST_LINE = 1_000;

/** Failures with what they said, then tables of what is known, flaky, fixed and slow: Markdown without a heading of its own. */
export function renderTestTables(assessment: TestAssessment, room: number): string {
  const { failed, quarantined, flaky, fixed, slow } = assessment;
  const groups = groupTests(failed);
  const others = flaky.filter((one) => !failed.includes(one) && !quarantined.includes(one));
  const sections = [
    ...groups.slice(0, MOST_FAILURES).map(failureText),
    testTable('Failed in quarantine', quarantined, quarantineText),
    testTable('Flaky', others, flakyText),
    testTable('Fixed', fixed, () => ''),
    slowTable(slow),
  ].filter((text) => text !== '');
  return joinedSections(sections, room, Math.max(0, groups.length - MOST_FAILURES));
}

function failureText(group: TestGroup): string {
  const { location, failure } = group.first.test;
  const place = location === undefined ? '' : ` in ${markdownCode(`${location.path}:${location.line}`)}`;
  const title = `❌ ${markdownCode(group.id)}${place} (${failureFacts(group).map(markdownText).join(', ')})`;
  const said = [failure?.message ?? '', failure?.text ?? ''].filter((one) => one !== '').join('\n');
  const lines = said === '' ? [] : said.split('\n').slice(0, MOST_LINES);
  const block = codeBlock(lines.map((line) => line.slice(0, LONGEST_LINE)));
  return [title, block].filter((text) => text !== '').join('\n\n');
}

function testTable(
  title: string,
  tests: readonly AssessedTest[],
  text: (test: AssessedTest) => string,
): string {
  const groups = groupTests(tests);
  return titled(title, {
    head: ['test', 'where', 'why'].slice(0, groups.some(({ first }) => text(first) !== '') ? 3 : 2),
    rows: groups.map((group) => [
      markdownCode(group.id),
      markdownText(platformsOf(group)),
      ...(text(group.first) === '' ? [] : [markdownText(text(group.first))]),
    ]),
  });
}

function slowTable(slow: TestAssessment['slow']): string {
  return titled('Slow', {
    head: ['median', 'part', 'change', 'test', 'where'],
    rows: slow.map(({ median, share, change, test }) => [
      formatElapsed(median),
      partText(share),
      changeText(change),
      markdownCode(test.id),
      markdownText(legLabel(test.origin)),
    ]),
  });
}

/** Empty without rows. */
function titled(
  title: string,
  { head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] },
): string {
  if (rows.length === 0) return '';
  const left = rows.length > MOST_OTHERS ? `\n\nand ${rows.length - MOST_OTHERS} more` : '';
  return `**${title}**\n\n${markdownTable(head, rows.slice(0, MOST_OTHERS))}${left}`;
}
