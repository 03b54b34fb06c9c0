import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DEFINITION_NAMES } from '../definition/find.ts';
import { scaffoldDefinition } from '../definition/scaffold/scaffold.ts';
import { surveyRepository } from '../definition/scaffold/survey.ts';
import { printableLine } from '../diagnostics/printable.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { printDiagnostics } from './workplace.ts';

export interface InitOptions {
  readonly format?: 'ts' | 'yaml';
  readonly dryRun?: boolean;
}

export async function performInit(invocation: Invocation, options: InitOptions): Promise<ExitCode> {
  const { console } = invocation;
  const start = resolve(invocation.directory);
  const root = (await systemGit.root(start)) ?? start;
  for (const name of DEFINITION_NAMES) {
    if (options.dryRun !== true && (await nodeFiles.exists(join(root, name)))) {
      throw new UsageError(
        `there is a definition already: ${join(root, name)}`,
        'lockstep init --dry-run shows what it would write.',
      );
    }
  }
  const result = scaffoldDefinition(await surveyRepository(nodeFiles, root), options);
  printDiagnostics(console, result.diagnostics);
  if (!result.ok) return EXIT.usage;
  const scaffold = result.value;
  if (options.dryRun === true) {
    console.print(scaffold.text);
    return EXIT.fine;
  }
  const path = join(root, scaffold.path);
  await stored(path, nodeFiles.createExclusive(path, scaffold.text));
  await ignoreRuns(root);
  const { style } = console;
  console.print(`${style.green(style.glyphs.passed)} wrote ${style.bold(scaffold.path)}`);
  for (const note of scaffold.notes) console.print(`  ${printableLine(note)}`);
  console.print(`\nNext: ${style.bold('lockstep run')}`);
  return EXIT.fine;
}

/** Adds `.lockstep/` to .gitignore where git is used and does not ignore it yet. */
async function ignoreRuns(root: string): Promise<void> {
  if ((await systemGit.root(root)) === undefined) return;
  const path = join(root, '.gitignore');
  const text = await readFile(path, 'utf8').catch(() => '');
  if (/^\/?\.lockstep\/?$/m.test(text)) return;
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  await stored(path, nodeFiles.writeAtomic(path, `${before}.lockstep/\n`));
}

async function stored<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StorageError(path, error);
  }
}
