import { z } from 'zod';

const time = z.iso.datetime();

const place = z.union([
  z.strictObject({ system: z.literal('github'), kind: z.enum(['repository', 'organization']) }),
  z.strictObject({ system: z.literal('github'), kind: z.literal('environment'), name: z.string() }),
  z.strictObject({ system: z.literal('circleci'), kind: z.literal('context'), name: z.string() }),
  z.strictObject({ system: z.literal('circleci'), kind: z.literal('project') }),
]);

const schema = z.strictObject({
  version: z.literal(1),
  secrets: z.record(
    z.string(),
    z.strictObject({
      /** When somebody last began. */
      began: time,
      /** Where the new value was written, and when. */
      written: z.array(z.strictObject({ place, at: time })),
      /** When all places had it. */
      completed: time.exactOptional(),
      /** When somebody said that the old value is worth nothing any more. */
      oldRevoked: time.exactOptional(),
    }),
  ),
});

/**
 * What is known of the rotations of secrets: names, places and times, never a value nor anything made of one. It is kept beside the definition, in git,
 * so that everybody knows what was done.
 */
export type RotationRecord = z.output<typeof schema>;

/** `why` names the first thing that is wrong. */
export function readRotationRecord(
  text: string | undefined,
): { readonly record: RotationRecord } | { readonly why: string } {
  if (text === undefined) return { record: { version: 1, secrets: {} } };
  try {
    const result = schema.safeParse(JSON.parse(text));
    if (result.success) return { record: result.data };
    const [issue] = result.error.issues;
    return { why: `${issue?.path.map(String).join('.')}: ${issue?.message}` };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

export function renderRotationRecord(record: RotationRecord): string {
  const sorted = Object.entries(record.secrets).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${JSON.stringify({ version: 1, secrets: Object.fromEntries(sorted) }, null, 2)}\n`;
}
