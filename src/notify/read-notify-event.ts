import { z } from 'zod';
import { CAUSE_KINDS, type NotifyEvent } from './notify-event.ts';

const text = z.string().max(10_000);
const filled = text.min(1);

/** Unknown properties are refused: a misspelled one would be a message without what matters. */
const schema = z.strictObject({
  kind: z.enum(CAUSE_KINDS),
  status: z.enum(['firing', 'resolved']),
  project: filled,
  subject: filled,
  branch: filled.exactOptional(),
  workflow: filled.exactOptional(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .exactOptional(),
  pullRequest: z.int().positive().exactOptional(),
  occurrence: filled.exactOptional(),
  summary: filled,
  details: z.string().max(100_000).exactOptional(),
  facts: z
    .array(z.strictObject({ name: filled, value: text }))
    .max(100)
    .exactOptional(),
  links: z
    .array(z.strictObject({ text: filled, url: filled }))
    .max(100)
    .exactOptional(),
});

/** An event of plain data; `why` names the first thing that is wrong. `project` is for events that name none. */
export function readNotifyEvent(
  data: unknown,
  project: string,
): { readonly event: NotifyEvent } | { readonly why: string } {
  const given =
    typeof data === 'object' && data !== null && !Array.isArray(data) ? { project, ...data } : data;
  const result = schema.safeParse(given);
  if (result.success) return { event: result.data };
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  return { why: place === '' ? (issue?.message ?? '') : `${place}: ${issue?.message}` };
}
