import type { Command } from 'commander';
import type { Invocation } from './commands/command.ts';
import { openStore, openWorkplace } from './workplace.ts';

/** What can stand at the last of the words: it begins with what is typed of it. Never fails: no answer is an answer. */
export async function completions(
  program: Command,
  words: readonly string[],
  invocation: Invocation,
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? '';
  let command = program;
  let positional = 0;
  for (const word of words.slice(0, -1)) {
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (next !== undefined) command = next;
    else if (!word.startsWith('-')) positional++;
  }
  const candidates = typed.startsWith('-')
    ? optionsOf(command, program)
    : [...visibleCommands(command), ...(await argumentsOf(command, positional, invocation))];
  return [...new Set(candidates)].filter((candidate) => candidate.startsWith(typed)).sort();
}

function visibleCommands(command: Command): readonly string[] {
  return command.commands.map((child) => child.name()).filter((name) => !name.startsWith('__'));
}

function optionsOf(command: Command, program: Command): readonly string[] {
  const options = command === program ? program.options : [...command.options, ...program.options];
  return [...options.flatMap((option) => option.long ?? []), '--help'];
}

async function argumentsOf(
  command: Command,
  positional: number,
  invocation: Invocation,
): Promise<readonly string[]> {
  const fixed = command.registeredArguments[positional]?.argChoices;
  if (fixed !== undefined) return fixed;
  const parent = command.parent?.name();
  try {
    if (parent === 'runs' && ['view', 'rerun'].includes(command.name()))
      return [...(await (await openStore(invocation)).list())];
    if (!['run', 'watch', 'plan', 'fix', 'log'].includes(command.name())) return [];
    const silent = { ...invocation, console: { ...invocation.console, remark: () => undefined } };
    const pipeline = (await openWorkplace(silent))?.definition.pipeline;
    if (pipeline === undefined) return [];
    const jobs = pipeline.jobs
      .filter((job) => command.name() !== 'fix' || job.fix.length > 0)
      .map((job) => job.name);
    return ['run', 'watch', 'plan'].includes(command.name())
      ? [...pipeline.workflows.map((workflow) => workflow.name), ...jobs]
      : jobs;
  } catch {
    return [];
  }
}
