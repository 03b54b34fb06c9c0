import type { Pipeline } from '../../../pipeline/pipeline.ts';
import { jobOfLeg } from '../../../plan/legs.ts';
import type { LegId, PlannedEnvEntry, PlannedJob } from '../../../plan/plan.ts';
import type { SystemJob, SystemWorkflow } from '../../../plan/system-plan.ts';
import type { ActionsLock } from '../../provider.ts';
import { type PinnedAction, pinned } from '../document.ts';
import {
  allOf,
  anyOf,
  context,
  type Expression,
  equal,
  literal,
  Template,
  type Value,
} from '../expression/expression.ts';
import { type Problems, problem } from '../problem.ts';
import type { EventCase } from './event-cases.ts';
import { eventValue } from './event-value.ts';
import { LegMatrix } from './leg-matrix.ts';
import { labelOf } from './runner.ts';

/** What every job of a workflow is emitted with. */
export interface WorkflowContext {
  readonly pipeline: Pipeline;
  readonly own: SystemWorkflow;
  readonly cases: readonly EventCase[];
  readonly actions: ActionsLock;
  /** Names of the actions that were asked for so far. */
  readonly used: Set<string>;
  readonly problems: Problems;
  /** Of the other jobs of the workflow, by name. */
  readonly jobs: ReadonlyMap<string, JobContext>;
}

/** A job with its legs and the matrix they make. */
export class JobContext {
  readonly own: SystemJob;
  readonly matrix: LegMatrix;
  readonly #slugs: ReadonlyMap<LegId, string>;

  constructor(own: SystemJob, labels: ReadonlyMap<LegId, string>) {
    this.own = own;
    this.matrix = new LegMatrix(own.legs, labels);
    this.#slugs = slugsOf(own.legs, this.matrix);
  }

  get name(): string {
    return this.own.job.name;
  }

  /** `dist`, or `dist-linux-3.12` where several legs make one. */
  named(base: string, leg: LegId): string {
    const slug = this.#slugs.get(leg);
    return this.own.legs.length === 1 || slug === undefined ? base : `${base}-${slug}`;
  }

