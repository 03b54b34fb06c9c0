import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { printableLine } from '../diagnostics/printable.ts';
import { parseDuration } from '../pipeline/duration.ts';
import { sha256 } from '../platform/digest.ts';
import { toPosix } from '../platform/paths.ts';
import { isIncomplete } from '../reports/report-problem.ts';
import { checkSplit, type SplitCheck } from '../reports/tests/check-split.ts';
import { FileTimings, type PlannedShard, splitFiles } from '../reports/tests/split-files.ts';
import { formatElapsed } from '../run/elapsed.ts';
import { count } from '../run/run-words.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { givenOrigin } from './given-origin.ts';
import { renderTable } from './render/table.ts';
import { namedFiles } from './report-files.ts';
import { readTestHistory } from './test-history-place.ts';
import { readTestReports } from './test-report-files.ts';
import { openStore, printDiagnostics } from './workplace.ts';

export interface TestSplitOptions {
  readonly shards?: number;
  readonly shard?: number;
  readonly overhead: string;
  readonly history?: string;
  readonly overview?: boolean;
  readonly check?: readonly string[];
  readonly json?: boolean;
}

/** Prints the files of a shard, one a line; with `--check` it looks afterwards whether each ran once. */
export async function performTestSplit(
  invocation: Invocation,
  names: readonly string[],
  options: TestSplitOptions,
): Promise<ExitCode> {
  const directory = resolve(invocation.directory);
  const files = await testFiles(names, directory);
  if (options.check !== undefined)
    return checkRan(invocation, { directory, files, reports: options.check, options });
  const overhead = options.overhead === '0' ? 0 : parseDuration(options.overhead);
  if (overhead === undefined)
    throw new UsageError(`'${options.overhead}' is no length of time`, 'Write it like 500ms or 2s.');
  const place = shardOf(options, process.env);
  const store = await openStore(invocation);
  const { records } = await readTestHistory(store, { directory, history: options.history ?? true });
  const timings = new FileTimings(records);
  const shards = splitFiles(files, { shards: place.total, overhead, timing: (file) => timings.of(file) });
  const known = shards.flatMap((shard) => shard.files).filter((file) => file.known).length;
  const digest = sha256(JSON.stringify(shards)).slice(0, 12);
  const { console } = invocation;
  if (options.json === true)
    console.print(
      JSON.stringify(
        { shards, shard: place.index ?? null, known, unknown: files.length - known, digest },
        null,
        2,
      ),
    );
  else if (options.overview === true) console.print(overviewOf(shards, invocation));
  else printShard(shards, place, invocation);
  const byTime =
    known === 0
      ? 'nobody knows how long they take, so they are shared by number'
      : `${known} with known times`;
  console.remark(`${count(files.length, 'file')} in ${count(place.total, 'shard')}: ${byTime} (${digest})`);
  return EXIT.fine;
}

interface ShardPlace {
  /** From 1. */
  readonly index: number | undefined;
  readonly total: number;
}

/** Far more than either system runs at once; a slip of the hand must not take all memory. */
const MOST_SHARDS = 10_000;

/**
 * Options, else what lockstep sets for the shards of a job on both systems (from 1), else what CircleCI sets for `parallelism` (from
 * 0; circleci.com/docs, "Built-in environment variables").
 */
