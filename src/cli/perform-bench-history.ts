import { resolve } from 'node:path';
import { renderHistoryCsv } from '../reports/benchmarks/history/history-csv.ts';
import { count } from '../run/run-words.ts';
import { type HistoryQuestion, readBenchHistory } from './bench/read-bench-history.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { renderBenchHistory } from './render/bench-history.ts';
import { printDiagnostics } from './workplace.ts';

export interface BenchHistoryOptions extends HistoryQuestion {
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** What was recorded, commit by commit, and where a level has changed: nothing is judged. 4 when there is nothing to tell. */
export async function performBenchHistory(
  invocation: Invocation,
  options: BenchHistoryOptions,
): Promise<ExitCode> {
  if (options.json === true && options.csv === true)
    throw new UsageError('--json and --csv are two ways to write one thing', 'Give one.');
  const { console } = invocation;
  const { series, diagnostics, records, elsewhere } = await readBenchHistory(
    resolve(invocation.directory),
    options,
  );
  if (options.json === true)
    console.print(JSON.stringify({ format: 'lockstep-bench-history', version: 1, series }, null, 2));
  else if (options.csv === true) console.print(renderHistoryCsv(series));
  else if (series.length > 0)
    console.print(renderBenchHistory(series, { style: console.style, width: console.screen.columns - 1 }));
  printDiagnostics(console, diagnostics);
  if (elsewhere > 0)
    console.remark(
      `${count(elsewhere, 'record')} of other commits ${elsewhere === 1 ? 'is' : 'are'} left out: --all shows them`,
    );
  if (series.length > 0) return EXIT.fine;
  console.remark(
    records.length === 0
      ? 'nothing is recorded in .benchmarks yet: lockstep bench record FILES'
      : 'nothing that is recorded is what was asked for',
  );
  return EXIT.notScanned;
}
