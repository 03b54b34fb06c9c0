import type { PlatformName, ShellName } from '../../../pipeline/config.ts';
import { type Platform, parsePlatform } from '../../../pipeline/pipeline.ts';
import { expandMatrix } from '../../../plan/expand-matrix.ts';
import { legId } from '../../../plan/legs.ts';
import type { LegId } from '../../../plan/plan.ts';
import { type Table, tableOf } from '../../table.ts';
import { RUNNER_OS } from '../emit/job-steps.ts';
import { OWN_AXES } from '../emit/leg-matrix.ts';
import { platformOfLabel } from '../emit/runner.ts';
import { type Contexts, evaluate, KnownInPart, mayHold, Unknown } from '../expression/evaluate-expression.ts';
import { Expression } from '../expression/expression.ts';
import { parseTemplate } from '../expression/parse-expression.ts';
import { withoutProlog } from '../handover-prolog.ts';
import { evaluateText, literalsOf, parseCondition, secretsIn } from './template-text.ts';

/** One leg of a job, as far as the job alone tells it. */
export interface JobLeg {
  readonly leg: LegId;
  readonly platform: Platform;
  readonly contexts: Contexts;
}

type Cell = Readonly<Record<string, string>>;

/** The legs of a job for an event; with `all`, those that any event starts. */
export function legsOfJob(key: string, job: Table, contexts: Contexts, all = false): readonly JobLeg[] {
  const matrix = tableOf(tableOf(job.strategy).matrix);
  const cells = all ? allCells(matrix, contexts) : cellsOf(matrix, contexts);
  return cells.map((cell) => legOf(key, job, { ...contexts, matrix: cell }, cell));
}

function cellsOf(matrix: Table, contexts: Contexts): readonly Cell[] {
  const { include, ...axes } = matrix;
  // What an expression has made is data: nothing in it is evaluated again.
  const included =
    typeof include === 'string' ? asCells(evaluateText(include, contexts)) : asCells(include, contexts);
  if (Object.keys(axes).length === 0) return included.length === 0 ? [{}] : included;
  return expandMatrix({
    axes: Object.entries(axes).map(([name, values]) => ({
      name,
      values: (Array.isArray(values) ? values : []).map((value: unknown) =>
        String(evaluateText(value, contexts)),
      ),
    })),
    include: included,
    exclude: [],
  });
}

function asCells(value: unknown, contexts?: Contexts): readonly Cell[] {
  if (!Array.isArray(value)) return [];
  const textOfCell = (inner: unknown): string =>
    String(contexts === undefined ? inner : evaluateText(inner, contexts));
  return value.map((cell: unknown) =>
    Object.fromEntries(Object.entries(tableOf(cell)).map(([name, inner]) => [name, textOfCell(inner)])),
  );
}

/** Of a matrix that an expression chooses: every one that it can choose. */
function allCells(matrix: Table, contexts: Contexts): readonly Cell[] {
  const chosen = typeof matrix.include === 'string' ? parseTemplate(matrix.include) : undefined;
  const [expression] = chosen ?? [];
  if (!(expression instanceof Expression)) return cellsOf(matrix, contexts);
  const cells = literalsOf(expression)
    .filter((text) => text.startsWith('['))
    .flatMap((text) => asCells(JSON.parse(text)));
  return [...new Map(cells.map((cell) => [JSON.stringify(cell), cell])).values()];
}

function legOf(key: string, job: Table, contexts: Contexts, cell: Cell): JobLeg {
  const env = tableOf(job.env);
  const shown = new Set(
    Object.entries(env).map(([name, value]) => (name.startsWith('MATRIX_') ? axisOf(value) : undefined)),
  );
  const axes = Object.entries(cell).filter(([axis]) => shown.has(axis));
  const named =
    cell[OWN_AXES.platform] ?? (axes.some(([axis]) => axis === 'platform') ? undefined : cell.platform);
  const platform = named ?? platformOfLabel(String(evaluateText(job['runs-on'], contexts))) ?? 'linux';
  const index = evaluateText(env.LOCKSTEP_SHARD, contexts);
  const shard =
    index === undefined ? undefined : { index: Number(index), total: Number(env.LOCKSTEP_SHARDS) };
  const parsed = parsePlatform(platform as PlatformName);
  return {
    leg: legId(key, parsed, Object.fromEntries(axes), shard),
    platform: parsed,
    contexts: { ...contexts, runner: new KnownInPart({ os: RUNNER_OS[parsed.os] }) },
  };
}

/** The axis that a variable shows: of `${{ matrix.python }}` it is python. */
function axisOf(value: unknown): string | undefined {
  const [only, ...more] = typeof value === 'string' ? (parseTemplate(value) ?? []) : [];
  if (!(only instanceof Expression) || more.length > 0 || only.node.kind !== 'context') return undefined;
  const [root, axis] = only.node.path;
  return root === 'matrix' ? axis : undefined;
}

export interface JobContent {
  readonly commands: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** Says what a variable is that another job hands on. */
export type ResolveOutput = (job: string, output: string) => string;

const OWN_STEP = /^lockstep-/;

/** What the definition's own steps do on a leg: those without an id of lockstep's. */
export function contentOf(
  job: Table,
  workflow: Table,
  { contexts }: JobLeg,
  resolve: ResolveOutput,
): JobContent {
  const steps = (Array.isArray(job.steps) ? job.steps : [])
    .map(tableOf)
    .filter((step) => typeof step.run === 'string' && !OWN_STEP.test(String(step.id ?? '')))
    .filter((step) => step.if === undefined || holds(step.if, contexts));
  const env: Record<string, string> = {};
  const secrets = new Set<string>();
  for (const variables of [
    tableOf(workflow.env),
    tableOf(job.env),
    ...steps.map((step) => tableOf(step.env)),
  ])
    for (const [name, given] of Object.entries(variables)) {
      const named = secretsOf(given);
      for (const secret of named) secrets.add(secret);
      if (named.length === 0) env[name] = textOf(given, contexts, resolve);
    }
  const shell = String(tableOf(tableOf(workflow.defaults).run).shell ?? 'bash');
  const commands = steps.map((step) => withoutProlog(String(step.run), shellOf(step.shell ?? shell)));
  return { commands, env, secrets: [...secrets] };
}

export function holds(condition: unknown, contexts: Contexts): boolean {
  const parsed = parseCondition(condition);
  return parsed === undefined || mayHold(evaluate(parsed, contexts));
}

/** A terminal's shell is bash within a program. */
function shellOf(shell: unknown): ShellName {
  return (['sh', 'pwsh', 'powershell', 'cmd'].find((known) => known === shell) as ShellName) ?? 'bash';
}

function secretsOf(value: unknown): readonly string[] {
  const parts = typeof value === 'string' ? (parseTemplate(value) ?? []) : [];
  return parts.flatMap((part) => (part instanceof Expression ? secretsIn(part) : []));
}

function textOf(given: unknown, contexts: Contexts, resolve: ResolveOutput): string {
  const value = evaluateText(given, contexts);
  if (!(value instanceof Unknown)) return String(value);
  const [root, job, outputs, output] = value.what.split('.');
  if (root === 'needs' && outputs === 'outputs' && job !== undefined && output !== undefined)
    return resolve(job, output);
  return String(given);
}