function shardOf(
  options: Pick<TestSplitOptions, 'shard' | 'shards'>,
  env: Readonly<Record<string, string | undefined>>,
): ShardPlace {
  const circle = numberOf(env.CIRCLE_NODE_INDEX);
  const total = options.shards ?? numberOf(env.LOCKSTEP_SHARDS) ?? numberOf(env.CIRCLE_NODE_TOTAL);
  const index =
    options.shard ?? numberOf(env.LOCKSTEP_SHARD) ?? (circle === undefined ? undefined : circle + 1);
  if (total === undefined || total < 1)
    throw new UsageError('how many shards are there?', 'Say --shards 4, or run it in a job that has shards.');
  if (total > MOST_SHARDS)
    throw new UsageError(`${total} shards are more than anybody has`, `There are ${MOST_SHARDS} at most.`);
  if (index !== undefined && (index < 1 || index > total))
    throw new UsageError(`there is no shard ${index} of ${total}`, 'Shards are counted from 1.');
  return { index, total };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function printShard(
  shards: readonly PlannedShard[],
  { index, total }: ShardPlace,
  { console }: Invocation,
): void {
  if (index === undefined)
    throw new UsageError(
      'which shard is this?',
      `Say --shard 1 up to ${total}, or --overview for all of them.`,
    );
  const own = shards[index - 1]?.files ?? [];
  if (own.length > 0) console.print(own.map(({ file }) => file).join('\n'));
  else
    console.remark(`shard ${index} of ${total} has no files: a runner without names would run all of them`);
}

function overviewOf(shards: readonly PlannedShard[], { console }: Invocation): string {
  const { style, screen } = console;
  const columns = [
    { title: 'shard', align: 'right' as const },
    { title: 'expected', align: 'right' as const },
    { title: 'files', align: 'right' as const },
    { title: 'the longest', min: 10, cut: 'middle' as const },
  ];
  const rows = shards.map((shard, at) => {
    const [longest] = [...shard.files].sort((a, b) => b.expected - a.expected);
    const text =
      longest === undefined ? '' : `${printableLine(longest.file)} ${formatElapsed(longest.expected)}`;
    return [`${at + 1}`, formatElapsed(shard.expected), `${shard.files.length}`, text].map((cell) => ({
      text: cell,
    }));
  });
  const view = { width: screen.columns - 1, ellipsis: style.ellipsis, header: style.dim };
  const whole = shards.reduce((sum, { expected }) => sum + expected, 0);
  const last = Math.max(...shards.map(({ expected }) => expected));
  const best = whole / shards.length;
  const balance = best === 0 ? '' : `, ${((last / best - 1) * 100).toFixed(0)} % more than an even share`;
  return [
    ...renderTable(columns, rows, view),
    '',
    `The longest shard takes ${formatElapsed(last)}${balance}.`,
  ].join('\n');
}

/** What globs match, or the lines of the standard input. */
async function testFiles(names: readonly string[], directory: string): Promise<readonly string[]> {
  if (names.length === 0) {
    if (process.stdin.isTTY) throw new UsageError('which files?', "Name them: 'tests/**/test_*.py'.");
    const lines = readFileSync(0, 'utf8').split('\n');
    const files = lines
      .map((line) => toPosix(line.trim()).replace(/^\.\//, ''))
      .filter((line) => line !== '');
    if (files.length === 0) throw new UsageError('there is no file on the standard input');
    return files;
  }
  const found = new Set<string>();
  for (const name of names) for (const file of await namedFiles(name, directory)) found.add(file);
  if (found.size === 0) throw new UsageError(`there is no file for ${names.join(', ')}`);
  return [...found];
}

interface Ran {
  readonly directory: string;
  readonly files: readonly string[];
  readonly reports: readonly string[];
  readonly options: TestSplitOptions;
}

async function checkRan(
  invocation: Invocation,
  { directory, files, reports, options }: Ran,
): Promise<ExitCode> {
  const { console } = invocation;
  const origin = await givenOrigin(directory, {});
  const read = await readTestReports(reports, { directory, origin });
  const checked = checkSplit(files, read.readings);
  if (options.json === true) console.print(JSON.stringify({ files: files.length, ...checked }, null, 2));
  else console.print(ranText(checked, files.length, invocation));
  printDiagnostics(console, read.diagnostics, read.sources);
  if (isIncomplete(read.diagnostics)) return EXIT.usage;
  if (checked.withoutFiles) throw new UsageError('these reports do not say which files their tests are in');
  return checked.missing.length + checked.repeated.length > 0 ? EXIT.failed : EXIT.fine;
}

const MOST_SHOWN = 20;

function ranText({ missing, repeated, unasked }: SplitCheck, files: number, { console }: Invocation): string {
  const { style } = console;
  const lines = (items: readonly string[]): readonly string[] => [
    ...items.slice(0, MOST_SHOWN).map((item) => `  ${printableLine(item)}`),
    ...(items.length > MOST_SHOWN ? [`  and ${items.length - MOST_SHOWN} more`] : []),
  ];
  const bad = style.red(style.glyphs.failed);
  const parts = [
    ...(missing.length > 0
      ? [`${bad} ${count(missing.length, 'file')} did not run:`, ...lines(missing)]
      : []),
    ...(repeated.length > 0
      ? [
          `${bad} ${count(repeated.length, 'file')} ran more than once:`,
          ...lines(repeated.map(({ file, times }) => `${file} (${times} times)`)),
        ]
      : []),
    ...(unasked.length > 0
      ? [`${style.yellow(style.glyphs.warning)} ran without being asked for:`, ...lines(unasked)]
      : []),
  ];
  if (missing.length + repeated.length === 0)
    parts.unshift(`${style.green(style.glyphs.passed)} Each of ${count(files, 'file')} ran exactly once.`);
  return parts.join('\n');
}