  /** The same, for the leg that runs. */
  ownNamed(base: string): Value {
    if (this.own.legs.length === 1) return base;
    const axes = this.#axesOfSlug();
    if (axes === undefined)
      return new Template([
        base,
        '-',
        ...asParts(this.matrix.value('leg', (leg) => this.#slugs.get(leg.id) ?? '')),
      ]);
    return new Template([base, ...axes.flatMap((axis) => ['-', context('matrix', axis)])]);
  }

  /** The axes whose values make up every slug; undefined when a slug is made in another way. */
  #axesOfSlug(): readonly string[] | undefined {
    const [first] = this.own.legs;
    const axes = Object.keys(this.matrix.coordinates(first?.id ?? ('' as LegId)));
    const plain = this.own.legs.every((leg) => {
      const at = this.matrix.coordinates(leg.id);
      return axes.map((axis) => at[axis]).join('-') === this.#slugs.get(leg.id);
    });
    return plain ? axes : undefined;
  }

  /** Holds for this leg only. */
  isLeg(leg: LegId): Expression | undefined {
    const parts = Object.entries(this.matrix.coordinates(leg)).map(([axis, value]) =>
      equal(context('matrix', axis), String(value)),
    );
    const [first, ...more] = parts;
    return first && allOf(first, ...more);
  }
}

export function asParts(value: Value): readonly (string | Expression)[] {
  return value instanceof Template ? value.parts : [value];
}

/** Short names of the legs for artifacts and outputs: their place in the matrix, of characters that may stand in both. */
function slugsOf(legs: readonly PlannedJob[], matrix: LegMatrix): ReadonlyMap<LegId, string> {
  const taken = new Set<string>();
  return new Map(
    legs.map((leg) => {
      const plain = Object.values(matrix.coordinates(leg.id))
        .join('-')
        .replace(/[^A-Za-z0-9._-]+/g, '-');
      let slug = plain;
      for (let count = 2; taken.has(slug.toLowerCase()); count++) slug = `${plain}-${count}`;
      taken.add(slug.toLowerCase());
      return [leg.id, slug] as const;
    }),
  );
}

/** The label of every leg's machine. */
export function labelsOf(legs: readonly PlannedJob[]): ReadonlyMap<LegId, string> {
  return new Map(legs.map((leg) => [leg.id, leg.runner.image ?? labelOf(leg.platform)]));
}

export function actionOf({ actions, used, problems }: WorkflowContext, name: string): PinnedAction {
  used.add(name);
  const action = pinned(actions, name);
  if (action !== undefined) return action;
  problems.add(
    problem('action-not-locked', [], `The lock of actions has no commit for ${name}.`, {
      fix: `Add ${name} with a version and its 40-digit commit.`,
    }),
  );
  return { name, version: 'unknown', sha: '0'.repeat(40) };
}

/** Variables of the definition, each with what it is in every leg. */
export function environmentOf(
  flow: WorkflowContext,
  job: JobContext,
  entriesOf: (leg: PlannedJob) => readonly PlannedEnvEntry[],
): Record<string, Value> {
  const names = new Set(job.own.legs.flatMap((leg) => entriesOf(leg).map((entry) => entry.name)));
  return Object.fromEntries(
    [...names].map((name) => {
      const of = (leg: PlannedJob) => entriesOf(leg).findLast((entry) => entry.name === name);
      return [name, valueOfVariable(flow, job, name, of)];
    }),
  );
}

function valueOfVariable(
  flow: WorkflowContext,
  job: JobContext,
  name: string,
  of: (leg: PlannedJob) => PlannedEnvEntry | undefined,
): Value {
  const entries = job.own.legs.map(of);
  const first = entries.find((entry) => entry?.kind === 'value');
  const said = entries.find((entry) => entry?.kind === 'input' || entry?.kind === 'tag');
  if (said?.kind === 'input' || said?.kind === 'tag') return eventValue(said, flow.own.workflow);
  const property = name.toLowerCase().replaceAll('_', '-').replace(/^-+/, '');
  if (first?.kind !== 'value')
    return job.matrix.value(property === '' ? 'variable' : property, (leg) => {
      const entry = of(leg);
      return entry?.kind === 'text' ? entry.text : '';
    });
  const source = flow.jobs.get(jobOfLeg(first.leg));
  if (source === undefined) return '';
  const outputs = new Map(
    job.own.legs.map((leg) => {
      const entry = of(leg);
      return [leg.id, entry?.kind === 'value' ? outputName(source, entry.leg, entry.value) : ''] as const;
    }),
  );
  return outputInLegs(source.name, outputs, job.matrix);
}

/** Each leg's own output: `matrix.platform == 'linux' && needs.build.outputs.version-linux || … || ''`. */
function outputInLegs(source: string, outputs: ReadonlyMap<LegId, string>, matrix: LegMatrix): Expression {
  const [only, ...others] = new Set(outputs.values());
  if (others.length === 0) return context('needs', source, 'outputs', only ?? '');
  const axes = matrix.deciding(outputs);
  const choices = new Map<string, Expression>();
  for (const [leg, output] of outputs) {
    const [first, ...more] = axes.map((axis) =>
      equal(context('matrix', axis), String(matrix.coordinates(leg)[axis] ?? '')),
    );
    const choice = first && allOf(first, ...more, context('needs', source, 'outputs', output));
    if (choice !== undefined) choices.set(choice.source, choice);
  }
  const [first, ...more] = choices.values();
  return first === undefined ? literal('') : anyOf(first, ...more, literal(''));
}

/** What a leg's value is called among the outputs of its job. */
export function outputName(source: JobContext, leg: LegId, value: string): string {
  return source.named(value, leg).replaceAll('.', '_');
}
