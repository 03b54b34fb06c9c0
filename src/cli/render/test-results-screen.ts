import { printable, printableLine } from '../../diagnostics/printable.ts';
import { cut } from '../../diagnostics/text-width.ts';
import { legLabel } from '../../reports/leg-origin.ts';
import type { TestAssessment } from '../../reports/tests/assess-tests.ts';
import type { SlowTest } from '../../reports/tests/slow-tests.ts';
import { groupTests, platformsWhereSeveral, type TestGroup } from '../../reports/tests/test-groups.ts';
import type { TestFailure } from '../../reports/tests/test-report.ts';
import {
  changeText,
  flakyText,
  partText,
  quarantineText,
  standingWord,
} from '../../reports/tests/test-words.ts';
import { formatAgo, formatElapsed } from '../../run/elapsed.ts';
import { count } from '../../run/run-words.ts';
import { conclusionLook } from './conclusion-look.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

export interface TestScreenOptions {
  readonly style: Style;
  readonly columns: number;
  readonly files: number;
  /** Milliseconds. */
  readonly slow: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface View extends TestScreenOptions {
  readonly where: (group: TestGroup) => string;
}

const MOST_FAILURES = 30;
const MOST_LINES = 8;
const MOST_OTHERS = 10;

/** What the tests came to: the verdict first, then what failed, what is flaky, what was fixed, what is slow. */
export function renderTestScreen(assessment: TestAssessment, given: TestScreenOptions): string {
  const options: View = { ...given, where: platformsWhereSeveral(assessment) };
  const { failed, quarantined, flaky, fixed, slow } = assessment;
  const groups = groupTests(failed);
  const all = [...failed, ...quarantined];
  const others = flaky.filter((one) => !all.includes(one));
  return [
    verdict(assessment, options),
    ...groups.slice(0, MOST_FAILURES).map((group) => failureBlock(group, options)),
    more(groups.length - MOST_FAILURES, 'more failed: --json has all of them', options),
    list('Failed in quarantine', groupTests(quarantined), options, ({ first }) =>
      printableLine(quarantineText(first)),
    ),
    list('Flaky', groupTests(others), options, ({ first }) => flakyText(first)),
    list('Fixed', groupTests(fixed), options, () => ''),
    slowList(slow, { ...options, several: assessment.legs.length > 1 }),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function verdict(
  { check, duration, failed, quarantined, legs }: TestAssessment,
  options: TestScreenOptions,
): string {
  const { style, files } = options;
  const { glyph, paint } = conclusionLook(check.conclusion, style);
  const news = failed.filter(({ standing }) => standing === 'new').length;
  const parts = [
    ...(news > 0 && news < failed.length + quarantined.length ? [`${news} new`] : []),
    ...(legs.length > 0 ? [printableLine(legs.join(', '))] : []),
    count(files, 'file'),
    `${formatElapsed(duration)} of tests`,
  ];
  const title = paint(`${glyph} ${style.bold(printableLine(check.summary))}`);
  return `${title} ${style.dim(`${style.dot} ${parts.join(` ${style.dot} `)}`)}`;
}

function failureBlock(group: TestGroup, { style, columns, now, where }: View): string {
  const { first } = group;
  const { test } = first;
  const place =
    test.location === undefined ? '' : `${printableLine(test.location.path)}:${test.location.line}`;
  const word = standingWord(first);
  const since = first.since === undefined ? '' : `, first ${formatAgo(first.since, now)}`;
  const facts = [word === '' ? '' : `${word}${since}`, where(group), flakyText(first)].filter(
    (one) => one !== '',
  );
  const title = style.bold(cut(printableLine(group.id), columns - 2, style.ellipsis));
  const lines = [
    `${style.red(style.glyphs.failed)} ${title}`,
    ...(facts.length === 0
      ? []
      : [style.dim(`  ${cut(facts.join(` ${style.dot} `), columns - 2, style.ellipsis)}`)]),
    ...(place === '' ? [] : [`  ${style.cyan(place)}`]),
    ...saidLines(test.failure).map(
      (line) => `  ${style.dim(style.bar)} ${cut(line, columns - 4, style.ellipsis)}`,
    ),
  ];
  return lines.join('\n');
}

/** The message, and below it the first lines that do not only repeat it, as those that pytest marks with `E` do. */
function saidLines(failure: TestFailure | undefined): readonly string[] {
  if (failure === undefined) return [];
  const message = linesOf(failure.message);
  const [head = ''] = message;
  const text = linesOf(failure.text ?? '').filter(
    (line) => !message.includes(line) && !(head !== '' && line.endsWith(head)),
  );
  const lines = message.length >= MOST_LINES ? message : [...message, ...text];
  const shown = lines.slice(0, MOST_LINES);
  const left = lines.length - shown.length;
  return left > 0 ? [...shown.slice(0, -1), `… ${left + 1} more lines`] : shown;
}

function linesOf(text: string): readonly string[] {
  return printable(text)
    .split('\n')
    .map((line) => line.replaceAll('\t', '  ').trimEnd())
    .filter((line) => line.trim() !== '' && !FOREIGN_FRAME.test(line));
}

/** Frames of a stack that are of runners and languages, as V8 and the JVM write them. */
const FOREIGN_FRAME =
  /^\s*at (?:.*[( ])?(?:node:|java\.base\/|(?:file:\/\/)?[^\s()]*node_modules\/|org\.junit\.|jdk\.internal\.)|^\s*at async Promise\.all/;

function list(
  title: string,
  groups: readonly TestGroup[],
  { style, columns, where }: View,
  text: (group: TestGroup) => string,
): string {
  if (groups.length === 0) return '';
  const lines = groups.slice(0, MOST_OTHERS).map((group) => {
    const facts = [where(group), text(group)].filter((one) => one !== '').join(` ${style.dot} `);
    const line = `${printableLine(group.id)}${facts === '' ? '' : ` ${style.dot} ${facts}`}`;
    return `  ${cut(line, columns - 2, style.ellipsis)}`;
  });
  if (groups.length > MOST_OTHERS) lines.push(style.dim(`  and ${groups.length - MOST_OTHERS} more`));
  return [style.bold(title), ...lines].join('\n');
}

function more(number: number, text: string, { style }: TestScreenOptions): string {
  return number > 0 ? style.dim(`${number} ${text}`) : '';
}

function slowList(
  slow: readonly SlowTest[],
  { style, columns, slow: threshold, several }: View & { readonly several: boolean },
): string {
  if (slow.length === 0) return '';
  const rows = slow
    .slice(0, MOST_OTHERS)
    .map((one) => [
      { text: formatElapsed(one.median) },
      { text: partText(one.share) },
      { text: changeText(one.change), ...((one.change ?? 0) > 0.2 && { paint: style.yellow }) },
      { text: printableLine(one.test.id) },
      { text: several ? legLabel(one.test.origin) : '', paint: style.dim },
    ]);
  const table = renderTable(
    [
      { align: 'right' },
      { align: 'right' },
      { align: 'right', drop: 1 },
      { min: 20, cut: 'middle' },
      { drop: 2 },
    ],
    rows,
    { width: columns, ellipsis: style.ellipsis, indent: 2 },
  );
  const left = slow.length > MOST_OTHERS ? [style.dim(`  and ${slow.length - MOST_OTHERS} more`)] : [];
  const title = `${style.bold('Slow')} ${style.dim(`(${formatElapsed(threshold)} or more, median of up to 10 passing runs; part of all time)`)}`;
  return [title, ...table, ...left].join('\n');
}
