import { printableLine } from '../../diagnostics/printable.ts';
import type { CiRun } from '../../providers/run-source.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT, type ExitCode, UsageError } from '../exit-code.ts';
import { stateWord } from '../render/ci-runs.ts';
import { type Column, renderTable, renderTsv } from '../render/table.ts';
import { type ComparedCheck, type Comparison, compareChecks, type Difference } from './compare-runs.ts';
import { openSources, type SourceOptions, type Sources, tellProblems, tellSilence } from './open-sources.ts';
import { problemData } from './problem-data.ts';
import { refusalsTold } from './refusals-told.ts';
import { findRuns, namedRun, sourceOfRun } from './wanted-runs.ts';

export interface CiCompareOptions extends SourceOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `lockstep runs compare A B`: each side a run by its id, or all newest runs for a commit. */
export async function compareCi(
  invocation: Invocation,
  [one, other]: readonly [string, string],
  options: CiCompareOptions,
): Promise<ExitCode> {
  const sources = await openSources(invocation, options);
  return refusalsTold(sources, async () => {
    const before = await sideOf(sources, one);
    const after = await sideOf(sources, other);
    tellSilence(sources);
    const problems = [...before.problems, ...after.problems];
    tellProblems(sources, problems);
    const checks = compareChecks(before.checks, after.checks);
    if (options.json === true)
      sources.console.json({ checks: checks.map(comparisonData), problems: problems.map(problemData) });
    else show(sources, checks, options.all === true);
    return problems.length === 0 ? EXIT.fine : EXIT.failed;
  });
}

const RUN_ID = /^(?:(?:github|circleci):.+|\d{8}-\d{6}-[0-9a-f]{4})$/;

async function sideOf(
  sources: Sources,
  text: string,
): Promise<
  { readonly checks: readonly ComparedCheck[] } & Pick<Awaited<ReturnType<typeof findRuns>>, 'problems'>
> {
  const isRun = RUN_ID.test(text);
  const { runs, problems } = isRun
    ? { runs: [await namedRun(sources, text)], problems: [] }
    : await findRuns(sources, undefined, { commit: text });
  const lists = await Promise.all(runs.map((run) => checksOf(sources, run)));
  const checks = lists.flat();
  if (checks.length === 0 && problems.length === 0) throw new UsageError(`there are no runs of '${text}'`);
  return { checks, problems };
}

async function checksOf(sources: Sources, run: CiRun): Promise<readonly ComparedCheck[]> {
  const jobs = await sourceOfRun(sources, run).jobs(run);
  return jobs.map(({ name, state, startedAt, finishedAt }) => ({
    key: `${run.place} ${run.workflow} ${name}`,
    name: `${run.workflow} › ${name}`,
    state,
    duration: startedAt === undefined || finishedAt === undefined ? undefined : finishedAt - startedAt,
    isFlaky: run.attempt > 1 && state === 'passed',
  }));
}

const COLUMNS: readonly Column[] = [
  { title: 'check', min: 12, cut: 'middle' },
  { title: 'difference' },
  { title: 'before', drop: 1 },
  { title: 'after', drop: 1 },
  { title: 'time before', align: 'right', drop: 2 },
  { title: 'time after', align: 'right', drop: 2 },
];

function show({ console }: Sources, checks: readonly Comparison[], all: boolean): void {
  const shown = checks.filter(({ difference }) => all || difference !== 'same');
  const cells = shown.map(({ name, before, after, difference }) => [
    printableLine(name),
    difference as string,
    before === undefined ? '' : stateWord(before.state),
    after === undefined ? '' : stateWord(after.state),
    time(before),
    time(after),
  ]);
  if (!console.isTerminal)
    return void console.print(
      renderTsv(
        COLUMNS.map(({ title }) => title ?? ''),
        cells,
      ),
    );
  if (shown.length === 0)
    return void console.print(`All ${checks.length} checks came to the same, in about the same time.`);
  const { style, screen } = console;
  const rows = cells.map((row, index) =>
    row.map((text, at) => ({ text, ...(at === 1 && { paint: paintOf(shown[index]?.difference, style) }) })),
  );
  const table = renderTable(COLUMNS, rows, {
    width: screen.columns - 1,
    ellipsis: style.ellipsis,
    header: style.dim,
  });
  console.print(table.map((line) => `${line}\n`).join(''));
}

function paintOf(
  difference: Difference | undefined,
  style: Sources['console']['style'],
): (text: string) => string {
  if (difference === 'fails now' || difference === 'gone') return style.red;
  if (difference === 'flaky' || difference === 'slower') return style.yellow;
  return difference === 'passes now' || difference === 'faster' ? style.green : style.dim;
}

function time(check: ComparedCheck | undefined): string {
  return check?.duration === undefined ? '' : formatElapsed(check.duration);
}

function comparisonData({ name, before, after, difference }: Comparison): Readonly<Record<string, unknown>> {
  const side = (check: ComparedCheck | undefined): unknown =>
    check === undefined
      ? null
      : { state: check.state, milliseconds: check.duration ?? null, flaky: check.isFlaky };
  return { name, difference, before: side(before), after: side(after) };
}
