/** At most so many of the samples, at equal distances and in their order: when a machine was slow is to be seen in what stays. */
export function spreadSamples(samples: readonly number[], most: number): readonly number[] {
  if (samples.length <= most) return samples;
  const step = samples.length / most;
  return Array.from({ length: most }, (_, index) => samples[Math.floor(index * step)] ?? 0);
}
