import type { LocalPlan } from '../plan/localize.ts';
import { dirname, relative, toPosix } from '../platform/paths.ts';
import type { Invocation } from './commands/command.ts';
import type { Console } from './console.ts';
import { UsageError } from './exit-code.ts';
import { mustRunHere, planHere, type RunOptions } from './perform-run.ts';
import { type Selection, selectionOf } from './run-selection.ts';
import { ownIndex } from './version.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** The options of `lockstep watch`. */
export type WatchOptions = Pick<
  RunOptions,
  | 'jobs'
  | 'json'
  | 'cache'
  | 'failFast'
  | 'keepGoing'
  | 'needs'
  | 'setup'
  | 'assumeServices'
  | 'secrets'
  | 'input'
  | 'tag'
>;

export interface WatchRequest {
  readonly invocation: Invocation;
  /** A workflow, or jobs. */
  readonly names: readonly string[];
  readonly options: WatchOptions;
}

/** What is watched, as the definition is now. */
export interface WatchProject {
  readonly workplace: Workplace;
  readonly selection: Selection;
  /** All of the selection that runs on this machine. */
  readonly local: LocalPlan;
  /** Absolute paths of the files the definition was made of; what is installed does not count. */
  readonly parts: readonly string[];
}

/** Reads the definition. Undefined when it is wrong; then everything wrong with it has been printed. */
export async function openProject(request: WatchRequest): Promise<WatchProject | undefined> {
  const { invocation, names, options } = request;
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return undefined;
  const selection = {
    ...selectionOf(workplace.definition.pipeline, names),
    ...(!options.needs && { needs: false as const }),
    ...(!options.setup && { setup: false as const }),
  };
  const own = dirname(ownIndex());
  const parts = workplace.definition.files.filter(
    (path) => dirname(path) !== own && !toPosix(path).includes('/node_modules/'),
  );
  const local = planHere(workplace, selection, options);
  mustRunHere(local);
  return { workplace, selection, local, parts };
}

/** The definition read again: what it is now, or everything that is wrong with it, and what there is to remark in either case. */
export async function reopenProject(
  request: WatchRequest,
  before: WatchProject,
): Promise<{ readonly project: WatchProject | undefined; readonly remarks: readonly string[] }> {
  const remarks: string[] = [];
  const console: Console = { ...request.invocation.console, remark: (text) => void remarks.push(text) };
  // By its path: while it is being replaced, another one above it would be the nearest.
  const config = before.workplace.definition.path;
  try {
    const project = await openProject({ ...request, invocation: { ...request.invocation, config, console } });
    return { project, remarks };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { red } = console.errorStyle;
    const help = error.fix === undefined ? '' : `\n  help: ${error.fix}`;
    return { project: undefined, remarks: [...remarks, `${red('error')}: ${error.message}${help}`] };
  }
}

/** As the files of a project are named: relative to the folder of the definition. */
export function nameInProject({ workplace }: WatchProject, path: string): string {
  return toPosix(relative(workplace.root, path));
}
