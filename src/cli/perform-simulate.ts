import { hasErrors } from '../diagnostics/diagnostic.ts';
import { printableLine } from '../diagnostics/printable.ts';
import { describeEvent, type PipelineEvent } from '../plan/event.ts';
import { randomHex } from '../platform/digest.ts';
import { nodeFiles } from '../platform/files.ts';
import { systemGit } from '../platform/git.ts';
import { thisHost } from '../platform/host.ts';
import { join, relative } from '../platform/paths.ts';
import type { Reaction, ReadWorkflow } from '../providers/provider.ts';
import { type EventOptions, eventOf } from './asked-event.ts';
import type { Invocation } from './commands/command.ts';
import { compilePipeline } from './compile-pipeline.ts';
import type { Console } from './console.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
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
  const compiled = compilePipeline(workplace);
  await workplace.report(compiled.diagnostics);
  if (hasErrors(compiled.diagnostics)) return EXIT.usage;
  const now = reactions(compiled.workflows, event);
  if (options.diff !== undefined)
    return showDifference(invocation, { workplace, event, now, revision: options.diff });
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
      const secrets = leg.secrets.length === 0 ? '' : `, secrets ${leg.secrets.join(', ')}`;
      const rights = Object.entries(leg.permissions).map(([scope, level]) => `${scope}: ${level}`);
      print(
        `  ${style.green(style.glyphs.passed)} ${leg.leg}${style.dim(`${needs}${secrets}${rights.length > 0 ? `, may ${rights.join(', ')}` : ''}`)}`,
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
}

/** Compiles the definition of another revision, in a checkout of its own, and tells what has changed for the event. */
async function showDifference(
  invocation: Invocation,
  { workplace, event, now, revision }: Comparison,
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
    const before = await openWorkplace({ ...invocation, directory, config: undefined });
    if (before === undefined) return EXIT.usage;
    const then = reactions(compilePipeline(before).workflows, event);
    printDifference(invocation.console, lines(then), lines(now), event);
    return EXIT.fine;
  } finally {
    await systemGit.removeWorktree(repository, path);
    await nodeFiles.remove(path);
  }
}

function lines(all: readonly WorkflowReaction[]): ReadonlySet<string> {
  return new Set(
    all.flatMap(({ system, name, runs }) => runs.map((leg) => `${leg.leg} in ${name} on ${system}`)),
  );
}

function printDifference(
  { print, style }: Console,
  before: ReadonlySet<string>,
  now: ReadonlySet<string>,
  event: PipelineEvent,
): void {
  const gone = [...before].filter((line) => !now.has(line));
  const come = [...now].filter((line) => !before.has(line));
  print(style.bold(`On ${describeEvent(event)}:`));
  for (const line of gone) print(style.red(`- ${line}`));
  for (const line of come) print(style.green(`+ ${line}`));
  if (gone.length + come.length === 0) print('the same as before');
}
