import type { Diagnostic, PropertyPath } from '../../../diagnostics/diagnostic.ts';
import type { Trigger, Workflow } from '../../../pipeline/pipeline.ts';
import type { SystemWorkflow } from '../../../plan/system-plan.ts';
import type { DispatchInput, RefFilter, Triggers } from '../document.ts';
import { type Problems, problem } from '../problem.ts';
import { filtersOf } from './filter-pattern.ts';
import { escapeFilter } from './filter-text.ts';
import { plainText } from './plain-text.ts';

type Of<Kind extends Trigger['kind']> = Extract<Trigger, { kind: Kind }>;

/** What `on` says: everything that starts a leg in this system. GitHub has each kind of event once, so triggers of a kind become one. */
export function emitTriggers({ workflow, triggers }: SystemWorkflow, problems: Problems): Triggers {
  const given = triggers.map(({ trigger }) => trigger);
  const of = <Kind extends Trigger['kind']>(kind: Kind): readonly Of<Kind>[] =>
    given.filter((trigger): trigger is Of<Kind> => trigger.kind === kind);
  const emitter = new TriggerEmitter(workflow, problems);
  const [pushes, tags] = [of('push'), of('tag')];
  const branches = emitter.refFilter(pushes);
  const push = {
    ...(pushes.length > 0 && branches),
    ...(tags.length > 0 && {
      tags: [...new Set(tags.flatMap((trigger) => emitter.patterns(trigger, 'tags', trigger.tags)))],
    }),
  };
  const pulls = of('pull_request');
  const schedules = of('schedule');
  for (const trigger of schedules) emitter.checkSchedule(trigger);
  return {
    ...((pushes.length > 0 || tags.length > 0) && { push }),
    ...(pulls.length > 0 && { pull_request: emitter.refFilter(pulls) }),
    ...(of('release').length > 0 && { release: true as const }),
    ...(of('manual').length > 0 && { workflow_dispatch: { inputs: emitter.inputs(of('manual')) } }),
    ...(schedules.length > 0 && { schedule: [...new Set(schedules.map((trigger) => trigger.cron))] }),
  };
}

class TriggerEmitter {
  readonly #workflow: Workflow;
  readonly #problems: Problems;

  constructor(workflow: Workflow, problems: Problems) {
    this.#workflow = workflow;
    this.#problems = problems;
  }

  /** Branches and paths of all triggers of a kind; they must agree on the paths, as GitHub asks for both at once. */
  refFilter(triggers: readonly (Of<'push'> | Of<'pull_request'>)[]): RefFilter {
    const [first] = triggers;
    if (first === undefined) return {};
    const differs = triggers.find((one) => !sameFilters(one, first));
    if (differs !== undefined) this.#problems.add(this.#notMergeable(differs));
    const paths = first.paths?.flatMap((path, index) => this.#pathFilter(first, path, index));
    return { ...this.#branches(triggers, first), ...(paths && { paths }) };
  }

  #branches(triggers: readonly (Of<'push'> | Of<'pull_request'>)[], first: Of<'push'> | Of<'pull_request'>) {
    if (triggers.some((trigger) => trigger.branches === undefined)) return {};
    const branches = [
      ...new Set(triggers.flatMap((trigger) => this.patterns(trigger, 'branches', trigger.branches ?? []))),
    ];
    const ignored =
      first.kind === 'push' ? this.patterns(first, 'ignoreBranches', first.ignoreBranches ?? []) : [];
    if (ignored.length === 0) return { branches };
    if (branches.length === 1 && branches[0] === '**') return { branchesIgnore: ignored };
    return { branches: [...branches, ...ignored.map((pattern) => `!${pattern}`)] };
  }

  inputs(triggers: readonly Of<'manual'>[]): Readonly<Record<string, DispatchInput>> {
    const all = triggers.flatMap((trigger) =>
      Object.entries(trigger.inputs ?? {}).map(([name, input]): [string, DispatchInput] => {
        const plain = (text: string, ...more: PropertyPath): string =>
          plainText(text, [...this.#at(trigger), 'inputs', name, ...more], this.#problems);
        const { type = 'string', description, default: filled, options } = input;
        return [
          name,
          {
            ...input,
            type,
            ...(description !== undefined && { description: plain(description, 'description') }),
            ...(typeof filled === 'string' && { default: plain(filled, 'default') }),
            ...(options && { options: options.map((option, index) => plain(option, 'options', index)) }),
          },
        ];
      }),
    );
    return Object.fromEntries(all);
  }

  patterns(trigger: Trigger, key: string, patterns: readonly string[]): readonly string[] {
    return patterns.flatMap((pattern, index) => this.#filters(pattern, [...this.#at(trigger), key, index]));
  }

  #pathFilter(trigger: Trigger, path: string, index: number): readonly string[] {
    return this.#filters(path, [...this.#at(trigger), 'paths', index]);
  }

  #filters(pattern: string, at: PropertyPath): readonly string[] {
    const filters = filtersOf(plainText(pattern, at, this.#problems));
    if (!('reason' in filters)) return filters;
    this.#problems.add(
      problem(
        'pattern-not-expressible',
        at,
        `The filters of GitHub Actions cannot say '${pattern}': ${filters.reason}.`,
        {
          fix: "Write it with '*', '**' and sets such as [0-9]; or give these events to CircleCI, which takes regular expressions.",
        },
      ),
    );
    return [escapeFilter(pattern)];
  }

  checkSchedule(trigger: Of<'schedule'>): void {
    if (trigger.branch === undefined) return;
    this.#problems.add(
      problem(
        'schedule-branch-not-expressible',
        [...this.#at(trigger), 'branch'],
        `GitHub Actions runs schedules on the default branch only, not on '${trigger.branch}'.`,
        {
          severity: 'warning',
          fix: `Leave 'branch' out when '${trigger.branch}' is the default branch; else give the schedule to CircleCI.`,
        },
      ),
    );
  }

  #notMergeable(trigger: Trigger): Diagnostic {
    return problem(
      'triggers-not-expressible',
      this.#at(trigger),
      `GitHub Actions has one filter for each kind of event, and the ${trigger.kind} triggers of '${this.#workflow.name}' differ in what they leave out.`,
      { fix: 'Give them the same paths and ignored branches, or make a workflow of each.' },
    );
  }

  #at(trigger: Trigger): PropertyPath {
    return ['workflows', this.#workflow.name, 'on', this.#workflow.on.indexOf(trigger)];
  }
}

function sameFilters(a: Of<'push'> | Of<'pull_request'>, b: Of<'push'> | Of<'pull_request'>): boolean {
  const ignored = (trigger: Of<'push'> | Of<'pull_request'>): readonly string[] =>
    trigger.kind === 'push' ? (trigger.ignoreBranches ?? []) : [];
  return (
    JSON.stringify(a.paths) === JSON.stringify(b.paths) &&
    JSON.stringify(ignored(a)) === JSON.stringify(ignored(b))
  );
}
