import { type Pipeline, parsePlatform, type Trigger } from '../../../pipeline/pipeline.ts';
import { expandBraces } from '../../../plan/braces.ts';
import { makePlan } from '../../../plan/make-plan.ts';
import { isLiteral, isRegex, matchesAny } from '../../../plan/pattern.ts';
import type { LegId } from '../../../plan/plan.ts';
import type { SystemWorkflow } from '../../../plan/system-plan.ts';
import {
  allOf,
  anyOf,
  call,
  context,
  type Expression,
  equal,
  literal,
  not,
} from '../expression/expression.ts';
import { type Problems, problem } from '../problem.ts';

/** What starts when; the first case that holds decides. Without a condition it always holds. */
export interface EventCase {
  readonly condition: Expression | undefined;
  readonly legs: ReadonlySet<LegId>;
}

interface Started {
  readonly trigger: Trigger;
  readonly legs: ReadonlySet<LegId>;
}

/** Divides what can happen by what it starts. One case without a condition, when every trigger starts the same. */
export function eventCases(
  pipeline: Pipeline,
  own: SystemWorkflow,
  problems: Problems,
): readonly EventCase[] {
  const started = own.triggers.map((one) => ({ ...one, legs: startedLegs(pipeline, own, [one]) }));
  const [first] = started;
  const plain = started.every(
    ({ trigger, legs }) =>
      sameLegs(legs, first?.legs ?? legs) && !(trigger.kind === 'release' && trigger.tags !== undefined),
  );
  if (plain) return first === undefined ? [] : [{ condition: undefined, legs: first.legs }];
  const kinds = [...new Set(started.map(({ trigger }) => trigger.kind))];
  return kinds.flatMap((kind) => casesOfKind(kind, started, { pipeline, own, problems }));
}

/** What triggers that fire at once start: without the legs whose needs they do not start. */
function startedLegs(
  pipeline: Pipeline,
  { workflow }: SystemWorkflow,
  triggers: SystemWorkflow['triggers'],
): ReadonlySet<LegId> {
  const legs = new Set(triggers.flatMap((one) => [...one.legs]));
  const named = triggers.map(({ trigger }) => trigger.platforms);
  if (named.some((platforms) => platforms === undefined)) return legs;
  const platforms = [...new Set(named.flatMap((some) => some ?? []))].map(parsePlatform);
  const plan = makePlan(pipeline, { event: { kind: 'local' }, workflow: workflow.name, platforms });
  return new Set(plan.jobs.map((leg) => leg.id).filter((id) => legs.has(id)));
}

interface Surroundings {
  readonly pipeline: Pipeline;
  readonly own: SystemWorkflow;
  readonly problems: Problems;
}

/** More triggers of one kind than this, each with platforms of its own, are 2^n cases that nobody would want to read. */
const MOST_TRIGGERS = 3;

function casesOfKind(
  kind: Trigger['kind'],
  all: readonly Started[],
  { pipeline, own, problems }: Surroundings,
): readonly EventCase[] {
  const started = all.filter(({ trigger }) => trigger.kind === kind);
  const [first] = started;
  if (first === undefined) return [];
  const tags =
    kind === 'release' &&
    started.every(({ trigger }) => trigger.kind === 'release' && trigger.tags !== undefined);
  if (!tags && started.every(({ legs }) => sameLegs(legs, first.legs)))
    return [{ condition: conditionOfKind(kind, own), legs: first.legs }];
  const conditions = started.map(({ trigger }) => conditionOfTrigger(trigger, own));
  const missing = conditions.indexOf(undefined);
  if (missing !== -1 || started.length > MOST_TRIGGERS) {
    const trigger = started[Math.max(missing, 0)]?.trigger ?? first.trigger;
    problems.add(notSeparable(own, trigger));
    return [
      { condition: conditionOfKind(kind, own), legs: new Set(started.flatMap(({ legs }) => [...legs])) },
    ];
  }
  const cases = combinations(started, conditions as Expression[], (triggers) => {
    const fired = new Set(triggers.map(({ trigger }) => trigger));
    return startedLegs(
      pipeline,
      own,
      own.triggers.filter(({ trigger }) => fired.has(trigger)),
    );
  });
  // `on` cannot choose among releases, so a release that none of these is about starts nothing.
  return tags ? [...cases, { condition: conditionOfKind(kind, own), legs: new Set() }] : cases;
}

/** Two triggers can fire at once, and then start what both start: every set of them, the largest first. */
function combinations(
  started: readonly Started[],
  conditions: readonly Expression[],
  legsOf: (triggers: readonly Started[]) => ReadonlySet<LegId>,
): readonly EventCase[] {
  const sets = Array.from({ length: 2 ** started.length - 1 }, (_, bits) =>
    started.map((_, at) => at).filter((at) => ((bits + 1) >> at) % 2 === 1),
  )
    .filter((set) =>
      set.every((a) => set.every((b) => a === b || canMeet(started[a]?.trigger, started[b]?.trigger))),
    )
    .sort((a, b) => b.length - a.length);
  return sets.map((set) => {
    const [first, ...more] = set.map((at) => conditions[at]).filter((condition) => condition !== undefined);
    const legs = legsOf(set.flatMap((at) => started[at] ?? []));
    return { condition: first && allOf(first, ...more), legs };
  });
}

