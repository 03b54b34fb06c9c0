import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { openCheckout } from './hooks/open-checkout.ts';
import { openHooks } from './hooks/open-hooks.ts';

const ORIGINS = {
  definition: 'the definition',
  'pre-commit-config': '.pre-commit-config.yaml',
  defaults: 'nothing is said; these suit most repositories',
} as const;

/** The hooks of this repository, and those of a configuration of pre-commit that are not run. */
export async function performHooksList(
  invocation: Invocation,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const open = await openHooks(invocation, await openCheckout(invocation));
  if (open === undefined) return EXIT.usage;
  const { plan } = open;
  const { console } = invocation;
  const hooks = plan.hooks.map(({ id, says, stages, kind }) => ({ id, says, stages, kind }));
  if (json === true) {
    console.print(
      JSON.stringify({ origin: plan.origin, fix: plan.fix, hooks, notRun: plan.notRun }, null, 2),
    );
    return EXIT.fine;
  }
  const { style } = console;
  const width = Math.max(0, ...hooks.map(({ id }) => id.length));
  console.print(style.dim(`from ${ORIGINS[plan.origin]}`));
  for (const { id, says, stages } of hooks)
    console.print(`${id.padEnd(width)}  ${says} ${style.dim(`(${stages.join(', ')})`)}`);
  for (const { id, repo } of plan.notRun)
    console.print(style.yellow(`${id.padEnd(width)}  is not run: ${repo}`));
  return EXIT.fine;
}
