import type { PlannedJob } from '../plan/plan.ts';
import { join } from '../platform/paths.ts';
import type { RunContext } from './run-context.ts';
import { legFileName } from './run-store.ts';
import { parseAssignments, parsePathEntries } from './step-files.ts';
import { warn } from './warning.ts';

/**
 * What the steps of an attempt hand on to later ones, kept in files so that a resumed run finds it again: for step N the files
 * `N.env`, `N.path`, `N.output`, and `N.ok`, which the step's own shell makes when it has succeeded.
 */
export class StepHandover {
  readonly #context: RunContext;
  readonly #job: PlannedJob;
  readonly #directory: string;
  readonly #attempt: number;
  readonly #outputs = new Map<string, string>();
  /** Variables set so far. */
  readonly variables: Record<string, string> = {};
  /** Directories added to PATH so far, the newest first. */
  path: readonly string[] = [];

  constructor(context: RunContext, job: PlannedJob, attempt: number) {
    this.#context = context;
    this.#job = job;
    this.#attempt = attempt;
    this.#directory = context.store.runPath(context.runId, 'steps', legFileName(job.id), String(attempt));
  }

  marker(index: number): string {
    return join(this.#directory, `${index}.ok`);
  }

  /** The variables that tell a step where to write. */
  files(index: number): Record<string, string> {
    return {
      LOCKSTEP_ENV: join(this.#directory, `${index}.env`),
      LOCKSTEP_PATH: join(this.#directory, `${index}.path`),
      LOCKSTEP_OUTPUT: join(this.#directory, `${index}.output`),
    };
  }

  /** Makes the folder; gives the steps that an earlier process had finished, after reading what they handed on. */
  async open(): Promise<ReadonlySet<number>> {
    const { files, earlier } = this.#context;
    await files.makeDirectory(this.#directory);
    const before = earlier?.jobs.get(this.#job.id);
    const done = new Set<number>();
    if (before === undefined || before.attempt !== this.#attempt) return done;
    for (const [index, step] of before.steps.entries()) {
      const passed = step.outcome?.kind === 'passed' || step.outcome?.kind === 'skipped';
      // Not in the journal, but the step itself had left its mark before lockstep could write it down.
      const marked =
        step.outcome === undefined &&
        step.startedAt !== undefined &&
        (await files.exists(this.marker(index)));
      if (marked) this.#confirm(index);
      if (!passed && !marked) {
        await this.#forget(index);
        break;
      }
      done.add(index);
      await this.read(index);
    }
    return done;
  }

  #confirm(step: number): void {
    const { clock, emit } = this.#context;
    emit({
      kind: 'step.finished',
      time: clock.now(),
      leg: this.#job.id,
      attempt: this.#attempt,
      step,
      outcome: { kind: 'passed' },
      duration: 0,
    });
  }

  /** A step that was cut short begins anew: with nothing of what it may have written. */
  async #forget(index: number): Promise<void> {
    for (const ending of ['env', 'path', 'output', 'ok'])
      await this.#context.files.remove(join(this.#directory, `${index}.${ending}`));
  }

  /** Takes over what a finished step has written. */
  async read(index: number): Promise<void> {
    const entries = await this.#context.files.list(this.#directory);
    const names = new Set(entries.filter((entry) => entry.kind === 'file').map((entry) => entry.name));
    for (const { name, kind } of entries)
      if (kind !== 'file' && name.startsWith(`${index}.`))
        this.#warn(`${name} is no file any more and is not read`);
    const text = async (ending: string): Promise<string> => {
      const name = `${index}.${ending}`;
      return names.has(name) ? ((await this.#context.files.readText(join(this.#directory, name))) ?? '') : '';
    };
    const variables = parseAssignments(await text('env'));
    Object.assign(this.variables, Object.fromEntries(variables.values));
    const outputs = parseAssignments(await text('output'));
    for (const [name, value] of outputs.values) this.#outputs.set(name, value);
    for (const problem of variables.problems) this.#warn(`$LOCKSTEP_ENV, ${problem}`);
    for (const problem of outputs.problems) this.#warn(`$LOCKSTEP_OUTPUT, ${problem}`);
    this.path = [...parsePathEntries(await text('path')), ...this.path];
  }

  /** The declared values. One that holds a secret is not handed on: it would leave the masker's reach. */
  async values(): Promise<Readonly<Record<string, string>>> {
    const values: Record<string, string> = {};
    for (const name of this.#job.values) {
      const value = this.#outputs.get(name);
      if (value === undefined) this.#warn(`value ${name} was not written to $LOCKSTEP_OUTPUT`);
      else if (this.#context.masker.text(value) !== value)
        this.#warn(`value ${name} holds a secret and is not handed on`);
      else values[name] = value;
    }
    for (const name of this.#outputs.keys()) {
      if (!this.#job.values.includes(name))
        this.#warn(`value ${name} was written but is not declared in values`);
    }
    return values;
  }

  #warn(text: string): void {
    warn(this.#context, this.#job, text);
  }
}

/** Of all attempts of a leg. The files can hold secrets in clear text, so they go as soon as nobody can need them. */
export async function removeHandover(context: RunContext, job: PlannedJob): Promise<void> {
  await context.files.remove(context.store.runPath(context.runId, 'steps', legFileName(job.id)));
}