/** Can one event fire both? Not when the names of one are none that the other's patterns mean. */
function canMeet(a: Trigger | undefined, b: Trigger | undefined): boolean {
  const [some, others] = [patternsOf(a), patternsOf(b)];
  if (some === undefined || others === undefined) return true;
  if (some.every(isLiteral)) return some.some((name) => matchesAny(others, name));
  return !others.every(isLiteral) || others.some((name) => matchesAny(some, name));
}

function patternsOf(trigger: Trigger | undefined): readonly string[] | undefined {
  if (trigger?.kind === 'push' || trigger?.kind === 'pull_request') return trigger.branches;
  if (trigger?.kind === 'tag' || trigger?.kind === 'release') return trigger.tags;
  return trigger?.kind === 'schedule' ? [trigger.cron.replaceAll('*', 'x')] : undefined;
}

function notSeparable({ workflow }: SystemWorkflow, trigger: Trigger) {
  return problem(
    'triggers-not-expressible',
    ['workflows', workflow.name, 'on', workflow.on.indexOf(trigger)],
    `GitHub Actions cannot tell within a run of '${workflow.name}' which of its ${trigger.kind} triggers fired: what they start differs, and their patterns are more than a name or the beginning of one.`,
    { fix: "Use names and patterns such as 'release/**' in these triggers, or make a workflow of each." },
  );
}

const EVENT = context('github', 'event_name');

/** docs.github.com, "Contexts": a pushed tag is a push whose `ref_type` is `tag`. */
function conditionOfKind(kind: Trigger['kind'], { triggers }: SystemWorkflow): Expression {
  const has = (other: Trigger['kind']): boolean => triggers.some(({ trigger }) => trigger.kind === other);
  switch (kind) {
    case 'push':
    case 'tag': {
      const pushed = equal(EVENT, 'push');
      const type = equal(context('github', 'ref_type'), kind === 'tag' ? 'tag' : 'branch');
      return has('push') && has('tag') ? allOf(pushed, type) : pushed;
    }
    case 'manual':
      return equal(EVENT, 'workflow_dispatch');
    case 'pull_request':
    case 'release':
    case 'schedule':
      return equal(EVENT, kind);
    default:
      return kind satisfies never;
  }
}

/** Undefined when the expressions of GitHub cannot say it. */
function conditionOfTrigger(trigger: Trigger, own: SystemWorkflow): Expression | undefined {
  const kind = conditionOfKind(trigger.kind, own);
  switch (trigger.kind) {
    case 'push': {
      const counted = matchOf(context('github', 'ref_name'), trigger.branches);
      const ignored = trigger.ignoreBranches ?? [];
      const left = ignored.length === 0 ? undefined : matchOf(context('github', 'ref_name'), ignored);
      if (counted === undefined || (ignored.length > 0 && left === undefined)) return undefined;
      return left === undefined ? allOf(kind, counted) : allOf(kind, counted, not(left));
    }
    case 'pull_request':
      return within(kind, 'base_ref', trigger.branches);
    case 'tag':
      return within(kind, 'ref_name', trigger.tags);
    case 'release':
      return within(kind, 'ref_name', trigger.tags);
    case 'schedule':
      return allOf(kind, equal(context('github', 'event', 'schedule'), trigger.cron));
    case 'manual':
      return kind;
    default:
      return trigger satisfies never;
  }
}

function within(
  kind: Expression,
  property: string,
  patterns: readonly string[] | undefined,
): Expression | undefined {
  if (patterns === undefined) return kind;
  const match = matchOf(context('github', property), patterns);
  return match && allOf(kind, match);
}

/** One of the patterns: a name, or the beginning of one. */
function matchOf(text: Expression, patterns: readonly string[]): Expression | undefined {
  const matches = patterns
    .flatMap((one) => expandBraces(one))
    .map((pattern) => matchOfPattern(text, pattern));
  const [first, ...more] = matches.filter((match) => match !== undefined);
  return first === undefined || more.length + 1 < matches.length ? undefined : anyOf(first, ...more);
}

function matchOfPattern(text: Expression, pattern: string): Expression | undefined {
  if (isRegex(pattern)) return undefined;
  if (isLiteral(pattern)) return equal(text, pattern);
  const [, start, stars] = /^([^*?[{]*)(\*\*?)$/.exec(pattern) ?? [];
  if (start === undefined) return undefined;
  const begins = call('startsWith', text, literal(start));
  if (stars === '**') return begins;
  // `*` stays within a part of the name.
  return start.includes('/') ? undefined : allOf(begins, not(call('contains', text, literal('/'))));
}

export function sameLegs(a: ReadonlySet<LegId>, b: ReadonlySet<LegId>): boolean {
  return a.size === b.size && [...a].every((leg) => b.has(leg));
}
