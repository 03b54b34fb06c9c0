import type { PipelineEvent } from '../../../plan/event.ts';
import type { LegId } from '../../../plan/plan.ts';
import type { Reaction, ReadLeg, ReadWorkflow } from '../../provider.ts';
import { unescapeTags } from '../document.ts';
import {
  type ExpressionValue,
  type ExpressionValues,
  evaluateExpression,
} from '../expression/evaluate-expression.ts';
import { type ConfigFile, isTable, type Table, tableOf } from './config-file.ts';
import { pipelineValues } from './pipeline-values.ts';
import { type Entry, readEntries } from './read-entries.ts';
import { type EventWords, type ReadJob, readJob } from './read-job.ts';

interface Started {
  readonly entry: Entry;
  /** Nothing for what only asks somebody. */
  readonly job: ReadJob | undefined;
}

/** A workflow of the file. Whether it runs for an event is asked of its `when` and the `filters` of its jobs, and of nothing else. */
export function readWorkflow(file: ConfigFile, name: string, config: Table): ReadWorkflow {
  const content = tableOf(tableOf(config.workflows)[name]);
  const at = ['workflows', name];
  for (const key of Object.keys(content))
    if (key !== 'when' && key !== 'jobs')
      file.misunderstand([...at, key], `lockstep does not write '${key}'`);
  if (content.when !== undefined && typeof content.when !== 'string')
    file.misunderstand([...at, 'when'], "'when' is an expression");
  const when = typeof content.when === 'string' ? content.when : undefined;
  const parameters = parametersOf(config);
  const jobs = readEntries(file, name, content).flatMap((entry): readonly Started[] => {
    if (entry.isApproval) return [{ entry, job: undefined }];
    const job = readJob(file, entry, config);
    return job === undefined ? [] : [{ entry, job }];
  });
  checkRequirements(file, jobs);
  checkExpressions(
    file,
    [[when, [...at, 'when']], ...jobs.map(({ entry }) => [entry.filters, entry.at] as const)],
    parameters,
  );
  return {
    system: 'circleci',
    path: file.path,
    name,
    react: (event) => react(event, { name, path: file.path, when, jobs, parameters }),
  };
}

function parametersOf(config: Table): Readonly<Record<string, ExpressionValue>> {
  return Object.fromEntries(
    Object.entries(tableOf(config.parameters)).flatMap(
      ([name, parameter]): readonly [string, ExpressionValue][] => {
        const value = isTable(parameter) ? parameter.default : undefined;
        if (typeof value === 'string') return [[name, unescapeTags(value)]];
        return typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
      },
    ),
  );
}

function checkRequirements(file: ConfigFile, jobs: readonly Started[]): void {
  const known = new Set(jobs.flatMap(({ entry }) => [entry.name, entry.alias]));
  for (const { entry } of jobs)
    for (const required of entry.requires)
      if (!known.has(required)) file.misunderstand(entry.at, `there is no job '${required}' to wait for`);
}

/** An expression that cannot be evaluated would make every answer a guess. */
function checkExpressions(
  file: ConfigFile,
  expressions: readonly (readonly [string | undefined, readonly (string | number)[]])[],
  parameters: Readonly<Record<string, ExpressionValue>>,
): void {
  const values = pipelineValues({ kind: 'push', branch: 'main' }, { parameters, workflow: '' });
  if (typeof values === 'string') return;
  for (const [text, at] of expressions) {
    const result = text === undefined ? undefined : evaluateExpression(text, values);
    if (result?.ok === false) file.misunderstand(at, `in '${text}' ${result.problem}`);
  }
}

interface WorkflowFacts {
  readonly name: string;
  readonly path: string;
  readonly when: string | undefined;
  readonly jobs: readonly Started[];
  readonly parameters: Readonly<Record<string, ExpressionValue>>;
}

function react(event: PipelineEvent, facts: WorkflowFacts): Reaction {
  const { when, jobs, parameters, name } = facts;
  const values = pipelineValues(event, { parameters, workflow: name });
  if (typeof values === 'string') return { silent: values, runs: [], skipped: [] };
  if (when !== undefined && !holds(when, values))
    return { silent: `'${when}' is not true`, runs: [], skipped: [] };
  const reasons = new Map<Started, string>();
  for (const started of jobs) {
    const reason = whyNot(started.entry, values);
    if (reason !== undefined) reasons.set(started, reason);
  }
  dropOrphans(jobs, reasons);
  const running = jobs.filter((started) => !reasons.has(started));
  return {
    silent: undefined,
    runs: running.flatMap((started) => legsOf(started, running, { path: facts.path, said: wordsOf(event) })),
    skipped: [...reasons].flatMap(([{ job }, reason]) => (job?.legs ?? []).map((leg) => ({ leg, reason }))),
  };
}

function holds(text: string, values: ExpressionValues): boolean {
  const result = evaluateExpression(text, values);
  return result.ok && result.value;
}

/** Without filters a job runs for every branch and for no tag (configuration reference, "tags"). */
function whyNot({ filters }: Entry, values: ExpressionValues): string | undefined {
  if (filters !== undefined) return holds(filters, values) ? undefined : `'${filters}' is not true`;
  return values.get('pipeline.git.tag') === undefined
    ? undefined
    : 'it has no filters, so it runs for no tag';
}

/** What is filtered out is not waited for; a job of which nothing is left to wait for does not run. */
function dropOrphans(jobs: readonly Started[], reasons: Map<Started, string>): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const started of jobs) {
      if (started.entry.requires.length === 0 || reasons.has(started)) continue;
      const waited = jobs.filter((other) => isRequired(started.entry, other.entry));
      if (waited.some((other) => !reasons.has(other))) continue;
      reasons.set(started, 'nothing that it needs runs');
      changed = true;
    }
  }
}

function isRequired(entry: Entry, other: Entry): boolean {
  return entry.requires.includes(other.name) || entry.requires.includes(other.alias);
}

function wordsOf(event: PipelineEvent): EventWords {
  return {
    tag: event.kind === 'tag' ? event.tag : '',
    parameters: event.kind === 'manual' ? (event.inputs ?? {}) : {},
  };
}

function legsOf(
  { entry, job }: Started,
  running: readonly Started[],
  { path, said }: { readonly path: string; readonly said: EventWords },
): readonly ReadLeg[] {
  if (job === undefined) return [];
  const required = running.filter((other) => isRequired(entry, other.entry));
  const needs: LegId[] = required.flatMap((other) => other.job?.legs ?? []);
  const { platform, commands, line } = job;
  const env = job.envOf(said);
  return job.legs.map((leg, index) => ({
    leg,
    job: job.job,
    checkName: entry.name,
    platform,
    commands,
    env: { ...env, ...shardVariables(index, job.legs.length) },
    needs,
    secrets: entry.secrets,
    approval: required.some((other) => other.entry.isApproval),
    permissions: {},
    location: { path, line },
  }));
}

/** What every copy of a parallel job is told by its first step. */
function shardVariables(index: number, total: number): Readonly<Record<string, string>> {
  return total === 1 ? {} : { LOCKSTEP_SHARD: String(index + 1), LOCKSTEP_SHARDS: String(total) };
}
