import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Pipeline } from '../../../pipeline/pipeline.ts';
import { describeTrigger } from '../../../plan/match-event.ts';
import type { LegId, PlannedJob } from '../../../plan/plan.ts';
import type { SystemWorkflow } from '../../../plan/system-plan.ts';
import {
  type Invocation,
  type Requirement,
  type Template,
  template,
  type WorkflowBlock,
} from '../document.ts';
import { Names } from '../names.ts';
import { fingerprint } from './bodies.ts';
import { conditionOf, either } from './conditions.ts';
import { contextsOf } from './contexts.ts';
import { LegConditions, type TriggerCondition } from './leg-conditions.ts';
import { workflowLimits } from './limits.ts';
import { cellName, matrixOf, plainCellName } from './matrix-block.ts';
import { type ReceiptsOptions, receiptsJob } from './receipts-job.ts';
import { type Cell, type CellGroup, cellsByLeg } from './workflow-jobs.ts';

export interface WorkflowOptions extends Pick<ReceiptsOptions, 'bodies' | 'folder'> {
  readonly pipeline: Pipeline;
  readonly groups: readonly CellGroup[];
  readonly name: string;
  readonly startable: boolean;
}

/** A workflow of the file; undefined when no expression says when it runs. */
export function workflowBlock(
  system: SystemWorkflow,
  options: WorkflowOptions,
): { block: WorkflowBlock | undefined; diagnostics: readonly Diagnostic[] } {
  const { workflow } = system;
  const conditions = system.triggers.map(({ trigger, legs }) => {
    const index = workflow.on.indexOf(trigger);
    return {
      legs,
      trigger,
      ...conditionOf(trigger, { workflow, index, name: options.name, startable: options.startable }),
    };
  });
  const texts = conditions.flatMap(({ text }) => text ?? []);
  const when = either(texts);
  const entries = new Entries(options, conditions);
  const jobs = entries.all();
  const receipts = receiptsJob(system, {
    ...options,
    requirementsOf: (legs) => entries.requirementsOf(legs),
  });
  const diagnostics = [
    ...conditions.flatMap((condition) => condition.diagnostics),
    ...workflowLimits(workflow),
    ...entries.diagnostics,
    ...receipts.diagnostics,
  ];
  const all = receipts.invocation === undefined ? jobs : [...jobs, receipts.invocation];
  const started = workflow.on.map(describeTrigger).join('; ');
  const comment = `${workflow.title}: ${started}`;
  return { block: when && { name: options.name, comment, when, jobs: all }, diagnostics };
}

class Entries {
  readonly diagnostics: Diagnostic[] = [];
  readonly #options: WorkflowOptions;
  readonly #legConditions: LegConditions;
  readonly #names = new Names();
  readonly #nameOf = new Map<Cell, string>();
  /** What somebody says yes to, by the cells that wait for it. */
  readonly #approvals = new Map<CellGroup, string>();
  readonly #matrices = new Map<CellGroup, ReturnType<typeof matrixOf>>();
  readonly #cells: ReadonlyMap<LegId, Cell>;

  constructor(options: WorkflowOptions, conditions: readonly TriggerCondition[]) {
    this.#options = options;
    this.#cells = cellsByLeg(options.groups);
    this.#legConditions = new LegConditions(conditions, this.#cells);
  }

