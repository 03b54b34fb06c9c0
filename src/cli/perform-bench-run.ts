import { printableLine } from '../diagnostics/printable.ts';
import { machineText } from '../reports/benchmarks/history/benchmark-record.ts';
import { count } from '../run/run-words.ts';
import { benchmarkJobs } from './bench/benchmark-jobs.ts';
import { type MeasuredLeg, readMeasured, reportsOf } from './bench/measured-run.ts';
import { measuringTo } from './bench/measuring-failure.ts';
import { recordBenchmarks } from './bench/record-benchmarks.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { renderMeasured } from './render/bench-measured.ts';
import { runSession } from './run-session.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export interface BenchRunOptions {
  /** `--no-record` makes it false. */
  readonly record: boolean;
  readonly runner?: string;
  readonly json?: boolean;
}

/** Runs what measures, here and with all that it needs, shows what came of it, and keeps it: nothing is judged by one run. */
export async function performBenchRun(
  invocation: Invocation,
  names: readonly string[],
  options: BenchRunOptions,
): Promise<ExitCode> {
  const { console } = invocation;
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const jobs = benchmarkJobs(workplace, names);
  return measuringTo(console, async (interruption) => {
    const session = { local: jobs.whole, selection: { jobs: [...jobs.names] }, interruption, slots: 1 };
    const { exitCode, events } = await runSession(workplace, console, { ...session, json: options.json });
    if (exitCode !== EXIT.fine) return exitCode;
    const measured = await readMeasured(jobs.legs, { events, root: workplace.root });
    if (options.json !== true) {
      const view = { style: console.style, width: console.screen.columns - 1 };
      console.print(`\n${renderMeasured(measured, view)}`);
    }
    if (options.record) await keep(workplace, console, { measured, runner: options.runner });
    const gaps = measured.some(({ reports }) => reports.some((report) => report.gaps.length > 0));
    return gaps ? EXIT.failed : EXIT.fine;
  });
}

async function keep(
  { root }: Workplace,
  console: Invocation['console'],
  { measured, runner }: { readonly measured: readonly MeasuredLeg[]; readonly runner: string | undefined },
): Promise<void> {
  const several = measured.length > 1;
  const { records, paths } = await recordBenchmarks({
    root,
    runner,
    measured: measured.flatMap(({ leg, reports }) =>
      reports.map((report) => ({ job: several ? leg.id : '', report })),
    ),
    written: await reportsOf(
      measured.map(({ leg }) => leg),
      root,
    ),
  });
  const [first] = records;
  if (first === undefined) return console.remark('there was nothing to keep');
  const where = printableLine(machineText(first.machine));
  console.remark(
    `kept ${count(paths.length, 'record')} in .benchmarks, of ${where}; lockstep bench history shows them`,
  );
}
