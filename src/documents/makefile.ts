import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/printable.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { DocumentCode } from './diagnostic-codes.ts';
import { HELP_TARGET, type LocalCommand, localCommands } from './local-commands.ts';
import type { DocumentFile } from './marked-sections.ts';

const BEGIN = '# lockstep:begin';
const END = '# lockstep:end';

/** A new Makefile, for a repository that has none. */
export function newMakefile(pipeline: Pipeline): string {
  return `${BEGIN}\n${targetsText(pipeline, new Set())}${END}\n`;
}

export interface MakefileUpdate {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes the targets anew between `# lockstep:begin` and `# lockstep:end`, which stand on lines of their own; everything else stays
 * byte for byte. A target that the rest of the file has is left to it.
 */
export function updateMakefile({ path, text }: DocumentFile, pipeline: Pipeline): MakefileUpdate {
  const begins = linesOf(text, BEGIN);
  const ends = linesOf(text, END);
  const [begin, second] = begins;
  const [end] = ends;
  const fault = (code: DocumentCode, message: string, fix: string, at?: Line): MakefileUpdate => {
    const location = at === undefined ? { path } : { path, span: { start: at.start, end: at.end } };
    return { text, diagnostics: [{ code, severity: 'error', message, location, fix }] };
  };
  if (begin === undefined && end === undefined)
    return fault(
      'makefile-without-section',
      `${path} has no place for the targets.`,
      `Put the lines '${BEGIN}' and '${END}' where they are to stand, or set documents.makefile to false.`,
    );
  if (second !== undefined)
    return fault('duplicate-section', `The targets begin in ${path} twice.`, 'Keep one of them.', second);
  if (begin === undefined || (end !== undefined && end.start < begin.start))
    return fault(
      'stray-section-end',
      `The targets end here and begin nowhere before.`,
      `Put '${BEGIN}' where they begin, or take this line out.`,
      end,
    );
  if (end === undefined)
    return fault('unclosed-section', 'The targets do not end.', `Put '${END}' where they end.`, begin);
  if (ends.length > 1)
    return fault('stray-section-end', 'The targets have ended already.', 'Take this line out.', ends[1]);
  const own = targetsIn(text.slice(0, begin.start) + text.slice(end.end));
  const lines = targetsText(pipeline, own).replaceAll('\n', begin.lineBreak);
  return { text: text.slice(0, begin.next) + lines + text.slice(end.start), diagnostics: [] };
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
  readonly lineBreak: string;
}

function linesOf(text: string, marker: string): readonly Line[] {
  const pattern = new RegExp(`^(${marker})[ \\t]*(\\r?\\n|$(?![^]))`, 'gm');
  return [...text.matchAll(pattern)].map(({ 0: whole, 1: words = '', 2: broken = '', index }) => {
    const lineBreak = broken === '' ? '\n' : broken;
    return { start: index, end: index + words.length, next: index + whole.length, lineBreak };
  });
}

/** Names in front of a colon that is no assignment (GNU make manual, "Rule Syntax"). */
function targetsIn(makefile: string): ReadonlySet<string> {
  const rules = makefile.matchAll(/^([^\s#:=][^#:=\n]*):(?![:=]*=)/gm);
  return new Set([...rules].flatMap(([, names = '']) => names.trim().split(/\s+/)));
}

/** Names that need no escape anywhere in a Makefile. The schema lets no others in. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_-]*$/;

function targetsText(pipeline: Pipeline, own: ReadonlySet<string>): string {
  const commands = localCommands(pipeline);
  for (const name of commands.flatMap(({ target, args }) => [target, ...args]))
    if (!PLAIN.test(name)) throw new Error(`Internal error: '${name}' is no name for a Makefile`);
  const help = { target: HELP_TARGET, recipe: helpRecipe(commands) };
  const all = [help, ...commands.map(({ target, args }) => ({ target, recipe: recipeOf(args) }))];
  const targets = all.filter(({ target }) => !own.has(target));
  return [
    '# Made by `lockstep generate` from the definition. Change the definition instead.',
    'LOCKSTEP ?= npx lockstep',
    '',
    `.PHONY: ${targets.map(({ target }) => target).join(' ')}`,
    ...targets.flatMap(({ target, recipe }) => ['', `${target}:`, ...recipe.map((line) => `\t${line}`)]),
    '',
  ].join('\n');
}

function recipeOf(args: readonly string[]): readonly string[] {
  return [`$(LOCKSTEP) ${args.join(' ')}`];
}

function helpRecipe(commands: readonly LocalCommand[]): readonly string[] {
  const width = Math.max(...commands.map(({ target }) => target.length));
  return commands.map(
    ({ target, summary }) => `@printf '%s\\n' ${shellText(`${target.padEnd(width)}  ${summary}`)}`,
  );
}

/** In single quotes for the shell, with dollars for make, on one line that does not end in a backslash. */
function shellText(text: string): string {
  const line = printable(text).replace(/\s/g, ' ').trimEnd();
  return `'${line.replaceAll("'", "'\\''").replaceAll('$', '$$$$')}'`;
}
