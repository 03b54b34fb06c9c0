import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { printableLine } from '../../diagnostics/printable.ts';
import type { PlannedJob } from '../../plan/plan.ts';
import { nodeFiles } from '../../platform/files.ts';
import { findFiles } from '../../platform/find-files.ts';
import { join } from '../../platform/paths.ts';
import type { BenchmarksReport, Metric } from '../../reports/benchmarks/benchmarks-report.ts';
import type { Measured, MeasuredValue } from '../../reports/benchmarks/comparison/measure-rounds.ts';
import { isIncomplete } from '../../reports/report-problem.ts';
import type { RunEvent } from '../../run/run-event.ts';
import type { Console } from '../console.ts';
import type { Interruption } from '../interruption.ts';
import { runSession } from '../run-session.ts';
import type { Workplace } from '../workplace.ts';
import { readBenchmarkFiles } from './benchmark-files.ts';
import type { BenchmarkJobs } from './benchmark-jobs.ts';
import { takeInstructions } from './instruction-counts.ts';

/** Why a run has measured nothing that could be used. */
export class MeasuringFailed extends Error {
  override readonly name = 'MeasuringFailed';
  /** The last lines of what failed, harmless. */
  readonly tail: readonly string[];
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, tail: readonly string[] = [], diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.tail = tail;
    this.diagnostics = diagnostics;
  }
}

export interface MeasuringPlace {
  readonly workplace: Workplace;
  readonly console: Console;
  readonly interruption: Interruption;
}

/** Runs the jobs with all that they need, so that everything is built, and warm. What they measure is not looked at. */
export async function prepareMeasuring(place: MeasuringPlace, jobs: BenchmarkJobs): Promise<void> {
  await runQuietly(place, jobs, 'whole');
}

/** What one run of a leg has measured. */
export interface MeasuredLeg {
  readonly leg: PlannedJob;
  /** What it reports; its own time where it writes no report. */
  readonly reports: readonly BenchmarksReport[];
  /** Of all its steps, where they are counted. */
  readonly instructions: number | undefined;
}

/** Runs the jobs alone, and reads what they report. Throws a `MeasuringFailed`. */
export async function measureOnce(
  place: MeasuringPlace,
  jobs: BenchmarkJobs,
): Promise<readonly MeasuredLeg[]> {
  const { root } = place.workplace;
  // What a run before has left must not count as measured by this one.
  for (const path of await reportsOf(jobs.legs, root)) await nodeFiles.remove(join(root, path));
  const events = await runQuietly(place, jobs, 'alone');
  const measured = await readMeasured(jobs.legs, { events, root });
  if (!jobs.counting) return measured;
  const counts = await takeInstructions(root, jobs.legs);
  return measured.map((one) => ({ ...one, instructions: counts.get(one.leg) }));
}

/** What legs that have just run have measured. Throws a `MeasuringFailed`. */
export async function readMeasured(
  legs: readonly PlannedJob[],
  { events, root }: { readonly events: readonly RunEvent[]; readonly root: string },
): Promise<readonly MeasuredLeg[]> {
  const measured: MeasuredLeg[] = [];
  for (const leg of legs) {
    const reports = await readReports(leg, root);
    const own = reports.length > 0 ? reports : ownTime(leg, events);
    measured.push({ leg, reports: own, instructions: undefined });
  }
  return measured;
}

/** Globs, from the root, of what the tools write. */
export function reportsOf(legs: readonly PlannedJob[], root: string): Promise<readonly string[]> {
  const globs = legs.flatMap(benchmarkFiles);
  return globs.length === 0 ? Promise.resolve([]) : findFiles(globs, root);
}

function benchmarkFiles({ reports }: PlannedJob): readonly string[] {
  return reports.filter(({ kind }) => kind === 'benchmarks').map(({ path }) => path);
}

async function runQuietly(
  { workplace, console, interruption }: MeasuringPlace,
  jobs: BenchmarkJobs,
  part: 'whole' | 'alone',
): Promise<readonly RunEvent[]> {
  const silent = (): void => undefined;
  const quiet = { ...console, screen: { ...console.screen, write: silent }, print: silent, remark: silent };
  const { finished, events } = await runSession(workplace, quiet, {
    local: jobs[part],
    selection: { jobs: [...jobs.names] },
    json: true,
    // Two that measure at once would measure each other.
    slots: 1,
    interruption,
  });
  if (interruption.signal.aborted) throw new MeasuringFailed('it was interrupted');
  if (finished.verdict === 'passed') return events;
  const failed = events.find((event) => event.kind === 'job.finished' && event.failure !== undefined);
  if (failed?.kind !== 'job.finished') throw new MeasuringFailed(`the run ended with: ${finished.verdict}`);
  const tail = failed.failure?.tail.map((line) => printableLine(line)) ?? [];
  throw new MeasuringFailed(`${failed.leg} failed: ${printableLine(failed.reason ?? failed.verdict)}`, tail);
}

/** A job without a report is a benchmark itself: how long its steps took. */
function ownTime({ id, title }: PlannedJob, events: readonly RunEvent[]): readonly BenchmarksReport[] {
  const steps = events.filter((event) => event.kind === 'step.finished').filter(({ leg }) => leg === id);
  const value = steps.reduce((sum, { duration }) => sum + duration, 0) / 1_000;
  const time: Metric = { name: 'time', unit: 's', better: 'lower', value, statistic: 'median' };
  const benchmarks = value > 0 ? [{ name: title, parameters: {}, metrics: [time] }] : [];
  return [{ tool: 'lockstep', benchmarks, gaps: [] }];
}

async function readReports(leg: PlannedJob, root: string): Promise<readonly BenchmarksReport[]> {
  const globs = benchmarkFiles(leg);
  if (globs.length === 0) return [];
  const { reports, diagnostics, names } = await readBenchmarkFiles(globs, { directory: root });
  if (hasErrors(diagnostics) || isIncomplete(diagnostics))
    throw new MeasuringFailed(`${names.join(', ') || globs.join(', ')} cannot be read`, [], diagnostics);
  return reports;
}

/** One value a benchmark: of its first metric. Names have the leg in front where there are several legs. */
export function measuredValues(legs: readonly MeasuredLeg[]): Measured {
  const values = new Map<string, MeasuredValue>();
  for (const { leg, reports, instructions } of legs) {
    const prefix = legs.length > 1 ? `${leg.id}: ` : '';
    if (instructions !== undefined)
      values.set(`instructions of ${leg.id}`, { value: instructions, unit: 'instructions', better: 'lower' });
    for (const { name, metrics } of reports.flatMap(({ benchmarks }) => benchmarks)) {
      const [first] = metrics;
      if (first === undefined || !(first.value > 0)) continue;
      const { value, unit, better } = first;
      values.set(`${prefix}${name}`, { value, unit, better });
    }
  }
  return values;
}
