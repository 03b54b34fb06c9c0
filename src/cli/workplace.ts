import { resolve } from 'node:path';
import { findDefinition } from '../definition/find.ts';
import { type Definition, readDefinition } from '../definition/read-definition.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/printable.ts';
import { type ReportStyle, renderDiagnostics } from '../diagnostics/render-diagnostic.ts';
import { type Result, success } from '../diagnostics/result.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { RunStore } from '../execution/run-store.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { workerEvaluator } from '../platform/module-evaluator.ts';
import { dirname } from '../platform/paths.ts';
import type { Invocation } from './commands/command.ts';
import type { Console } from './console.ts';
import { UsageError } from './exit-code.ts';
import { ownBuild, ownIndex } from './version.ts';

/** A checkout with a definition in it. */
export interface Workplace {
  /** Absolute path of the folder the definition stands in: commands and globs are relative to it. */
  readonly root: string;
  readonly definition: Definition;
  readonly store: RunStore;
  /** Prints diagnostics about the definition, with the lines they are about. */
  report(diagnostics: readonly Diagnostic[]): Promise<void>;
}

/** Finds and reads the definition. Undefined when it is wrong; then everything wrong with it has been printed. */
export async function openWorkplace(invocation: Invocation): Promise<Workplace | undefined> {
  const found = await locateDefinition(invocation);
  if (!found.ok) {
    printDiagnostics(invocation.console, found.diagnostics);
    return undefined;
  }
  const root = dirname(found.value);
  const store = new RunStore(nodeFiles, root);
  const result = await readDefinition({
    files: nodeFiles,
    path: found.value,
    root: process.cwd(),
    evaluator: workerEvaluator,
    publicDoor: ownIndex(),
    ...((await store.isThere()) && {
      cache: { directory: store.cachePath('definition'), version: ownBuild() },
    }),
    onOutput: (text) => invocation.console.remark(printable(text)),
  });
  printDiagnostics(invocation.console, result.diagnostics, result.sources);
  if (!result.ok || hasErrors(result.diagnostics)) return undefined;
  const report = async (diagnostics: readonly Diagnostic[]): Promise<void> =>
    printDiagnostics(invocation.console, await result.value.locate(diagnostics), result.sources);
  return { root, definition: result.value, store, report };
}

/** Is a definition named, or is there one to be found? */
export async function hasDefinition({ directory, config }: Invocation): Promise<boolean> {
  return config !== undefined || (await findDefinition(nodeFiles, resolve(directory))).ok;
}

/** The file `--config` names, or the nearest one. */
async function locateDefinition({ directory, config }: Invocation): Promise<Result<string>> {
  const start = resolve(directory);
  if ((await nodeFiles.stat(start))?.kind !== 'directory')
    throw new UsageError(`there is no directory ${start}`);
  if (config === undefined) return findDefinition(nodeFiles, start);
  const path = resolve(start, config);
  const kind = (await nodeFiles.stat(path))?.kind;
  if (kind === undefined) throw new UsageError(`there is no file ${path}`);
  if (kind === 'directory')
    throw new UsageError(`${path} is a directory, not a definition`, 'Name the file, or use -C.');
  return success(path);
}

/** The folder runs are kept in, without reading the definition: for commands that only look at history. */
export async function openStore(invocation: Invocation): Promise<RunStore> {
  const found = await locateDefinition(invocation);
  const start = resolve(invocation.directory);
  const root = found.ok ? dirname(found.value) : ((await systemGit.root(start)) ?? start);
  return new RunStore(nodeFiles, root);
}

/** On standard error, with the lines they are about where their source is known. */
export function printDiagnostics(
  console: Console,
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceFile> = new Map(),
): void {
  if (diagnostics.length === 0) return;
  const { errorStyle } = console;
  const paint: Record<ReportStyle, (text: string) => string> = {
    error: (text) => errorStyle.bold(errorStyle.red(text)),
    warning: (text) => errorStyle.bold(errorStyle.yellow(text)),
    note: errorStyle.cyan,
    help: errorStyle.green,
    frame: errorStyle.dim,
    bold: errorStyle.bold,
  };
  console.remark(
    renderDiagnostics(diagnostics, {
      files: (path) => sources.get(path),
      color: (style, text) => paint[style](text),
    }),
  );
}
