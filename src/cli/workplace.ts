import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { findDefinition } from '../definition/find.ts';
import { type Definition, readDefinition } from '../definition/read-definition.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { dirname } from '../platform/paths.ts';
import { RunStore } from '../execution/run-store.ts';
import type { Invocation } from './commands/command.ts';
import type { Console } from './console.ts';
import { ownIndex, ownPackage } from './version.ts';

/** A checkout with a definition in it. */
export interface Workplace {
  /** Absolute path of the folder the definition stands in: commands and globs are relative to it. */
  readonly root: string;
  readonly definition: Definition;
  readonly store: RunStore;
}

/** Finds and reads the definition. Undefined when it is wrong; then everything wrong with it has been printed. */
export async function openWorkplace(invocation: Invocation): Promise<Workplace | undefined> {
  const directory = resolve(invocation.directory);
  const found = await findDefinition({ files: nodeFiles, directory, config: invocation.config });
  if (!found.ok) {
    await printDiagnostics(invocation.console, found.diagnostics);
    return undefined;
  }
  const root = dirname(found.value);
  const store = new RunStore(nodeFiles, root);
  const result = await readDefinition({
    files: nodeFiles,
    path: found.value,
    index: ownIndex(),
    version: ownPackage().version,
    cache: store.cachePath('definition'),
  });
  await printDiagnostics(invocation.console, result.diagnostics);
  if (!result.ok || hasErrors(result.diagnostics)) return undefined;
  return { root, definition: result.value, store };
}

/** The folder runs are kept in, without looking at the definition: for commands that only read history. */
export async function openStore(invocation: Invocation): Promise<RunStore> {
  const directory = resolve(invocation.directory);
  const found = await findDefinition({ files: nodeFiles, directory, config: invocation.config });
  const root = found.ok ? dirname(found.value) : ((await systemGit.root(directory)) ?? directory);
  return new RunStore(nodeFiles, root);
}

async function printDiagnostics(console: Console, diagnostics: readonly Diagnostic[]): Promise<void> {
  if (diagnostics.length === 0) return;
  const sources = new Map<string, SourceFile>();
  for (const path of new Set(diagnostics.flatMap((diagnostic) => diagnostic.location?.path ?? []))) {
    const text = await nodeFiles.readText(path);
    if (text !== undefined) sources.set(path, new SourceFile(path, text));
  }
  const { errorStyle } = console;
  console.remark(
    renderDiagnostics(diagnostics, { files: (path) => sources.get(path), style: errorStyle, directory: process.cwd() }),
  );
}
