import type { EnvValue, JobConfig, ShellName, StepConfig } from '../config.ts';
import { parseDuration } from '../duration.ts';
import { type EnvEntry, type JobName, type Milliseconds, parsePlatform, type Step } from '../pipeline.ts';

/** One text or several, as several. */
export function listOf<T extends string>(given: T | readonly T[] | undefined): readonly T[] {
  if (given === undefined) return [];
  return typeof given === 'string' ? [given] : given;
}

/** Milliseconds; undefined for what is absent or (told elsewhere) no length of time. */
export function milliseconds(text: string | undefined): Milliseconds | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

/** Later layers win; a variable keeps the place where it was first set. */
export function environmentOf(
  ...layers: readonly (Readonly<Record<string, EnvValue>> | undefined)[]
): readonly EnvEntry[] {
  const entries = new Map<string, EnvEntry>();
  for (const layer of layers)
    for (const [name, given] of Object.entries(layer ?? {})) entries.set(name, entryOf(name, given));
  return [...entries.values()];
}

function entryOf(name: string, given: EnvValue): EnvEntry {
  if (typeof given !== 'object') return { name, kind: 'text', text: String(given) };
  if ('input' in given) return { name, kind: 'input', input: given.input };
  if ('event' in given) return { name, kind: 'tag' };
  if ('matrix' in given) return { name, kind: 'matrix', axis: given.matrix };
  return { name, kind: 'value', job: given.job as JobName, value: given.value };
}

/** With forward slashes, without `./` in front and `/` behind; `.` for the root. */
function directoryOf(cwd: string | undefined): string {
  const parts = (cwd ?? '.').split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? '.' : parts.join('/');
}

interface StepDefaults {
  readonly shell: ShellName;
  readonly cwd: string | undefined;
}

/** Every command of a job as a step: `run` (each text its own step), then `steps`. */
export function stepsOf(job: JobConfig, shell: ShellName): readonly Step[] {
  const defaults = { shell: job.shell ?? shell, cwd: job.cwd };
  return [...listOf(job.run), ...(job.steps ?? [])].map((given) =>
    stepOf(typeof given === 'string' ? { run: given } : given, defaults),
  );
}

/** The commands of `fix`, each its own step. */
export function fixStepsOf(job: JobConfig, shell: ShellName): readonly Step[] {
  const defaults = { shell: job.shell ?? shell, cwd: job.cwd };
  return listOf(job.fix).map((run) => stepOf({ run }, defaults));
}

function stepOf(step: StepConfig, defaults: StepDefaults): Step {
  const run = listOf(step.run).join('\n');
  return {
    name: step.name ?? titleOfCommand(run),
    run,
    shell: step.shell ?? defaults.shell,
    cwd: directoryOf(step.cwd ?? defaults.cwd),
    env: environmentOf(step.env),
    ...(step.secrets !== undefined && { secrets: step.secrets }),
    when: step.when ?? 'on_success',
    timeout: milliseconds(step.timeout),
    platforms: step.platforms?.map(parsePlatform),
  };
}

/** A command as a title: its first line that is not a comment. */
function titleOfCommand(run: string): string {
  const lines = run.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const first = telling[0] ?? lines[0] ?? run;
  return telling.length > 1 ? `${first} …` : first;
}
