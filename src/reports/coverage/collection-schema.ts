import { z } from 'zod';

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const line = z.number().int().min(1).max(1_000_000_000);
/** A name that someone wrote: any text, but not a book. */
const name = z.string().max(4_096);
/** Below the repository on every system: no root, no drive, no way up. */
const path = name.regex(/^(?![/\\]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))[^\u0000]+$/u);
const word = z.string().min(1).max(512);

const identity = z.strictObject({
  kind: z.enum(['named', 'numbered', 'missed-only']),
  scheme: word,
  names: z.array(name).readonly(),
  missed: z.array(name).readonly(),
});

const branches = z
  .strictObject({
    line,
    total: count,
    covered: count,
    atMost: count.exactOptional(),
    identity: identity.exactOptional(),
  })
  .refine(({ total, covered, atMost = covered }) => covered <= atMost && atMost <= total, {
    message: 'more branches were taken than there are',
  });

const collection = z.strictObject({
  format: z.literal('lockstep-coverage'),
  version: z.literal(1),
  origin: z.strictObject({
    job: word,
    platform: word,
    variant: z.string().max(512),
    attempt: z.number().int().min(1).max(1_000_000),
    commit: word.exactOptional(),
    tree: word.exactOptional(),
    time: z.number().min(0),
  }),
  files: z.array(
    z.strictObject({
      path,
      source: z.strictObject({ lines: count, digest: word }).exactOptional(),
      stub: z.boolean().exactOptional(),
      lines: z.array(z.tuple([line, count])).readonly(),
      branches: z.array(branches),
      functions: z.array(z.strictObject({ name, line: count, hits: count })).readonly(),
    }),
  ),
  unresolved: z.array(z.strictObject({ name, candidates: z.array(name).max(100).readonly() })).readonly(),
});

export type Written = z.infer<typeof collection>;

/** The data of a saved part, or what is wrong with it and where: `files.3.lines.0.1: …`. */
export function collectionData(data: unknown): Written | string {
  const parsed = collection.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it has another shape'}`;
}
