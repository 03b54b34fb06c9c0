import { z } from 'zod';
import type { ComparisonReport } from './comparison-report.ts';

const amount = z.number().min(0);
/** JSON has no infinity: what bounds nothing is written as null. */
const bound = z.number().min(0).nullable();

const comparison = z.object({
  format: z.literal('lockstep-bench-comparison'),
  version: z.literal(1),
  head: z.object({ commit: z.string().max(100).exactOptional(), dirty: z.boolean() }),
  baselines: z.array(z.object({ name: z.string().max(500), commit: z.string().max(100) })).readonly(),
  threshold: z.number().gt(0).max(10),
  duration: amount,
  comparisons: z
    .array(
      z.object({
        benchmark: z.string().max(1_000),
        baseline: z.string().max(500),
        unit: z.string().max(500),
        better: z.enum(['lower', 'higher']),
        base: z.array(amount).readonly(),
        head: z.array(amount).readonly(),
        estimate: z.object({
          pairs: z.number().int().min(0),
          ratio: amount,
          low: amount,
          high: bound,
          alpha: amount,
          verdict: z.enum(['proved', 'likely', 'small', 'clear', 'undecided']),
          smallestEffect: bound,
        }),
      }),
    )
    .max(100_000)
    .readonly(),
  unpaired: z
    .array(z.object({ benchmark: z.string().max(1_000), missing: z.array(z.string().max(500)).readonly() }))
    .readonly(),
  rounds: z.number().int().min(0),
  ended: z.enum(['decided', 'pairs', 'time']),
  budget: z.object({
    alpha: z.number().gt(0).lt(1),
    family: z.number().int().min(0),
    mostPairs: z.number().int().min(0),
  }),
  calibration: z
    .object({ alarms: amount, comparisons: amount, low: amount, high: amount, share: amount.nullable() })
    .exactOptional(),
});

export function isComparison(text: string): boolean {
  return /^\s*\{\s*"format"\s*:\s*"lockstep-bench-comparison"/u.test(text.slice(0, 200));
}

/** What `lockstep bench compare --json` has written, held against its format; a text says what is wrong with it. */
export function readComparison(text: string): ComparisonReport | string {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return 'it is no JSON: it may be cut off';
  }
  const parsed = comparison.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unknown'}`;
  }
  const { head, comparisons, calibration, ...rest } = parsed.data;
  const endless = (value: number | null): number => value ?? Number.POSITIVE_INFINITY;
  return {
    ...rest,
    head: { commit: head.commit, dirty: head.dirty },
    comparisons: comparisons.map(({ estimate, ...one }) => ({
      ...one,
      estimate: {
        ...estimate,
        high: endless(estimate.high),
        smallestEffect: endless(estimate.smallestEffect),
      },
    })),
    ...(calibration !== undefined && {
      calibration: { ...calibration, share: calibration.share ?? Number.NaN },
    }),
  };
}
