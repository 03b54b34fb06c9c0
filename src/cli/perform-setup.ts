import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { planHere } from './perform-run.ts';
import { runSession } from './run-session.ts';
import { openWorkplace } from './workplace.ts';

/** Runs the legs that install toolchains, and nothing else. */
export async function performSetup(
  invocation: Invocation,
  options: { readonly force?: boolean; readonly json?: boolean },
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const names = workplace.definition.pipeline.jobs.map((job) => job.name);
  const all = planHere(workplace, { jobs: names });
  const jobs = all.plan.jobs.filter((job) => job.category === 'setup');
  if (jobs.length === 0) {
    invocation.console.print('No toolchain of the definition has anything to install.');
    return EXIT.fine;
  }
  const local = { plan: { ...all.plan, jobs, skipped: [] }, elsewhere: [] };
  const { exitCode } = await runSession(workplace, invocation.console, {
    local,
    selection: { command: 'setup' },
    json: options.json,
    forceSetup: options.force,
  });
  return exitCode;
}
