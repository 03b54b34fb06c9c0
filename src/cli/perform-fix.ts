import { didYouMean } from '../diagnostics/suggest.ts';
import type { JobName } from '../pipeline/pipeline.ts';
import { fixPipeline } from '../plan/fix-pipeline.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { planHere, startRun } from './perform-run.ts';
import { renderPlan } from './render/plan-view.ts';
import { openWorkplace } from './workplace.ts';

/** Runs the `fix` commands, one after another, as a run of its own. */
export async function performFix(
  invocation: Invocation,
  names: readonly string[],
  options: { readonly dryRun?: boolean; readonly json?: boolean },
): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { definition } = workplace;
  const pipeline = fixPipeline(definition.pipeline, names as readonly string[] as readonly JobName[]);
  const missing = names.find((name) => !pipeline.jobs.some((job) => job.name === name));
  if (missing !== undefined) {
    const fixable = fixPipeline(definition.pipeline).jobs.map((job) => String(job.name));
    throw new UsageError(`there is no job '${missing}' with a fix command`, didYouMean(missing, fixable));
  }
  if (pipeline.jobs.length === 0) {
    throw new UsageError(
      'no job has a fix command',
      "Add one: format: { run: 'ruff format --check .', fix: 'ruff format .' }",
    );
  }
  const local = planHere({ ...workplace, definition: { ...definition, pipeline } }, {});
  if (options.dryRun === true) {
    const { console } = invocation;
    console.print(renderPlan(local.plan, { style: console.style, columns: console.screen.columns }));
    return EXIT.fine;
  }
  const selection = { command: 'fix' as const, ...(names.length > 0 && { jobs: names }) };
  return startRun(workplace, invocation, { local, selection }, options);
}
