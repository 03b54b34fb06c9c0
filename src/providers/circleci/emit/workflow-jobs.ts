import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { formatPlatform, type Pipeline, type Platform } from '../../../pipeline/pipeline.ts';
import type { LegId, PlannedJob } from '../../../plan/plan.ts';
import type { SystemJob, SystemWorkflow } from '../../../plan/system-plan.ts';
import { template } from '../document.ts';
import { type Bodies, fingerprint } from './bodies.ts';
import { inFolder } from './definition-folder.ts';
import { type JobContext, parameterNames, parameterTag } from './job-context.ts';
import { type LoweredJob, lowerJob } from './lower-job.ts';
import { changesMachine, rawJob } from './raw-blocks.ts';

/** One entry of a workflow: the legs of it differ only in their shard. */
export interface Cell {
  /** The first of them. */
  readonly leg: PlannedJob;
  readonly legs: readonly PlannedJob[];
  readonly system: SystemJob;
  /** The job it starts. */
  readonly body: string;
  /** What it gives the job's parameters; empty when the values stand in the job itself. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly rawInvocation: Readonly<Record<string, unknown>>;
}

/** Cells that start the same job. */
export type CellGroup = readonly Cell[];

export interface LowerOptions {
  readonly pipeline: Pipeline;
  readonly bodies: Bodies;
  /** Of the definition. */
  readonly folder: string | undefined;
  /** The pipeline parameter for each input. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Jobs whose artifacts or values a leg on CircleCI takes. */
  readonly givers: ReadonlySet<string>;
}

/** The cells of a workflow by job and platform, with their jobs added to the file. */
export function lowerWorkflowJobs(
  workflow: SystemWorkflow,
  options: LowerOptions,
): { groups: readonly CellGroup[]; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const groups = workflow.jobs.flatMap((system) =>
    platformsOf(system.legs).map((platform) => {
      const legs = system.legs.filter((leg) => formatPlatform(leg.platform) === formatPlatform(platform));
      const lowered = new Lowering({ system, workflow, legs, options });
      const cells = lowered.cells();
      diagnostics.push(...lowered.diagnostics);
      return cells;
    }),
  );
  return { groups, diagnostics };
}

function platformsOf(legs: readonly PlannedJob[]): readonly Platform[] {
  return [...new Map(legs.map((leg) => [formatPlatform(leg.platform), leg.platform])).values()];
}

interface LoweringInput {
  readonly system: SystemJob;
  readonly workflow: SystemWorkflow;
  readonly legs: readonly PlannedJob[];
  readonly options: LowerOptions;
}

class Lowering {
  readonly diagnostics: Diagnostic[] = [];
  readonly #input: LoweringInput;
  readonly #axes: readonly string[];

  constructor(input: LoweringInput) {
    this.#input = input;
    const [first] = input.legs;
    this.#axes = Object.keys(first?.matrix ?? {});
  }

  cells(): CellGroup {
    const { legs } = this.#input;
    const shards = byCell(legs);
    const shared = this.#shared(shards);
    return shards.flatMap((group): readonly Cell[] => {
      const [leg] = group;
      if (leg === undefined) return [];
      return [this.#cell(leg, group, shared)];
    });
  }

  /** The job that does for all cells, with a parameter for each axis; undefined when they differ in more than their values. */
  #shared(shards: readonly (readonly PlannedJob[])[]): LoweredJob | undefined {
    const axes = fingerprint(this.#axes);
    const uniform = shards.every(([leg]) => fingerprint(Object.keys(leg?.matrix ?? {})) === axes);
    if (shards.length < 2 || this.#axes.length === 0 || !uniform) return undefined;
    const lowered = shards.flatMap(([leg]) =>
      leg === undefined ? [] : [lowerJob(this.#context(leg, true))],
    );
    const [first] = lowered;
    const print = (one: LoweredJob | undefined): string => fingerprint([one?.body, one?.machine]);
    return lowered.every((one) => print(one) === print(first)) ? first : undefined;
  }

  #cell(leg: PlannedJob, legs: readonly PlannedJob[], shared: LoweredJob | undefined): Cell {
    const { system, options } = this.#input;
    const lowered = shared ?? lowerJob(this.#context(leg, false));
    const raw = rawJob(system.job.circleci, ['jobs', leg.job, 'circleci']);
    this.diagnostics.push(...lowered.diagnostics, ...raw.diagnostics);
    const executor = changesMachine(raw.body) ? undefined : lowered.executorName;
    const machine = options.bodies.machine(executor, lowered.machine);
    const body = inFolder({ ...lowered.body, machine, raw: raw.body }, options.folder);
    const names = parameterNames(this.#axes);
    const values = shared === undefined ? [] : Object.entries(leg.matrix);
    return {
      leg,
      legs,
      system,
      body: options.bodies.job(this.#names(leg, shared !== undefined), body),
      arguments: Object.fromEntries(values.map(([axis, value]) => [names.get(axis) ?? axis, value])),
      rawInvocation: raw.invocation,
    };
  }

  #names(leg: PlannedJob, shared: boolean): readonly string[] {
    const platform = formatPlatform(leg.platform) === 'linux' ? [] : [formatPlatform(leg.platform)];
    const values = shared ? [] : Object.values(leg.matrix);
    const name = [leg.job, ...platform, ...values].join('-');
    return [name, `${name}-${this.#input.workflow.workflow.name}`];
  }

  #context(leg: PlannedJob, symbolic: boolean): JobContext {
    const { system, workflow, legs, options } = this.#input;
    const names = parameterNames(this.#axes);
    const releases =
      leg.category === 'release' || workflow.triggers.some(({ trigger }) => trigger.kind === 'tag');
    return {
      leg,
      job: system.job,
      workflow: workflow.workflow,
      pipeline: options.pipeline,
      cached: !releases,
      handsOn: options.givers.has(leg.job),
      input: (name) => {
        const parameter = options.inputs.get(name);
        return parameter === undefined ? undefined : template({ tag: `pipeline.parameters.${parameter}` });
      },
      parameter: (axis) => {
        const name = names.get(axis);
        return symbolic && name !== undefined ? parameterTag(name) : undefined;
      },
      axisValues: (axis) => legs.flatMap((one) => one.matrix[axis] ?? []),
    };
  }
}

/** The shards of each cell together. */
function byCell(legs: readonly PlannedJob[]): readonly (readonly PlannedJob[])[] {
  const cells = new Map<string, PlannedJob[]>();
  for (const leg of legs) {
    const key = JSON.stringify(leg.matrix);
    cells.set(key, [...(cells.get(key) ?? []), leg]);
  }
  return [...cells.values()];
}

/** Every leg with the cell it is part of. */
export function cellsByLeg(groups: readonly CellGroup[]): ReadonlyMap<LegId, Cell> {
  return new Map(groups.flat().flatMap((cell) => cell.legs.map((leg) => [leg.id, cell] as const)));
}
