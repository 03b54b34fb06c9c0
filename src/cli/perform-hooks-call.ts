import { findDefinition } from '../definition/find.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { checkoutSource } from '../hooks/file-sources.ts';
import { planHooks } from '../hooks/plan-hooks.ts';
import { FILE_HOOKS } from '../hooks/registry.ts';
import type { HookName } from '../pipeline/hooks-config.ts';
import { nodeFiles } from '../platform/files.ts';
import { resolve } from '../platform/paths.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { givenFiles } from './hooks/given-files.ts';
import { mergeIsOn } from './hooks/merge-state.ts';
import { openCheckout } from './hooks/open-checkout.ts';
import { renderHook } from './hooks/render-hooks.ts';
import { runHooks } from './hooks/run-hooks.ts';

const GENERATED = 'generated-files' satisfies HookName;

/**
 * One hook on files, as programs that have configurations of their own call it: the hook's options, then names. Nothing is read of a
 * definition. What is mended fails, so that whoever called sees it.
 */
export async function performHooksCall(
  invocation: Invocation,
  name: string,
  args: readonly string[],
): Promise<ExitCode> {
  if (name === GENERATED) return callGenerated(invocation);
  const { options, names } = divide(name, args);
  const git = await openCheckout(invocation);
  const planned = await planHooks({
    config: { run: [{ hook: name as HookName, args: options }] },
    origin: 'defaults',
    jobs: [],
    hasDefinition: false,
  });
  if (!planned.ok) throw new UsageError(planned.diagnostics[0]?.message ?? 'the hook cannot be set up');
  const plan = planned.value;
  const files = await givenFiles(git, names, invocation);
  const { results } = await runHooks({
    git,
    plan,
    hooks: plan.hooks,
    source: checkoutSource(git, files, { isInMerge: await mergeIsOn(git) }),
    mends: 'checkout',
    fixGoesOn: false,
    hasMore: false,
    tools: {
      runJob: () => Promise.reject(new Error('Internal error: no job was asked for')),
      staleFiles: () => Promise.reject(new Error('Internal error: no definition was asked for')),
      signal: new AbortController().signal,
    },
    skipped: new Set(),
    whyNoJobs: undefined,
  });
  const { console } = invocation;
  for (const result of results)
    if (result.verdict === 'failed') console.print(renderHook(result, result.id.length, console.style));
  return results.some(({ verdict }) => verdict === 'failed') ? EXIT.failed : EXIT.fine;
}

/** It looks at no files of its own, and where there is no definition at none. */
async function callGenerated(invocation: Invocation): Promise<ExitCode> {
  const { directory, config, console } = invocation;
  if (config === undefined && !(await findDefinition(nodeFiles, resolve(directory))).ok) return EXIT.fine;
  const { findStaleFiles } = await import('./hooks/job-tools.ts');
  const complaints = await findStaleFiles(invocation)();
  if (complaints.length === 0) return EXIT.fine;
  const result = {
    id: GENERATED,
    verdict: 'failed',
    complaints,
    fixed: [],
    fix: 'lockstep generate',
  } as const;
  console.print(renderHook(result, GENERATED.length, console.style));
  return EXIT.failed;
}

/** Options come first; the last of them may have a value of its own. */
function divide(
  name: string,
  args: readonly string[],
): { options: readonly string[]; names: readonly string[] } {
  const known = Object.keys(FILE_HOOKS);
  if (!known.includes(name))
    throw new UsageError(
      `there is no hook '${name}'`,
      didYouMean(name, [...known, GENERATED]) ?? `There are: ${[...known, GENERATED].join(', ')}.`,
    );
  const hook = FILE_HOOKS[name as keyof typeof FILE_HOOKS];
  const end = args.findLastIndex((arg) => arg.startsWith('-')) + 1;
  const short = hook.prepare(args.slice(0, end));
  const length = short.kind === 'bad-option' && / needs a value/.test(short.message) ? end + 1 : end;
  const rest = args.slice(length);
  return { options: args.slice(0, length), names: rest[0] === '--' ? rest.slice(1) : rest };
}
