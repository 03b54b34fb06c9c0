import { formatElapsed } from '../../../run/elapsed.ts';
import { boundedRows, cutNote } from '../../html/bounded-rows.ts';
import { byteLength, type Html, html } from '../../html/html.ts';
import { legLabel } from '../../leg-origin.ts';
import type { ReportPart } from '../../report-part.ts';
import type { AssessedTest, TestAssessment, TestCounts } from '../assess-tests.ts';
import type { SlowTest } from '../slow-tests.ts';
import { groupTests, platformsOf, type TestGroup } from '../test-groups.ts';
import { changeText, failureFacts, flakyText, partText, quarantineText } from '../test-words.ts';
import { historyStrip } from './history-strip.ts';
import { renderTestTables } from './test-tables.ts';
import type { TestsModel } from './tests-model.ts';

/** The results of the tests of a run. */
export function testsPart(model: TestsModel): ReportPart {
  const { assessment } = model;
  return {
    kind: 'tests',
    title: 'Tests',
    checks: [assessment.check],
    data: testsData(assessment),
    renderMarkdown: (room) => renderTestTables(assessment, room),
    renderSection: (room) => section(model, room),
  };
}

function testsData({
  counts,
  duration,
  legs,
  failed,
  quarantined,
  flaky,
  fixed,
  slow,
}: TestAssessment): unknown {
  const ids = (tests: readonly AssessedTest[]): readonly unknown[] =>
    tests.map(({ id, origin, test, flaky: finding }) => ({
      id,
      leg: legLabel(origin),
      outcome: test.outcome,
      ...(test.failure !== undefined && { message: test.failure.message }),
      ...(finding !== undefined && { flaky: finding }),
    }));
  return {
    counts,
    duration,
    legs,
    failed: ids(failed),
    quarantined: ids(quarantined),
    flaky: ids(flaky),
    fixed: ids(fixed),
    slow: slow.map(({ test, ...rest }) => ({ id: test.id, leg: legLabel(test.origin), ...rest })),
  };
}

function section(model: TestsModel, room: number): Html {
  const { counts, duration, legs, failed, quarantined, flaky, fixed, slow } = model.assessment;
  const others = flaky.filter((one) => !failed.includes(one) && !quarantined.includes(one));
  return html`<p>${countsText(counts)}; ${formatElapsed(duration)} of tests${legs.length > 0 && ` on ${legs.slice(0, 20).join(', ')}`}.</p>
${failures(model, room / 2)}
${list('Failed in quarantine', quarantined, { model, room: room / 10, text: ({ first }) => quarantineText(first) })}
${list('Flaky', others, { model, room: room / 8, text: ({ first }) => flakyText(first) })}
${list('Fixed', fixed, { model, room: room / 16, text: () => '' })}
${slowTable(slow, room / 8)}`;
}

/** `480 passed, 2 failed, 1 flaky` */
function countsText(counts: TestCounts): string {
  const words = (['passed', 'failed', 'quarantined', 'flaky', 'skipped', 'todo', 'xfail'] as const)
    .filter((word) => counts[word] > 0)
    .map((word) => `${counts[word]} ${word === 'xfail' ? 'expected to fail' : word}`);
  return words.join(', ') || 'no tests';
}

function failures(model: TestsModel, room: number): Html {
  const groups = groupTests(model.assessment.failed);
  const share = Math.max(1500, room / Math.max(1, Math.min(groups.length, 40)));
  const { rows, cut } = boundedRows(groups, room - 200, (group) => failure(group, model, share / 2));
  return html`${rows}${cutNote(cut, 'failed test')}`;
}

function failure(group: TestGroup, { history }: TestsModel, room: number): Html {
  const { first } = group;
  const { failure: said, location } = first.test;
  const output = firstPart(
    [said?.message ?? '', said?.text ?? ''].filter((text) => text !== '').join('\n'),
    room,
  );
  const place = location === undefined ? '' : `${location.path}:${location.line}`;
  return html`<article class="failure bad"><h3>${group.id}</h3>
<p class="quiet">${failureFacts(group).join(', ')} ${historyStrip(first, history(first))}</p>
${place !== '' && html`<p><code>${place}</code></p>`}${output !== '' && html`<details open><summary>What it said</summary><pre tabindex="0" aria-label="What ${group.id.slice(0, 100)} said">${output}</pre></details>`}</article>
`;
}

/** The beginning of a text that takes `room` bytes when it is escaped. */
function firstPart(text: string, room: number): string {
  if (byteLength(html`${text}`) <= room) return text;
  let end = Math.floor(Math.min(text.length, room));
  while (end > 0 && byteLength(html`${text.slice(0, end)}`) > room - 40) end = Math.floor(end * 0.8);
  return `${text.slice(0, end)}\n[the rest is left out]`;
}

function list(
  title: string,
  tests: readonly AssessedTest[],
  options: { readonly model: TestsModel; readonly room: number; readonly text: (group: TestGroup) => string },
): Html | undefined {
  const groups = groupTests(tests);
  if (groups.length === 0) return undefined;
  const { rows, cut } = boundedRows(groups, options.room, (group) => {
    const why = [platformsOf(group), options.text(group)].filter((text) => text !== '').join(': ');
    return html`<li>${group.id} <span class="quiet">${why}</span> ${historyStrip(group.first, options.model.history(group.first))}</li>
`;
  });
  return html`<h3>${title}</h3><ul class="plain tests">${rows}</ul>${cutNote(cut, 'test')}`;
}

function slowTable(slow: readonly SlowTest[], room: number): Html | undefined {
  if (slow.length === 0) return undefined;
  const longest = Math.max(...slow.map(({ median }) => median));
  const { rows, cut } = boundedRows(
    slow,
    room,
    ({ test, median, share, change, runs }) =>
      html`<tr data-row><th scope="row">${test.id}</th><td><svg class="share" width="72" height="8" aria-hidden="true"><rect class="usual" width="${((72 * median) / longest).toFixed(1)}" height="8" rx="2"/></svg></td><td class="number">${formatElapsed(median)}</td><td class="number">${runs}</td><td class="number">${partText(share)}</td><td class="number">${changeText(change)}</td><td>${legLabel(test.origin)}</td></tr>
`,
  );
  return html`<h3>Slow</h3>
<p class="search" data-filters="slow-tests" hidden><label>Find a test <input type="search"></label> <output></output></p>
<div class="scroll" tabindex="0" role="region" aria-label="Slow tests" id="slow-tests"><table><thead><tr><th scope="col">test</th><th scope="col"></th><th scope="col" class="number">median</th><th scope="col" class="number">runs</th><th scope="col" class="number">of all</th><th scope="col" class="number">change</th><th scope="col">where</th></tr></thead><tbody>${rows}</tbody></table></div>${cutNote(cut, 'slow test')}`;
}
