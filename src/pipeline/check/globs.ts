import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import type { ArtifactConfig, JobConfig } from '../config.ts';
import { endOfSet, reversedRange } from '../glob-set.ts';
import { type CheckContext, problem } from './check-context.ts';

/** Globs are relative to the folder of the definition, stay in it, use forward slashes and close what they open. */
export function checkGlobs({ config, written }: CheckContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, job] of written)
    for (const [list, at] of globsOf(job)) found.push(...checkList(list, ['jobs', name, ...at]));
  for (const [name, workflow] of Object.entries(config.workflows ?? {}))
    (workflow.on ?? []).forEach((trigger, index) => {
      if ('paths' in trigger)
        found.push(...checkList(trigger.paths, ['workflows', name, 'on', index, 'paths']));
    });
  return found;
}

type Globs = string | readonly string[] | undefined;

function globsOf(job: JobConfig): readonly (readonly [Globs, PropertyPath])[] {
  const reports = Object.entries(job.reports ?? {}).map(
    ([kind, globs]) => [globs as Globs, ['reports', kind]] as const,
  );
  const artifacts = Object.entries(job.artifacts ?? {}).map(([name, artifact]) =>
    typeof artifact === 'object' && 'paths' in artifact
      ? ([(artifact as ArtifactConfig).paths, ['artifacts', name, 'paths']] as const)
      : ([artifact as Globs, ['artifacts', name]] as const),
  );
  return [[job.inputs, ['inputs']], [job.outputs, ['outputs']], ...reports, ...artifacts];
}

export function checkList(globs: Globs, at: PropertyPath): readonly Diagnostic[] {
  if (globs === undefined) return [];
  if (typeof globs === 'string') return checkGlob(globs, at);
  return globs.flatMap((glob, index) => checkGlob(glob, [...at, index]));
}

function checkGlob(glob: string, at: PropertyPath): readonly Diagnostic[] {
  const fault = faultOfGlob(glob);
  if (fault === undefined) return [];
  return [problem('bad-glob', at, `The glob '${glob}' ${fault.message}.`, { fix: fault.fix })];
}

interface Fault {
  readonly message: string;
  readonly fix: string;
}

/** What is wrong with a glob, or with a path that is none. */
export function faultOfGlob(glob: string): Fault | undefined {
  const body = glob.replace(/^!/, '');
  if (body.trim() === '') return { message: 'is empty', fix: "Write '**' for every file." };
  if (body.includes('\\'))
    return { message: 'has a backslash', fix: `Write '${glob.replaceAll('\\', '/')}', on Windows too.` };
  if (/^(\/|[A-Za-z]:|~)/.test(body))
    return {
      message: 'is an absolute path',
      fix: `Write it relative to the folder of the definition, such as '${body.replace(/^([A-Za-z]:|~)?\/*/, '') || '**'}'.`,
    };
  if (leavesRoot(body))
    return {
      message: 'leads out of the folder of the definition',
      fix: 'Only files in it and below can be matched.',
    };
  const open = unclosed(body);
  if (open !== undefined)
    return { message: `has a '${open}' without its partner`, fix: 'Close it, or take it out.' };
  const range = reversedRange(body);
  if (range !== undefined)
    return {
      message: `has the range '${range}', which ends before it begins`,
      fix: 'Write the lower end first.',
    };
  return undefined;
}

function leavesRoot(glob: string): boolean {
  let depth = 0;
  for (const part of glob.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.' && part !== '**') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/** The bracket or brace that is not paired. */
export function unclosed(glob: string): string | undefined {
  let braces = 0;
  for (let index = 0; index < glob.length; index++) {
    const character = glob[index];
    if (character === '[') {
      const close = endOfSet(glob, index);
      if (close === -1) return '[';
      index = close;
    } else if (character === ']') return ']';
    else if (character === '{') braces += 1;
    else if (character === '}' && --braces < 0) return '}';
  }
  return braces > 0 ? '{' : undefined;
}
