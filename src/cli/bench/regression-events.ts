import type { NotifyEvent } from '../../notify/notify-event.ts';
import { intervalText, percentText, ratioText } from '../../reports/benchmarks/benchmark-words.ts';
import { type ComparisonReport, worstFirst } from '../../reports/benchmarks/comparison/comparison-report.ts';

/** Of each benchmark whether it has become slower, by the worst of its baselines. Of those that are undecided nobody knows, and nobody is told. */
export function regressionEvents(project: string, report: ComparisonReport): readonly NotifyEvent[] {
  const { comparisons, threshold, head } = report;
  const worst = new Map(
    worstFirst(comparisons)
      .toReversed()
      .map((one) => [one.benchmark, one]),
  );
  return [...worst.values()]
    .toReversed()
    .flatMap(({ benchmark, baseline, estimate }): readonly NotifyEvent[] => {
      const { verdict, ratio, pairs } = estimate;
      if (verdict === 'undecided') return [];
      const isSlower = verdict === 'proved' || verdict === 'likely';
      const times = `${ratioText(ratio)} times as slow as ${baseline} (${intervalText(estimate)}, ${pairs} pairs)`;
      return [
        {
          kind: 'benchmark-regressed',
          status: isSlower ? 'firing' : 'resolved',
          project,
          subject: benchmark,
          ...(head.commit !== undefined && { commit: head.commit }),
          summary: isSlower
            ? `${benchmark} is ${times}: ${verdict} to be ${percentText(threshold)} slower or more.`
            : `${benchmark} is ${times}.`,
        },
      ];
    });
}
