import { printableLine } from '../../diagnostics/printable.ts';
import { intervalText, percentText, ratioText } from '../../reports/benchmarks/benchmark-words.ts';
import { type ComparisonReport, worstFirst } from '../../reports/benchmarks/comparison/comparison-report.ts';
import { escapeData, escapeProperty } from './github-commands.ts';

/** GitHub shows ten annotations of a kind per step ("Workflow commands", limits of check runs). */
const MOST = 10;

/** A workflow command for each regression: an error for one that is proved, a warning for one that is likely. */
export function comparisonAnnotations({ comparisons, threshold }: ComparisonReport): readonly string[] {
  const ordered = worstFirst(comparisons);
  return (['proved', 'likely'] as const).flatMap((verdict) =>
    ordered
      .filter(({ estimate }) => estimate.verdict === verdict)
      .slice(0, MOST)
      .map(({ benchmark, baseline, estimate }) => {
        const title = `${benchmark} is ${ratioText(estimate.ratio)} times as slow as ${baseline}`;
        const message = `${verdict} to be ${percentText(threshold)} slower or more: between ${intervalText(estimate)} times, after ${estimate.pairs} pairs`;
        const command = verdict === 'proved' ? 'error' : 'warning';
        return `::${command} title=${escapeProperty(printableLine(title))}::${escapeData(printableLine(message))}`;
      }),
  );
}
