import { resolve } from 'node:path';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { printableLine } from '../diagnostics/printable.ts';
import { wrap } from '../diagnostics/text-width.ts';
import { amountText, ratioText } from '../reports/benchmarks/benchmark-words.ts';
import {
  compareStored,
  NO_VERDICT,
  type StoredComparison,
} from '../reports/benchmarks/comparison/stored-comparison.ts';
import { isIncomplete } from '../reports/report-problem.ts';
import { readBenchmarkFiles } from './bench/benchmark-files.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { renderTable } from './render/table.ts';
import { printDiagnostics } from './workplace.ts';

/** Two reports side by side. Always 4: a gate that asks for a verdict has not got one. */
export async function performBenchStored(
  { console, directory }: Invocation,
  { before, now }: { readonly before: readonly string[]; readonly now: readonly string[] },
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const options = { directory: resolve(directory), format: undefined };
  const read = [await readBenchmarkFiles(before, options), await readBenchmarkFiles(now, options)] as const;
  for (const { diagnostics, sources } of read) {
    printDiagnostics(console, diagnostics, sources);
    if (hasErrors(diagnostics) || isIncomplete(diagnostics)) return EXIT.usage;
  }
  const comparison = compareStored(read[0].reports, read[1].reports);
  if (json)
    console.print(
      JSON.stringify({ format: 'lockstep-bench-stored', version: 1, ...comparison, verdict: null }, null, 2),
    );
  else console.print(textOf(comparison, console).join('\n'));
  return EXIT.notScanned;
}

const COLUMNS = [
  { title: 'benchmark', min: 12, cut: 'middle' },
  { title: 'before', align: 'right' },
  { title: 'now', align: 'right' },
  { title: 'ratio', align: 'right' },
] as const;

function textOf(
  { pairs, alone }: StoredComparison,
  { style, screen }: Invocation['console'],
): readonly string[] {
  const width = screen.columns - 1;
  const rows = pairs.map(({ benchmark, unit, before, now, ratio }) => [
    { text: printableLine(benchmark) },
    { text: amountText(before, printableLine(unit)) },
    { text: amountText(now, printableLine(unit)) },
    { text: ratio === undefined ? 'not the same unit' : `${ratioText(ratio)} ×` },
  ]);
  return [
    ...renderTable(COLUMNS, rows, { width, ellipsis: style.ellipsis, header: style.dim }),
    ...alone.map(
      (name) => `${style.yellow(style.glyphs.warning)} ${printableLine(name)}: only one of the two has it`,
    ),
    ...NO_VERDICT.flatMap((line) => wrap(line, width)),
  ];
}
