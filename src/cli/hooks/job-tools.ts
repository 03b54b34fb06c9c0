import type { PlannedJobHook } from '../../hooks/hook-plan.ts';
import type { CheckoutTools, JobOutcome } from '../../hooks/run-checkout-hooks.ts';
import type { JobName, Pipeline, Step } from '../../pipeline/pipeline.ts';
import { fixPipeline } from '../../plan/fix-pipeline.ts';
import type { RunEvent } from '../../run/run-event.ts';
import type { Invocation } from '../commands/command.ts';
import type { Console } from '../console.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import type { Interruption } from '../interruption.ts';
import { performGenerate } from '../perform-generate.ts';
import { planHere, startRun } from '../perform-run.ts';
import { createStyle } from '../render/style.ts';
import type { Workplace } from '../workplace.ts';

/** Jobs as hooks are runs like any other: they are in `lockstep runs`, and one with inputs is reused. Their screens are not shown. */
export function runJobQuietly(
  invocation: Invocation,
  workplace: Workplace,
  { interruption, scope }: { readonly interruption: Interruption; readonly scope: string },
): CheckoutTools['runJob'] {
  return async (hook, what, given) => {
    const names = given?.map((name) => name.slice(scope.length));
    const heard: RunEvent[] = [];
    const { console } = quietConsole();
    const pipeline = pipelineFor(workplace.definition.pipeline, hook, what, names);
    const place = { ...workplace, definition: { ...workplace.definition, pipeline } };
    const jobs = [hook.job as JobName];
    const local = planHere(place, what === 'fix' ? {} : { jobs });
    const selection = { jobs, ...(what === 'fix' && { command: 'fix' as const }) };
    try {
      const watch = (event: RunEvent): void => void heard.push(event);
      const code = await startRun(
        place,
        { ...invocation, console },
        { local, selection, interruption, watch },
        {},
      );
      return { passed: code === EXIT.fine, output: outputOf(heard) };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { passed: false, output: error.message };
    }
  };
}

/** What the jobs that did not pass have printed, and why they did not. */
function outputOf(events: readonly RunEvent[]): JobOutcome['output'] {
  const lines: string[] = [];
  for (const finished of events) {
    if (finished.kind !== 'job.finished' || ['passed', 'reused', 'flaky'].includes(finished.verdict))
      continue;
    for (const event of events)
      if (event.kind === 'job.output' && event.leg === finished.leg) lines.push(...event.lines);
  }
  return lines.join('\n');
}

function pipelineFor(
  pipeline: Pipeline,
  hook: PlannedJobHook,
  what: 'check' | 'fix',
  names: readonly string[] | undefined,
): Pipeline {
  const shaped =
    what === 'fix' && hook.fixChanged === undefined ? fixPipeline(pipeline, [hook.job as JobName]) : pipeline;
  const command = what === 'fix' ? hook.fixChanged : hook.changed;
  if (names === undefined || command === undefined) return shaped;
  const jobs = shaped.jobs.map((job) => {
    const [first] = job.steps;
    if (job.name !== hook.job || first === undefined) return job;
    // What a part of the files came to is no result of the job.
    return {
      ...job,
      steps: stepsFor(first, command, names),
      inputs: [],
      outputs: [],
      needs: [],
      reports: [],
    };
  });
  return { ...shaped, jobs };
}

/** Characters of names in one command line: Windows takes 32,767 of a whole one, other systems more. */
const MOST = 20_000;

function stepsFor(first: Step, command: string, names: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  for (let rest = names; rest.length > 0; ) {
    let [count, length] = [0, 0];
    for (; count < rest.length && (count === 0 || length < MOST); count++)
      length += (rest[count] ?? '').length + 3;
    const run = `${command} ${rest.slice(0, count).map(quoted).join(' ')}`;
    steps.push({ ...first, name: command, run, env: first.env, when: 'on_success' });
    rest = rest.slice(count);
  }
  return steps;
}

/** For the shells of POSIX; `./` before a dash, so that no name is an option. */
function quoted(name: string): string {
  const plain = name.startsWith('-') ? `./${name}` : name;
  return `'${plain.replaceAll("'", "'\\''")}'`;
}

/** What generated files are stale, by the very comparison of `lockstep generate --check`. */
export function findStaleFiles(invocation: Invocation): CheckoutTools['staleFiles'] {
  return async () => {
    const { console, printed } = quietConsole();
    const code = await performGenerate({ ...invocation, console }, { check: true, json: true });
    if (code === EXIT.usage)
      return [{ path: 'the definition', message: `cannot be generated from:\n${printed.remarks.join('')}` }];
    const changes = JSON.parse(printed.texts.join('')) as { path: string; kind: string }[];
    // Nothing was ever generated here: then nothing can be stale.
    if (changes.every(({ kind }) => kind === 'new' || kind === 'by-hand')) return [];
    return changes
      .filter(({ kind }) => kind !== 'unchanged')
      .map(({ path, kind }) => ({ path, message: STALE[kind] ?? kind }));
  };
}

const STALE: Readonly<Record<string, string>> = {
  new: 'is missing',
  stale: 'is not what the definition says',
  edited: 'was edited by hand',
  'by-hand': 'was written by hand, and the definition generates it',
  obsolete: 'belongs to nothing in the definition any more',
};

interface Printed {
  readonly texts: string[];
  readonly remarks: string[];
}

function quietConsole(): { readonly console: Console; readonly printed: Printed } {
  const printed: Printed = { texts: [], remarks: [] };
  const style = createStyle({ color: false, unicode: true });
  const screen = {
    columns: 100,
    rows: 24,
    color: false,
    unicode: true,
    write: () => undefined,
    onResize: () => () => undefined,
  };
  const console: Console = {
    screen,
    style,
    errorStyle: style,
    isTerminal: false,
    print: (text) => void printed.texts.push(text),
    remark: (text) => void printed.remarks.push(text),
  };
  return { console, printed };
}
