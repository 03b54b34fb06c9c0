import { sha256 } from '../platform/digest.ts';
import type { Files } from '../platform/files.ts';
import { join } from '../platform/paths.ts';

/** Where evaluated definitions are kept, and what made them. */
export interface DefinitionCache {
  /** Absolute path of the directory. */
  readonly directory: string;
  /** The version of lockstep: another one may read the same text otherwise. */
  readonly version: string;
}

interface Entry {
  readonly version: string;
  readonly inputs: readonly { readonly path: string; readonly digest: string }[];
  /** The data as JSON text, and its digest: what was cut off or changed is no entry. */
  readonly data: string;
  readonly digest: string;
}

/** The data of a definition none of whose files has changed since it was kept, and these files; undefined for everything else. Never throws. */
export async function fetchDefinition(
  files: Files,
  cache: DefinitionCache,
  path: string,
): Promise<{ readonly data: unknown; readonly files: readonly string[] } | undefined> {
  try {
    const text = await files.readText(entryPath(cache, path));
    if (text === undefined) return undefined;
    const entry = JSON.parse(text) as Entry;
    if (entry.version !== cache.version || sha256(entry.data) !== entry.digest) return undefined;
    if (!entry.inputs.some((input) => input.path === path)) return undefined;
    for (const input of entry.inputs)
      if ((await digestOf(files, input.path)) !== input.digest) return undefined;
    return { data: JSON.parse(entry.data) as unknown, files: entry.inputs.map((input) => input.path) };
  } catch {
    return undefined;
  }
}

/** The inputs' digests, to be taken before the definition is evaluated, so that a change in between is a miss later. */
export async function digestInputs(files: Files, inputs: readonly string[]): Promise<Entry['inputs']> {
  return Promise.all(
    inputs.map(async (path) => ({ path, digest: (await digestOf(files, path)) ?? 'missing' })),
  );
}

/** Keeps it; a directory that cannot be written is no reason to fail. */
export async function keepDefinition(
  files: Files,
  cache: DefinitionCache,
  kept: { readonly path: string; readonly inputs: Entry['inputs']; readonly data: unknown },
): Promise<void> {
  const data = JSON.stringify(kept.data);
  const entry: Entry = { version: cache.version, inputs: kept.inputs, data, digest: sha256(data) };
  await files.writeAtomic(entryPath(cache, kept.path), JSON.stringify(entry)).catch(() => undefined);
}

function entryPath(cache: DefinitionCache, path: string): string {
  return join(cache.directory, `${sha256(path).slice(0, 32)}.json`);
}

async function digestOf(files: Files, path: string): Promise<string | undefined> {
  const bytes = await files.readBytes(path);
  return bytes && sha256(bytes);
}
