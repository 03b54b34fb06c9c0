import type { Result } from '../../diagnostics/result.ts';
import { success } from '../../diagnostics/result.ts';
import type { PreCommitHooks } from '../../hooks/read-pre-commit-config.ts';
import { workPlaces } from '../../hooks/work/work-journal.ts';
import { nodeFiles } from '../../platform/files.ts';
import type { GitIndex } from '../../platform/git-index.ts';
import { ownBuild } from '../version.ts';

/** What a text came to, as this build of lockstep reads it. */
interface Kept {
  readonly build: string;
  readonly text: string;
  readonly read: PreCommitHooks;
}

/**
 * What a configuration of pre-commit says. The last answer is kept beside the text it is of, in git's folder: to load a parser of YAML
 * takes longer than to look at a commit.
 */
export async function readKeptConfig(text: string, { folder }: GitIndex): Promise<Result<PreCommitHooks>> {
  const path = workPlaces(folder).config;
  const before = await keptAt(path);
  if (before?.text === text && before.build === ownBuild()) return success(before.read);
  const { readPreCommitConfig } = await import('../../hooks/read-pre-commit-config.ts');
  const read = readPreCommitConfig(text);
  if (read.ok) {
    const kept: Kept = { build: ownBuild(), text, read: read.value };
    // Where nothing can be written it is read again the next time.
    await nodeFiles.writeAtomic(path, JSON.stringify(kept)).catch(() => undefined);
  }
  return read;
}

async function keptAt(path: string): Promise<Kept | undefined> {
  try {
    return JSON.parse((await nodeFiles.readText(path)) ?? 'null') as Kept;
  } catch {
    return undefined;
  }
}
