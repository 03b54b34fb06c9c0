import { createTwoFilesPatch } from 'diff';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/printable.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { documentGlobs, type PlannedDocuments, planDocuments } from '../documents/update-documents.ts';
import type { OwnershipProof } from '../plan/ownership.ts';
import { nodeFiles } from '../platform/files.ts';
import { findFiles } from '../platform/find-files.ts';
import { join } from '../platform/paths.ts';
import type { ActionsLock } from '../providers/provider.ts';
import type { Invocation } from './commands/command.ts';
import { compiledFiles } from './compiled-files.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { documentChanges, type FileChange, lockChanges, planChanges } from './generated-files.ts';
import { lockedActions } from './locked-actions.ts';
import type { Style } from './render/style.ts';
import { openWorkplace, printDiagnostics, type Workplace } from './workplace.ts';

export interface GenerateOptions {
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly updateActions?: boolean;
}

/**
 * Compiles the definition and brings the repository's files in line with it. Nothing is written when anything is wrong: with the
 * definition, with the proof, or with a file somebody wrote by hand.
 */
export async function performGenerate(invocation: Invocation, options: GenerateOptions): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { console } = invocation;
  const locked = await lockedActions(workplace, console);
  if (locked === undefined) return EXIT.usage;
  const actions = await wantedActions(workplace, locked, invocation, options);
  if (actions === undefined) return EXIT.failed;
  const compiled = await compiledFiles(workplace, actions);
  await workplace.report(compiled.diagnostics);
  if (hasErrors(compiled.diagnostics)) return EXIT.usage;
  const documents = await planOwnDocuments(workplace, compiled.proof);
  printDiagnostics(console, documents.diagnostics, documents.sources);
  if (hasErrors(documents.diagnostics)) return EXIT.usage;
  const changes = [
    ...(await lockChanges(nodeFiles, workplace.root, compiled.actions)),
    ...(await planChanges(nodeFiles, workplace.root, compiled.files)),
    ...(await documentChanges(nodeFiles, workplace.root, documents.files)),
  ];
  if (options.json === true)
    console.print(
      JSON.stringify(
        changes.map(({ path, kind }) => ({ path, kind })),
        null,
        2,
      ),
    );
  if (options.check === true) return check(changes, invocation, options);
  const foreign = changes.filter((change) => change.kind === 'by-hand');
  if (foreign.length > 0 && options.force !== true && options.dryRun !== true) {
    for (const { path } of foreign)
      console.remark(`${console.errorStyle.red('error')}: ${path} was written by hand and is left as it is`);
    console.remark(
      '  help: Put what it does into the definition and remove it, or replace it with --force. Nothing was written.',
    );
    return EXIT.usage;
  }
  for (const change of changes) await apply(change, workplace.root, options);
  if (options.json !== true) for (const change of changes) console.print(describe(change, console.style));
  return EXIT.fine;
}

async function wantedActions(
  workplace: Workplace,
  locked: ActionsLock,
  invocation: Invocation,
  options: GenerateOptions,
): Promise<ActionsLock | undefined> {
  if (options.updateActions !== true) return locked;
  const { newerActions } = await import('./newer-actions.ts');
  return newerActions(workplace, locked, invocation, options);
}

/** The pages and the Makefile that tell of the pipeline. */
async function planOwnDocuments(
  { definition, root }: Workplace,
  proof: OwnershipProof,
): Promise<PlannedDocuments & { readonly sources: ReadonlyMap<string, SourceFile> }> {
  const { pipeline } = definition;
  const paths = await findFiles(documentGlobs(pipeline), root);
  const files = await Promise.all(
    paths.map(async (path) => ({ path, text: (await nodeFiles.readText(join(root, path))) ?? '' })),
  );
  const sources = new Map(files.map(({ path, text }) => [path, new SourceFile(path, text)]));
  return { ...planDocuments({ pipeline, proof, files }), sources };
}

async function apply(change: FileChange, root: string, { dryRun }: GenerateOptions): Promise<void> {
  if (dryRun === true || change.kind === 'unchanged') return;
  const path = join(root, change.path);
  if (change.kind === 'obsolete') await nodeFiles.remove(path);
  else await nodeFiles.writeAtomic(path, change.text);
}

/** Stale, edited, missing or superfluous: said with a diff, and how to mend it. */
function check(changes: readonly FileChange[], { console }: Invocation, { json }: GenerateOptions): ExitCode {
  const wrong = changes.filter((change) => change.kind !== 'unchanged');
  if (json !== true) {
    for (const change of wrong) {
      console.print(describe(change, console.style));
      console.print(diffOf(change, console.style));
    }
    if (wrong.length > 0)
      console.print(
        `${wrong.length} of ${changes.length} files are not what the definition says. Mend: lockstep generate`,
      );
    else
      console.print(
        `${console.style.green(console.style.glyphs.passed)} ${changes.length} files are what the definition says`,
      );
  }
  return wrong.length > 0 ? EXIT.failed : EXIT.fine;
}

const WORDS: Record<FileChange['kind'], string> = {
  unchanged: 'unchanged',
  new: 'new',
  stale: 'the definition has changed',
  edited: 'was edited by hand',
  'by-hand': 'was written by hand',
  obsolete: 'belongs to nothing in the definition any more',
};

function describe({ path, kind }: FileChange, style: Style): string {
  const sign =
    kind === 'unchanged'
      ? style.dim(style.glyphs.passed)
      : kind === 'obsolete'
        ? style.red('-')
        : style.yellow('~');
  return `${sign} ${path}: ${WORDS[kind]}`;
}

function diffOf({ path, before, text }: FileChange, style: Style): string {
  const patch = createTwoFilesPatch(
    `${path} (in the repository)`,
    `${path} (by the definition)`,
    before,
    text,
    '',
    '',
    { context: 2 },
  );
  return printable(patch)
    .split('\n')
    .slice(1)
    .map((line) => (line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : line))
    .join('\n');
}
