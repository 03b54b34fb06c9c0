import { type Diagnostic, formatPropertyPath, type PropertyPath } from '../../diagnostics/diagnostic.ts';
import { type CheckContext, problem, stepObjects } from './check-context.ts';

/** Nothing stands twice in a list of names. Where the second has no effect this is a warning; a matrix would run twice. */
export function checkDuplicates({ config, written }: CheckContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const look = (list: readonly unknown[] | undefined, at: PropertyPath) => found.push(...repeated(list, at));
  for (const [name, job] of written) {
    look(job.needs?.map(needKey), ['jobs', name, 'needs']);
    for (const key of ['platforms', 'secrets', 'locks', 'values', 'inputs', 'outputs'] as const)
      look(job[key], ['jobs', name, key]);
    for (const [axis, values] of Object.entries(job.matrix ?? {}))
      if (axis !== 'include' && axis !== 'exclude')
        found.push(...repeated(values, ['jobs', name, 'matrix', axis], 'error'));
    for (const { step, at } of stepObjects(name, job)) look(step.platforms, [...at, 'platforms']);
    found.push(...stepNames(name, job.steps ?? []));
  }
  for (const [name, workflow] of Object.entries(config.workflows ?? {})) {
    if (workflow.jobs !== '*') look(workflow.jobs, ['workflows', name, 'jobs']);
    look(workflow.platforms, ['workflows', name, 'platforms']);
  }
  if (Array.isArray(config.secrets)) look(config.secrets, ['secrets']);
  return found;
}

function needKey(need: string | { readonly job: string; readonly platform?: string }): string {
  if (typeof need === 'string') return need;
  const platform = need.platform ?? 'same';
  return platform === 'same' ? need.job : `${need.job} on ${platform}`;
}

function repeated(
  list: readonly unknown[] | undefined,
  at: PropertyPath,
  severity: Diagnostic['severity'] = 'warning',
): readonly Diagnostic[] {
  const first = new Map<string, number>();
  return (list ?? []).flatMap((item, index) => {
    const text = String(item);
    const before = first.get(text);
    if (before === undefined) {
      first.set(text, index);
      return [];
    }
    return [
      problem('duplicate-entry', [...at, index], `'${text}' stands twice in ${formatPropertyPath(at)}.`, {
        severity,
        fix: 'Take one of them out.',
        related: [{ message: 'It stands here already.', at: [...at, before] }],
      }),
    ];
  });
}

function stepNames(
  job: string,
  steps: readonly (string | { readonly name?: string })[],
): readonly Diagnostic[] {
  const first = new Map<string, number>();
  return steps.flatMap((step, index) => {
    const name = typeof step === 'string' ? undefined : step.name;
    if (name === undefined) return [];
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, index);
      return [];
    }
    const at = (place: number) => ['jobs', job, 'steps', place, 'name'];
    return [
      problem('duplicate-entry', at(index), `Two steps of job '${job}' are called '${name}'.`, {
        severity: 'warning',
        fix: 'Give each a name of its own, so that its output can be told apart.',
        related: [{ message: 'The first is here.', at: at(before) }],
      }),
    ];
  });
}