  all(): readonly Invocation[] {
    const { groups } = this.#options;
    for (const group of groups) this.#name(group);
    for (const group of groups)
      if (group[0]?.leg.approval) this.#approvals.set(group, this.#names.take(`approve-${group[0].body}`));
    return groups.flatMap((group) => {
      const approval = this.#approval(group);
      const entries = group.map((cell) => this.#entry(cell, approval?.job));
      const [first] = entries;
      const matrix = this.#matrices.get(group);
      const before = approval === undefined ? [] : [approval];
      if (matrix === undefined || first === undefined) return [...before, ...entries];
      return [...before, { ...first, name: matrix.name, matrix: matrix.matrix, arguments: {} }];
    });
  }

  /** One question for all legs of a job on a platform, asked when what they need is done. */
  #approval(group: CellGroup): Invocation | undefined {
    const job = this.#approvals.get(group);
    if (job === undefined) return undefined;
    const requires = group.flatMap((cell) => this.#requires(cell.leg));
    return {
      job,
      type: 'approval',
      name: undefined,
      requires: [...new Map(requires.map((one) => [one.job, one])).values()],
      contexts: [],
      filters: this.#legConditions.anyOf(group),
      serialGroup: undefined,
      matrix: undefined,
      arguments: {},
      raw: {},
    };
  }

  /** A matrix is for cells that differ in nothing but their values: neither in what they wait for nor in when they run. */
  #name(group: CellGroup): void {
    const [first] = group;
    const matrix = matrixOf(group);
    const same = (cell: Cell): string =>
      fingerprint([cell.leg.needs, cell.leg.secrets, this.#legConditions.filters(cell), cell.rawInvocation]);
    const wanted = first && same(first);
    if (matrix !== undefined && first !== undefined && group.every((cell) => same(cell) === wanted)) {
      this.#names.take(matrix.matrix.alias);
      this.#matrices.set(group, matrix);
      const axes = Object.keys(first.arguments);
      for (const cell of group) this.#nameOf.set(cell, this.#names.take(cellName(cell, axes)));
    } else for (const cell of group) this.#nameOf.set(cell, this.#names.take(plainCellName(cell)));
  }

  #entry(cell: Cell, approval: string | undefined): Invocation {
    const { leg } = cell;
    const { contexts, diagnostics } = contextsOf(leg, this.#options.pipeline);
    this.diagnostics.push(...diagnostics);
    const name = this.#nameOf.get(cell) ?? cell.body;
    return {
      job: cell.body,
      name: name === cell.body ? undefined : name,
      requires: [...(approval === undefined ? [] : [{ job: approval }]), ...this.#requires(leg)],
      contexts,
      filters: this.#legConditions.filters(cell),
      serialGroup: serialGroup(leg),
      matrix: undefined,
      arguments: cell.arguments,
      raw: cell.rawInvocation,
    };
  }

  /** A matrix that is needed whole is needed by its alias. */
  #requires(leg: PlannedJob): readonly Requirement[] {
    return this.#require(
      leg.needs.map(({ id }) => id),
      (need) => statusesFor(leg, need),
    );
  }

  /** For a job that runs when all of these have passed. */
  requirementsOf(legs: readonly PlannedJob[]): readonly Requirement[] {
    return this.#require(
      legs.map(({ id }) => id),
      () => undefined,
    );
  }

  #require(
    legs: readonly LegId[],
    statusesOf: (need: PlannedJob) => readonly string[] | undefined,
  ): readonly Requirement[] {
    const wanted = new Set(legs.flatMap((id) => this.#cells.get(id) ?? []));
    const requirements = new Map<string, Requirement>();
    for (const group of this.#options.groups) {
      const here = group.filter((cell) => wanted.has(cell));
      const alias = here.length === group.length ? this.#matrices.get(group)?.matrix.alias : undefined;
      for (const cell of here) {
        const job = alias ?? this.#nameOf.get(cell) ?? cell.body;
        const statuses = statusesOf(cell.leg);
        requirements.set(job, { job, ...(statuses && { statuses }) });
      }
    }
    return [...requirements.values()];
  }
}

/**
 * `terminal` is every way to end; what is allowed to fail holds nobody up. A job counts as failed too when it did not run because one
 * before it failed, as in `lockstep run`.
 */
function statusesFor(leg: PlannedJob, need: PlannedJob): readonly string[] | undefined {
  if (leg.when === 'always') return ['terminal'];
  if (leg.when === 'on_failure') return need.needs.length === 0 ? ['failed'] : ['failed', 'not_run'];
  return need.allowFailure ? ['success', 'failed'] : undefined;
}

/**
 * Within the pipeline, each of whose jobs has a machine of its own; a release's lock holds for the whole project. (Across pipelines
 * CircleCI drops the jobs of the older one that wait too long: right for a deployment, wrong for a test.)
 */
function serialGroup(leg: PlannedJob): Template | undefined {
  const [lock] = leg.locks;
  if (lock === undefined) return undefined;
  return template({ tag: leg.category === 'release' ? 'pipeline.project.slug' : 'pipeline.id' }, `/${lock}`);
}
