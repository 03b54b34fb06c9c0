import { markdownCode, markdownText } from '../../../diagnostics/markdown.ts';
import { formatElapsed } from '../../../run/elapsed.ts';
import { codeBlock, fittingSections } from '../../markdown/bounded-markdown.ts';
import { legLabel } from '../leg-origin.ts';
import { groupTests, platformsOf, standingWord, type TestGroup } from '../test-groups.ts';
import type { TestsModel } from './tests-model.ts';

const MOST_FAILURES = 50;
const MOST_OTHERS = 20;
const MOST_LINES = 30;

/** Failures with what they said, then what is flaky and what is slow: Markdown without a heading of its own. */
export function renderTestTables({ assessment }: TestsModel, room: number): string {
  const { failed, quarantined, flaky, slow } = assessment;
  const groups = groupTests(failed);
  const others = groupTests(flaky.filter((one) => !failed.includes(one) && !quarantined.includes(one)));
  const shaky = others
    .slice(0, MOST_OTHERS)
    .map(({ id, first }) => `- 🔁 ${markdownCode(id)}: ${markdownText(first.flaky?.because ?? 'flaky')}`);
  const held = groupTests(quarantined)
    .slice(0, MOST_OTHERS)
    .map(
      ({ id, first }) =>
        `- ⚠️ ${markdownCode(id)} failed in quarantine: ${markdownText(first.quarantine?.reason ?? '')}`,
    );
  const slowest = slow
    .slice(0, MOST_OTHERS / 2)
    .map(
      ({ test, median }) =>
        `- 🐢 ${markdownCode(test.id)} ${formatElapsed(median)} on ${markdownText(legLabel(test.origin))}`,
    );
  const lists = [held, shaky, slowest].filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  const sections = [...groups.slice(0, MOST_FAILURES).map(failureText), ...lists];
  const shown = fittingSections(sections, room - 100);
  if (shown.sections.length === 0) return '';
  const cut = shown.cut + Math.max(0, groups.length - MOST_FAILURES);
  return [...shown.sections, ...(cut > 0 ? [`… and ${cut} more that did not fit here.`] : [])].join('\n\n');
}

function failureText(group: TestGroup): string {
  const { first } = group;
  const { location, failure } = first.test;
  const place = location === undefined ? '' : ` in ${markdownCode(`${location.path}:${location.line}`)}`;
  const facts = [standingWord(first), platformsOf(group), first.flaky?.because ?? ''].filter(
    (one) => one !== '',
  );
  const title = `❌ ${markdownCode(group.id)}${place}${facts.length === 0 ? '' : ` (${facts.map(markdownText).join(', ')})`}`;
  const said = [failure?.message ?? '', failure?.text ?? ''].filter((one) => one !== '').join('\n');
  const block = codeBlock(said === '' ? [] : said.split('\n').slice(0, MOST_LINES));
  return [title, block].filter((text) => text !== '').join('\n\n');
}
