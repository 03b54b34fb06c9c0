import { isDeepStrictEqual } from 'node:util';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { printableLine } from '../diagnostics/printable.ts';
import { describeEvent, type PipelineEvent } from '../plan/event.ts';
import { randomHex } from '../platform/digest.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { thisHost } from '../platform/host.ts';
import { basename, join, relative } from '../platform/paths.ts';
import type { Reaction, ReadLeg, ReadWorkflow } from '../providers/provider.ts';
import { type EventOptions, eventOf } from './asked-event.ts';
import type { Invocation } from './commands/command.ts';
import { compilePipeline } from './compile-pipeline.ts';
import type { Console } from './console.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { lockedActions } from './locked-actions.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export interface SimulateOptions extends EventOptions {
  readonly diff?: string;
  readonly json?: boolean;
}

/** Shows what an event starts in each system, decided by the emitted files alone. */
export async function performSimulate(invocation: Invocation, options: SimulateOptions): Promise<ExitCode> {
  const event = eventOf(options);
  if (event === undefined) throw new UsageError('say which event');
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { console } = invocation;
  const locked = await lockedActions(workplace, console);
  if (locked === undefined) return EXIT.usage;
  const compiled = compilePipeline(workplace, locked);
  await workplace.report(compiled.diagnostics);
  if (hasErrors(compiled.diagnostics)) return EXIT.usage;
  const now = reactions(compiled.workflows, event);
  if (options.diff !== undefined)
    return showDifference(invocation, {
      workplace,
      event,
      now,
      revision: options.diff,
      json: options.json === true,
    });
  if (options.json === true) console.print(JSON.stringify({ event, workflows: now }, null, 2));
  else show(console, event, now);
  return EXIT.fine;
}

type WorkflowReaction = Pick<ReadWorkflow, 'system' | 'path' | 'name'> & Reaction;

function reactions(workflows: readonly ReadWorkflow[], event: PipelineEvent): readonly WorkflowReaction[] {
  return workflows.map((workflow) => {
    const { system, path, name } = workflow;
    return { system, path, name, ...workflow.react(event) };
  });
}

function show({ print, style }: Console, event: PipelineEvent, all: readonly WorkflowReaction[]): void {
  print(style.bold(`On ${describeEvent(event)}:`));
  for (const { path, name, silent, runs, skipped } of all.filter((one) => one.silent === undefined)) {
    print(`\n${style.bold(name)} ${style.dim(path)}`);
    for (const leg of runs) {
      const needs = leg.needs.length === 0 ? '' : ` after ${leg.needs.join(', ')}`;
      const yes = leg.approval ? ', when somebody says yes' : '';
      const secrets = leg.secrets.length === 0 ? '' : `, secrets ${leg.secrets.join(', ')}`;
      const rights = Object.entries(leg.permissions).map(([scope, level]) => `${scope}: ${level}`);
      print(
        `  ${style.green(style.glyphs.passed)} ${leg.leg}${style.dim(`${needs}${yes}${secrets}${rights.length > 0 ? `, may ${rights.join(', ')}` : ''}`)}`,
      );
    }
    for (const { leg, reason } of skipped)
      print(style.dim(`  ${style.glyphs.skipped} ${leg}: ${printableLine(reason)}`));
    if (silent !== undefined) print(style.dim(`  ${silent}`));
  }
  const quiet = all.filter((one) => one.silent !== undefined);
  if (quiet.length > 0) print('');
  for (const { name, path, silent } of quiet)
    print(style.dim(`${name} (${path}) stays silent: ${printableLine(silent ?? '')}`));
}

interface Comparison {
  readonly workplace: Workplace;
  readonly event: PipelineEvent;
  readonly now: readonly WorkflowReaction[];
  readonly revision: string;
  readonly json: boolean;
}

/** Compiles the definition of another revision, in a checkout of its own, and tells what has changed for the event. */
async function showDifference(
  invocation: Invocation,
  { workplace, event, now, revision, json }: Comparison,
): Promise<ExitCode> {
  const repository = await systemGit.root(workplace.root);
  if (repository === undefined) throw new UsageError('--diff needs a git repository');
  const path = join(thisHost().temporary, `lockstep-${randomHex(6)}`);
  try {
    await systemGit.addWorktree(repository, path, revision);
  } catch (error) {
    throw new UsageError(`cannot look at '${revision}': ${(error as Error).message}`);
  }
  try {
    const directory = join(path, relative(repository, workplace.root));
    const config = invocation.config === undefined ? undefined : basename(workplace.definition.path);
    const before = await openWorkplace({ ...invocation, directory, config });
    if (before === undefined) return EXIT.usage;
    const locked = await lockedActions(before, invocation.console);
    if (locked === undefined) return EXIT.usage;
    const compiled = compilePipeline(before, locked);
    await before.report(compiled.diagnostics);
    if (hasErrors(compiled.diagnostics)) return EXIT.usage;
    const difference = compare(legsByPlace(reactions(compiled.workflows, event)), legsByPlace(now));
    if (json) invocation.console.print(JSON.stringify({ event, ...difference }, null, 2));
    else printDifference(invocation.console, event, difference);
    return EXIT.fine;
  } finally {
    await systemGit.removeWorktree(repository, path);
    await nodeFiles.remove(path);
  }
}

type LegsByPlace = ReadonlyMap<string, ReadLeg>;

function legsByPlace(all: readonly WorkflowReaction[]): LegsByPlace {
  return new Map(
    all.flatMap(({ system, name, runs }) =>
      runs.map((leg) => [`${leg.leg} in ${name} on ${system}`, leg] as const),
    ),
  );
}

/** What of a leg is compared, with the words for it. */
const COMPARED = [
  ['commands', 'commands'],
  ['env', 'variables'],
  ['needs', 'needs'],
  ['secrets', 'secrets'],
  ['permissions', 'permissions'],
  ['approval', 'approval'],
] as const satisfies readonly (readonly [keyof ReadLeg, string])[];

interface Difference {
  readonly gone: readonly string[];
  readonly come: readonly string[];
  readonly changed: readonly { readonly place: string; readonly what: readonly string[] }[];
}

function compare(before: LegsByPlace, now: LegsByPlace): Difference {
  const changed = [...now].flatMap(([place, leg]) => {
    const old = before.get(place);
    if (old === undefined) return [];
    const what = COMPARED.filter(([key]) => !isDeepStrictEqual(old[key], leg[key])).map(([, words]) => words);
    return what.length === 0 ? [] : [{ place, what }];
  });
  return {
    gone: [...before.keys()].filter((place) => !now.has(place)),
    come: [...now.keys()].filter((place) => !before.has(place)),
    changed,
  };
}

function printDifference({ print, style }: Console, event: PipelineEvent, difference: Difference): void {
  const { gone, come, changed } = difference;
  print(style.bold(`On ${describeEvent(event)}:`));
  for (const place of gone) print(style.red(`- ${place}`));
  for (const place of come) print(style.green(`+ ${place}`));
  for (const { place, what } of changed) print(style.yellow(`~ ${place}: other ${what.join(', ')}`));
  if (gone.length + come.length + changed.length === 0) print('the same as before');
}
