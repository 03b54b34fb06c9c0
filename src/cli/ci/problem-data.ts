import type { Problem } from './open-sources.ts';

/** What a system refused, as every `--json` gives it. */
export function problemData({ place, refusal }: Problem): Readonly<Record<string, unknown>> {
  const { kind, status, message, fix } = refusal;
  return { system: place, kind, status: status ?? null, message, fix: fix ?? null };
}
