import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { faultOfRegex } from '../user-regex.ts';
import { type CheckContext, problem } from './check-context.ts';

/** Jobs that are hooks exist, every hook has a name of its own, and patterns are those that RE2 takes. */
export function checkHooks({ config: { hooks }, jobs, damaged }: CheckContext): readonly Diagnostic[] {
  if (hooks === undefined) return [];
  const found = [
    ...checkPattern(hooks.files, ['hooks', 'files']),
    ...checkPattern(hooks.exclude, ['hooks', 'exclude']),
  ];
  const places = new Map<string, PropertyPath>();
  (hooks.run ?? []).forEach((given, index) => {
    const at = ['hooks', 'run', index];
    const hook = typeof given === 'string' ? { hook: given } : given;
    const id = hook.id ?? ('job' in hook ? hook.job : hook.hook);
    const first = places.get(id);
    places.set(id, first ?? at);
    if (first !== undefined)
      found.push(
        problem('duplicate-entry', at, `Two hooks are called '${id}'.`, {
          fix: "Give one of them another name: id: 'other'.",
          related: [{ message: 'the first is here', at: first }],
        }),
      );
    found.push(
      ...checkPattern(hook.files, [...at, 'files']),
      ...checkPattern(hook.exclude, [...at, 'exclude']),
    );
    if ('job' in hook && !jobs.has(hook.job) && !damaged(['jobs', hook.job]))
      found.push(
        problem('unknown-job', [...at, 'job'], `There is no job '${hook.job}', and a hook runs it.`, {
          fix: didYouMean(hook.job, [...jobs.keys()]),
        }),
      );
  });
  return found;
}

function checkPattern(pattern: string | undefined, at: PropertyPath): readonly Diagnostic[] {
  const fault = pattern === undefined ? undefined : faultOfRegex(pattern);
  if (fault === undefined) return [];
  return [
    problem('bad-regex', at, `The regular expression ${pattern} cannot be read: ${fault}.`, {
      fix: 'Patterns have RE2 syntax: no lookahead, no lookbehind, no backreferences.',
    }),
  ];
}
