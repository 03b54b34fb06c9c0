import { join, resolve } from 'node:path';
import { findFiles } from '../platform/find-files.ts';
import { relative, toPosix } from '../platform/paths.ts';
import type { Invocation } from './commands/command.ts';
import { UsageError } from './exit-code.ts';
import { openStore } from './workplace.ts';

/** The reports of scanners that the last run kept, relative to where the command was called. */
export async function keptFindings(invocation: Invocation): Promise<readonly string[]> {
  const store = await openStore(invocation);
  const [last] = await store.list();
  if (last === undefined)
    throw new UsageError('no report is named, and there is no run that kept any', 'Name the files.');
  const folder = store.runPath(last, 'reports');
  const found = await findFiles(['*/findings/**'], folder);
  return found.map((file) => toPosix(relative(resolve(invocation.directory), join(folder, file))));
}
