import type { EmittedFile, ReadBack } from '../../provider.ts';
import { ConfigFile, isTable, tableOf } from './config-file.ts';
import { readWorkflow } from './read-workflow.ts';

const TOP_KEYS = ['version', 'parameters', 'executors', 'commands', 'jobs', 'workflows'];

/** Understands what `emit` wrote, by the file alone. */
export function read(files: readonly EmittedFile[]): ReadBack {
  const configs = files.map((file) => new ConfigFile(file));
  const workflows = configs.flatMap((file) => {
    const { data } = file;
    if (!isTable(data)) {
      if (file.diagnostics.length === 0) file.misunderstand([], 'it has no content');
      return [];
    }
    for (const key of Object.keys(data))
      if (!TOP_KEYS.includes(key)) file.misunderstand([key], `lockstep does not write '${key}'`);
    return Object.keys(tableOf(data.workflows)).map((name) => readWorkflow(file, name, data));
  });
  return { workflows, diagnostics: configs.flatMap((file) => file.diagnostics) };
}
