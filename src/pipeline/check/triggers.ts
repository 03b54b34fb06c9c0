import picomatch from 'picomatch';
import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { InputConfig, PushTrigger, TriggerConfig } from '../trigger-config.ts';
import { type CheckContext, problem } from './check-context.ts';
import { faultOfCron } from './cron.ts';

/** Every trigger can fire, and asks for inputs that can be given. */
export function checkTriggers({ config }: CheckContext): readonly Diagnostic[] {
  return Object.entries(config.workflows ?? {}).flatMap(([name, workflow]) =>
    (workflow.on ?? []).flatMap((trigger, index) => checkTrigger(trigger, ['workflows', name, 'on', index])),
  );
}

function checkTrigger(trigger: TriggerConfig, at: PropertyPath): readonly Diagnostic[] {
  const empty = (['branches', 'tags', 'paths'] as const).flatMap((key) => {
    const list = (trigger as { readonly [name in typeof key]?: readonly string[] })[key];
    if (list === undefined || list.length > 0) return [];
    return [never([...at, key], `it has no ${key}`, `Name some ${key}, or leave the trigger out.`)];
  });
  switch (trigger.kind) {
    case 'push':
      return [...empty, ...checkIgnored(trigger, at)];
    case 'schedule':
      return checkCron(trigger.cron, [...at, 'cron']);
    case 'manual':
      return Object.entries(trigger.inputs ?? {}).flatMap(([name, input]) =>
        checkInput(name, input, [...at, 'inputs', name]),
      );
    case 'pull_request':
    case 'tag':
    case 'release':
      return empty;
    default:
      return trigger satisfies never;
  }
}

function never(at: PropertyPath, why: string, fix?: string): Diagnostic {
  return problem('trigger-never-fires', at, `This trigger never fires: ${why}.`, { fix });
}

function checkIgnored(trigger: PushTrigger, at: PropertyPath): readonly Diagnostic[] {
  const ignored = trigger.ignoreBranches ?? [];
  const isIgnored = (branch: string) =>
    ignored.some(
      (pattern) =>
        pattern === branch ||
        pattern === '**' ||
        (!/[*?[\]{}()!]|^\//.test(branch) && !pattern.startsWith('/') && picomatch.isMatch(branch, pattern)),
    );
  if (trigger.branches.length === 0 || !trigger.branches.every(isIgnored)) return [];
  return [never([...at, 'ignoreBranches'], 'every branch it names is ignored', 'Ignore fewer branches.')];
}

function checkCron(cron: string, at: PropertyPath): readonly Diagnostic[] {
  const fault = faultOfCron(cron);
  if (fault === undefined) return [];
  if (fault.kind === 'never') return [never(at, fault.message, 'Choose a day that every such month has.')];
  return [problem('bad-cron', at, `The schedule '${cron}' ${fault.message}.`, { fix: fault.fix })];
}

function checkInput(name: string, input: InputConfig, at: PropertyPath): readonly Diagnostic[] {
  const { type = 'string', options = [], default: preset } = input;
  if (type === 'choice' && options.length === 0)
    return [
      problem('bad-value', at, `The input '${name}' is a choice of nothing.`, {
        fix: 'Name its options.',
        atKey: true,
      }),
    ];
  if (preset === undefined) return [];
  const place = [...at, 'default'];
  if (type === 'choice' && !options.includes(String(preset)))
    return [
      problem('bad-value', place, `'${preset}' is none of the options of the input '${name}'.`, {
        fix: didYouMean(String(preset), options),
      }),
    ];
  const wanted = type === 'choice' ? 'string' : type;
  if (typeof preset === wanted) return [];
  return [problem('bad-value', place, `The default of the input '${name}' is not a ${wanted}.`)];
}
