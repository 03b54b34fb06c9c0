import { type Result, success } from '../../diagnostics/result.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import { eachLine } from '../each-line.ts';
import { unreadable } from '../json/read-document.ts';
import { PassedOver } from '../passed-over.ts';
import type { BenchmarksReport } from './benchmarks-report.ts';
import { CollectedBenchmarks } from './collected-benchmarks.ts';

/** Makes benchmarks of lines. */
export interface LineListener {
  /** Without the line's end, its colours and carriage returns that a progress display left. */
  line(text: string, offset: number): void;
  /** The tool, and its version if the text says it; a text in the place of a report says why this is none. */
  finish(): BenchmarksReport | string;
}

/** A line is not longer than this, or is no line of a benchmark. */
const LONGEST_LINE = 4_000;
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'gu');

/**
 * What every reader of a tool's terminal output does. The output ends with a line break: without one it was cut off, and its last line is
 * not read, because half a number is a number.
 */
export function readLines(
  file: SourceFile,
  listen: (collected: CollectedBenchmarks, passedOver: PassedOver) => LineListener,
): Result<BenchmarksReport> {
  const passedOver = new PassedOver(file);
  const listener = listen(new CollectedBenchmarks(passedOver), passedOver);
  const isWhole = file.text.endsWith('\n');
  const end = isWhole ? file.text.length : file.text.lastIndexOf('\n') + 1;
  eachLine(file.text.slice(0, end), (line, offset) => {
    if (line.length > LONGEST_LINE) return;
    const shown = line.replace(COLOURS, '');
    listener.line(shown.slice(shown.lastIndexOf('\r') + 1), offset);
  });
  if (!isWhole)
    passedOver.tell({
      code: 'report-cut-off',
      severity: 'warning',
      message: 'the output ends in the middle of a line, which was not read',
      offset: Math.max(0, file.text.length - 1),
      fix: 'A tool that was killed leaves such files: run it again.',
    });
  const report = listener.finish();
  if (typeof report !== 'string') return success(report, passedOver.diagnostics);
  const failed = unreadable(file, report);
  return { ...failed, diagnostics: [...failed.diagnostics, ...passedOver.diagnostics] };
}

/** `18,149.35`, `1_000`, `2.5e-3`: undefined for what is no number. */
export function numberIn(text: string | undefined): number | undefined {
  const bare = text?.replace(/[,_]/gu, '') ?? '';
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(bare) ? Number(bare) : undefined;
}
