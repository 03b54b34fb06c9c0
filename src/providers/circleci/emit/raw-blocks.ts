import type { Diagnostic, PropertyPath } from '../../../diagnostics/diagnostic.ts';
import { isTable, type Table } from '../../table.ts';
import { problem } from './problem.ts';

/** Keys of a job that a `circleci` block may add to or replace (circleci.com/docs/configuration-reference, "jobs"). */
const JOB_KEYS = [
  'docker',
  'machine',
  'macos',
  'executor',
  'resource_class',
  'environment',
  'shell',
  'working_directory',
  'retention',
  'circleci_ip_ranges',
  'description',
];
/** Keys of a job's entry in a workflow that it may add to or replace. */
const INVOCATION_KEYS = ['context', 'serial-group', 'pre-steps', 'post-steps'];
const MACHINES = ['docker', 'machine', 'macos', 'executor'];
const PIPELINE_KEYS = ['parameters', 'executors', 'jobs', 'workflows'];
/** The definition says these. */
const OWN_KEYS = ['steps', 'parallelism', 'requires', 'filters', 'matrix', 'name', 'type', 'parameters'];

export interface RawJob {
  readonly body: Table;
  readonly invocation: Table;
  readonly diagnostics: readonly Diagnostic[];
}

/** A job's `circleci` block, divided between the job and its entry in a workflow. */
export function rawJob(raw: Table, at: PropertyPath): RawJob {
  const body: Record<string, unknown> = {};
  const invocation: Record<string, unknown> = {};
  const diagnostics: Diagnostic[] = [];
  for (const [key, value] of Object.entries(raw)) {
    if (JOB_KEYS.includes(key)) body[key] = value;
    else if (INVOCATION_KEYS.includes(key)) invocation[key] = value;
    else diagnostics.push(notAllowed(key, [...at, key], [...JOB_KEYS, ...INVOCATION_KEYS]));
    diagnostics.push(...unsafe(value, [...at, key], key));
  }
  const machines = MACHINES.filter((key) => key in body);
  if (machines.length > 1)
    diagnostics.push(
      problem('raw-block-invalid', at, `A job runs on one thing; here are ${machines.join(' and ')}.`, {
        fix: 'Keep one of them.',
      }),
    );
  return { body, invocation, diagnostics };
}

/** The pipeline's `circleci` block. */
export function checkRawPipeline(raw: Table): readonly Diagnostic[] {
  return Object.entries(raw).flatMap(([key, value]) => [
    ...(PIPELINE_KEYS.includes(key) ? [] : [notAllowed(key, ['circleci', key], PIPELINE_KEYS)]),
    ...unsafe(value, ['circleci', key], key),
  ]);
}

function notAllowed(key: string, at: PropertyPath, allowed: readonly string[]): Diagnostic {
  const why = OWN_KEYS.includes(key)
    ? `'${key}' comes from the definition.`
    : key === 'orbs'
      ? 'Orbs are code from elsewhere, which lockstep does not let in.'
      : `CircleCI knows no '${key}' here.`;
  return problem('raw-block-invalid', at, `The circleci block cannot have '${key}': ${why}`, {
    fix: `It can have ${allowed.join(', ')}.`,
  });
}

/** A tag in shell text is replaced before any shell could quote it: what somebody called a branch would be run. */
function unsafe(value: unknown, at: PropertyPath, key: string | number): readonly Diagnostic[] {
  if (Array.isArray(value))
    return value.flatMap((one, index) =>
      unsafe(
        one,
        [...at, index],
        key === 'pre-steps' || key === 'post-steps' || key === 'steps' ? 'step' : index,
      ),
    );
  if (isTable(value)) return Object.entries(value).flatMap(([name, one]) => unsafe(one, [...at, name], name));
  const isCommand = key === 'command' || key === 'run' || key === 'step';
  if (!isCommand || typeof value !== 'string' || !/(?<!\\)<</.test(value)) return [];
  return [
    problem('raw-block-invalid', at, 'A template tag in shell text is run as it comes, whatever is in it.', {
      fix: 'Put the tag into environment and write "$VARIABLE" in the command; a heredoc\'s << is written \\<<.',
    }),
  ];
}

/** Does it say something of the machine? Then the job has a machine of its own and no executor that others share. */
export function changesMachine(body: Table): boolean {
  return [...MACHINES, 'resource_class', 'shell'].some((key) => key in body);
}

/** What a job runs on is one thing: another one takes its place. */
export function mergeRawJob(base: Table, over: Table): Record<string, unknown> {
  const isOther = MACHINES.some((key) => key in over && !(key in base));
  const kept = Object.entries(base).filter(([key]) => !isOther || !MACHINES.includes(key));
  return mergeRaw(Object.fromEntries(kept), over);
}

/** Objects are merged, anything else is replaced. */
export function mergeRaw(base: Table, over: Table): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isTable(before) && isTable(value) ? mergeRaw(before, value) : value;
  }
  return merged;
}
