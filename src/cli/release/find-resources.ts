import { type Result, success } from '../../diagnostics/result.ts';
import { ChannelServer } from '../../release/channels/channel-server.ts';
import { type FormulaResource, formulaResources } from '../../release/channels/homebrew/formula-resource.ts';
import type { RuntimePackages } from '../../release/evidence/runtime-packages.ts';

/** Asks PyPI where the sources are of what a formula brings along; nobody is asked where it brings nothing. */
export async function findResources(
  { requirements }: RuntimePackages,
  { pypi, signal }: { readonly pypi: string; readonly signal: AbortSignal },
): Promise<Result<readonly FormulaResource[]>> {
  const frozen = requirements?.frozen ?? [];
  if (frozen.length === 0) return success([]);
  const server = new ChannelServer();
  try {
    return await formulaResources(frozen, { server, pypi, signal });
  } finally {
    server.close();
  }
}
