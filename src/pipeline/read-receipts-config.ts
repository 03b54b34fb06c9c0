import type { ReceiptsConfig } from './release-config.ts';
import { receipts } from './schema/release-schema.ts';

/** `release.receipts` of a definition, standing alone. `why` names the first thing that is wrong. */
export function readReceiptsConfig(
  data: unknown,
): { readonly config: ReceiptsConfig } | { readonly why: string } {
  const result = receipts.safeParse(data);
  if (result.success) return { config: result.data };
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  return { why: place === '' ? (issue?.message ?? '') : `${place}: ${issue?.message}` };
}
