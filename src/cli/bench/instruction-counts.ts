import type { LocalPlan } from '../../plan/localize.ts';
import type { PlannedJob, PlannedStep } from '../../plan/plan.ts';
import { nodeFiles } from '../../platform/files.ts';
import { join, relative } from '../../platform/paths.ts';
import { runCommand } from '../../platform/processes.ts';

/**
 * The second meter: instructions of the jobs' own code, as `perf stat -x, -e instructions:u` counts them (perf-stat(1), "CSV FORMAT": the value, its unit, the
 * event; `<not supported>` in virtual machines without counters). They hardly vary, and are not what people wait for: they are judged beside the time.
 */
const EVENT = 'instructions:u';
const PROBE_MS = 10_000;

/** Only where there is a perf that counts: Linux on a machine that lets it. */
export async function canCountInstructions(): Promise<boolean> {
  const options = { cwd: '.', timeout: PROBE_MS };
  const probe = await runCommand('perf', ['stat', '-x,', '-e', EVENT, '--', 'true'], options);
  return probe.code === 0 && countIn(probe.stderr) !== undefined;
}

/** The same steps, each in bash under perf. What they do, and how they fail, does not change. */
export function countingPlan(local: LocalPlan): LocalPlan {
  const jobs = local.plan.jobs.map((leg, index) => ({
    ...leg,
    steps: leg.steps.map((step) => countingStep(step, fileOf(index))),
  }));
  return { ...local, plan: { ...local.plan, jobs } };
}

function countingStep(step: PlannedStep, file: string): PlannedStep {
  if (step.shell !== 'bash') return step;
  const output = relative(step.cwd, file);
  return {
    ...step,
    run: `exec perf stat -x, -e ${EVENT} -o '${output.replaceAll("'", "'\\''")}' --append -- bash --noprofile --norc -eo pipefail -c "$LOCKSTEP_MEASURED_STEP"`,
    env: [...step.env, { name: 'LOCKSTEP_MEASURED_STEP', kind: 'text', text: step.run }],
  };
}

/** Below the folder of the checkout. */
function fileOf(leg: number): string {
  return `.lockstep/instructions-${leg}.csv`;
}

/** What was counted of each leg since this was asked before; undefined where a step was not counted. */
export async function takeInstructions(
  root: string,
  legs: readonly PlannedJob[],
): Promise<ReadonlyMap<PlannedJob, number>> {
  const counts = new Map<PlannedJob, number>();
  for (const [index, leg] of legs.entries()) {
    const path = join(root, fileOf(index));
    const count = countIn((await nodeFiles.readText(path)) ?? '');
    await nodeFiles.remove(path);
    if (count !== undefined && leg.steps.every(({ shell }) => shell === 'bash')) counts.set(leg, count);
  }
  return counts;
}

/** The sum over all that was appended; undefined when one of them was not counted. */
function countIn(csv: string): number | undefined {
  const values = csv.split('\n').flatMap((line) => {
    const [value = '', , event] = line.split(',');
    return event?.startsWith('instructions') === true
      ? [/^\d+$/u.test(value) ? Number(value) : Number.NaN]
      : [];
  });
  const sum = values.reduce((total, value) => total + value, 0);
  return sum > 0 ? sum : undefined;
}
