import { printableLine } from '../diagnostics/printable.ts';
import { formatPlatform, type Platform } from '../pipeline/pipeline.ts';
import { SYSTEM_TITLES } from '../pipeline/system-titles.ts';
import type { LegId, Plan, PlannedJob } from '../plan/plan.ts';
import { isBad, type JobFinished, type RunStarted, type Verdict } from './run-event.ts';

/** The word beside the glyph. */
export function verdictWord(verdict: Verdict): string {
  return verdict === 'timed_out' ? 'timed out' : verdict;
}

/** The longest of them, so that columns do not jump. */
export const WIDEST_VERDICT = 9;

/** `runs on GitHub Actions (windows)` */
export function elsewhereText(leg: RunStarted['elsewhere'][number]): string {
  const where = printableLine(leg.where);
  if (leg.owner === undefined) return `runs on ${where}`;
  const system = SYSTEM_TITLES[leg.owner];
  return where === '' || where === system ? `runs on ${system}` : `runs on ${system} (${where})`;
}

/** Legs that run elsewhere, by place: `unit runs on CircleCI`, `unit, lint run on GitHub Actions (windows)`. */
export function elsewhereLines(elsewhere: RunStarted['elsewhere']): string[] {
  return elsewherePlaces(elsewhere).map(({ where, titles }) =>
    titles.length === 1 ? `${titles[0]} ${where}` : `${titles.join(', ')} ${where.replace(/^runs/, 'run')}`,
  );
}

/** The places in the order they come, each with the titles of its legs. */
export function elsewherePlaces(
  elsewhere: RunStarted['elsewhere'],
): readonly { readonly where: string; readonly titles: readonly string[] }[] {
  const places = new Map<string, string[]>();
  for (const leg of elsewhere) {
    const where = elsewhereText(leg);
    places.set(where, [...(places.get(where) ?? []), printableLine(leg.title)]);
  }
  return Array.from(places, ([where, titles]) => ({ where, titles }));
}

/** Did this job fail the run? */
export function failsRun(finished: JobFinished): boolean {
  return isBad(finished.verdict) && finished.allowed !== true;
}

/** Why a job ended as it did, in a few words; empty when `passed` says it all. */
export function reasonText(finished: JobFinished): string {
  const reason = printableLine(finished.reason ?? '');
  if (finished.allowed === true && isBad(finished.verdict))
    return reason === '' ? 'allowed to fail' : `allowed to fail: ${reason}`;
  return reason;
}

/** `tests/test_orbit.py:14: assert 3 == 4`; empty when the failure names no place. */
export function locationText(failure: JobFinished['failure']): string {
  const location = failure?.location;
  if (location === undefined) return '';
  const column = location.column === undefined ? '' : `:${location.column}`;
  const place = `${printableLine(location.path)}:${location.line}${column}`;
  return location.message === undefined ? place : `${place}: ${printableLine(location.message)}`;
}

/** `step 2 of 3: pytest -q`; empty when the job has but one step that is called like the job. */
export function stepText(planned: PlannedJob, index: number): string {
  const step = planned.steps[index];
  if (step === undefined) return '';
  const name = printableLine(step.name);
  return planned.steps.length === 1 ? name : `step ${index + 1} of ${planned.steps.length}: ${name}`;
}

/** What a plan's legs are called on the screen. */
export interface LegNames {
  /** The platform, where the plan has several or one stands in for another; else empty. */
  platform(planned: PlannedJob): string;
  /** Short and unique, for sentences: `unit`, and `unit@linux` when there are several platforms. */
  name(id: LegId): string;
}

export function legNames(plan: Plan): LegNames {
  const platforms = new Set(plan.jobs.map((job) => formatPlatform(job.platform)));
  const several = platforms.size > 1 || plan.jobs.some((job) => job.standsInFor !== undefined);
  return {
    platform: (planned) => (several ? platformText(planned.platform, planned.standsInFor) : ''),
    name: (id) => printableLine(platforms.size > 1 ? id : id.replace(/@[\w/]+/, '')),
  };
}

export function platformText(platform: Platform, standsInFor: Platform | undefined): string {
  const name = formatPlatform(platform);
  return standsInFor === undefined ? name : `${name} for ${formatPlatform(standsInFor)}`;
}

/** `main 9f1c2ab, with changes` */
export function sourceText(source: RunStarted['source']): string {
  const revision = [printableLine(source.branch ?? ''), printableLine(source.commit ?? '').slice(0, 7)];
  const text = revision.filter((part) => part !== '').join(' ');
  return source.dirty === true && text !== '' ? `${text}, with changes` : text;
}

/** `1 job`, `3 jobs`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
