import { SourceFile } from '../diagnostics/source-file.ts';
import { nodeFiles } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { LOCK_FILE, readActionsLock } from '../providers/github/actions-lock.ts';
import type { ActionsLock } from '../providers/provider.ts';
import type { Console } from './console.ts';
import { printDiagnostics, type Workplace } from './workplace.ts';

/** What the project has locked of the actions; nothing without a lock file. Undefined when it is wrong, which has then been said. */
export async function lockedActions({ root }: Workplace, console: Console): Promise<ActionsLock | undefined> {
  const text = await nodeFiles.readText(join(root, LOCK_FILE));
  if (text === undefined) return {};
  const file = new SourceFile(LOCK_FILE, text);
  const result = readActionsLock(file);
  printDiagnostics(console, result.diagnostics, new Map([[LOCK_FILE, file]]));
  return result.ok ? result.value : undefined;
}
