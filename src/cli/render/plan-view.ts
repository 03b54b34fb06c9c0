import { printableLine } from '../../diagnostics/printable.ts';
import { cut, wrap } from '../../diagnostics/text-width.ts';
import type { Prediction } from '../../execution/cache/predict.ts';
import { SYSTEM_TITLES } from '../../pipeline/system-titles.ts';
import { describeEvent } from '../../plan/event.ts';
import type { LegId, Plan, PlannedJob } from '../../plan/plan.ts';
import { formatLimit, formatSeconds } from '../../run/elapsed.ts';
import type { RunStarted } from '../../run/run-event.ts';
import { count, elsewhereLines, type LegNames, legNames, platformText } from '../../run/run-words.ts';
import type { Affected } from '../affected-plan.ts';
import { affectedSentence, reasonWords } from './affected-text.ts';
import type { Style } from './style.ts';
import { type Cell, type Column, renderTable } from './table.ts';

export interface PlanViewOptions {
  readonly style: Style;
  readonly columns: number;
  /** What legs took before, in milliseconds, by id. */
  readonly expected?: Readonly<Record<string, number>>;
  /** Legs of the same selection that other machines run. */
  readonly elsewhere?: RunStarted['elsewhere'];
  /** What a run would do with each leg now. */
  readonly predictions?: ReadonlyMap<LegId, Prediction>;
  /** Why the legs are in, when only some of the selection are. */
  readonly affected?: Affected | undefined;
}

const COLUMNS: readonly Column[] = [
  { title: 'wave' },
  { title: 'job', min: 14, cut: 'middle' },
  { title: 'kind', drop: 2 },
  { title: 'platform', drop: 4 },
  { title: 'runs on', drop: 3 },
  { title: 'expected', align: 'right', drop: 1 },
  { title: 'needs', min: 12 },
  { title: 'why', min: 16 },
];
const NOW: Column = { title: 'now', min: 16 };

const MOST_PATH_LINES = 3;

/** For `lockstep plan`: what would run, in which order, where, and what not and why. */
export function renderPlan(plan: Plan, options: PlanViewOptions): string {
  const { style, columns } = options;
  const width = columns - 1;
  const names = legNames(plan);
  const sections = [
    [
      ...wrap(planTitle(plan, style), width).map((line, index) => (index === 0 ? style.bold(line) : line)),
      ...(options.affected === undefined ? [] : wrap(affectedSentence(options.affected), width)),
    ],
    renderTable(
      options.predictions === undefined ? COLUMNS : [...COLUMNS, NOW],
      planRows(plan, names, options),
      {
        width,
        ellipsis: style.ellipsis,
        header: style.dim,
      },
    ),
    plan.skipped.map((left) => {
      const text = `${style.glyphs.skipped} ${printableLine(left.id)} skipped: ${printableLine(left.reason)}`;
      return style.dim(cut(text, width, style.ellipsis));
    }),
    elsewhereLines(options.elsewhere ?? []).map((line) =>
      style.dim(cut(`${style.glyphs.elsewhere} ${line}`, width, style.ellipsis)),
    ),
    pathLines(plan, names, options),
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => `${section.join('\n')}\n`)
    .join('\n');
}

function planTitle(plan: Plan, style: Style): string {
  const what = plan.workflow === undefined ? plan.project : `${plan.workflow}`;
  const parts = [
    `${printableLine(what)}, ${printableLine(describeEvent(plan.event))}`,
    count(plan.jobs.length, 'job'),
    plan.budget === undefined ? '' : `budget ${formatLimit(plan.budget)}`,
    plan.failFast ? 'stops at the first failure' : '',
  ];
  return parts.filter((part) => part !== '').join(` ${style.dot} `);
}

function planRows(plan: Plan, names: LegNames, options: PlanViewOptions): Cell[][] {
  const { style, expected, affected, predictions } = options;
  const waves = wavesOf(plan);
  const reasons = affected === undefined || 'everything' in affected ? [] : affected.legs;
  const why = new Map(reasons.map(({ leg, reason }) => [leg, reasonWords(reason, names)]));
  const ordered = plan.jobs.toSorted((one, two) => (waves.get(one.id) ?? 0) - (waves.get(two.id) ?? 0));
  const owned = plan.jobs.some((job) => job.owner !== undefined);
  let last = 0;
  return ordered.map((job) => {
    const wave = waves.get(job.id) ?? 0;
    const first = wave !== last;
    last = wave;
    const time = expected?.[job.id];
    return [
      { text: first ? String(wave) : '', paint: style.dim },
      { text: printableLine(job.title), paint: style.bold },
      { text: job.category, paint: style.dim },
      { text: platformText(job.platform, job.standsInFor) },
      { text: ownerText(job, owned), paint: style.dim },
      { text: time === undefined ? '' : time < 1000 ? '<1s' : formatSeconds(time) },
      { text: job.needs.map((need) => names.name(need.id)).join(', '), paint: style.dim },
      { text: why.get(job.id) ?? '' },
      ...(predictions === undefined ? [] : [nowCell(predictions.get(job.id), names, style)]),
    ];
  });
}

function nowCell(prediction: Prediction | undefined, names: LegNames, style: Style): Cell {
  switch (prediction?.kind) {
    case 'reused':
      return { text: 'is reused', paint: style.green };
    case 'runs':
      return { text: `runs: ${printableLine(prediction.because)}` };
    case 'open':
      return { text: `may run: depends on ${names.name(prediction.on)}`, paint: style.dim };
    default:
      return { text: '' };
  }
}

function ownerText(job: PlannedJob, owned: boolean): string {
  if (job.owner !== undefined) return SYSTEM_TITLES[job.owner];
  return owned ? 'here only' : '';
}

/** 1 for what needs nothing, else one more than the latest it needs. The plan's order makes one pass enough. */
function wavesOf(plan: Plan): Map<LegId, number> {
  const waves = new Map<LegId, number>();
  for (const job of plan.jobs)
    waves.set(job.id, 1 + Math.max(0, ...job.needs.map((need) => waves.get(need.id) ?? 0)));
  return waves;
}

function pathLines(
  plan: Plan,
  names: LegNames,
  { style, columns, expected = {} }: PlanViewOptions,
): string[] {
  const { legs, duration } = expectedPath(plan, expected);
  if (legs.length === 0 || duration === 0) return [];
  const allRanBefore = plan.jobs.every((job) => expected[job.id] !== undefined);
  const about = allRanBefore ? 'about' : 'at least';
  const over =
    plan.budget !== undefined && duration > plan.budget
      ? `, over the ${formatLimit(plan.budget)} budget`
      : '';
  const text = `Critical path: ${about} ${formatSeconds(duration)}${over}: ${legs.map(names.name).join(` ${style.arrow} `)}`;
  const lines = wrap(text, columns - 1).slice(0, MOST_PATH_LINES);
  return over === '' ? lines : lines.map(style.yellow);
}

interface ExpectedPath {
  readonly legs: readonly LegId[];
  readonly duration: number;
}

/** The chain of needs that took longest before. */
function expectedPath(plan: Plan, expected: Readonly<Record<string, number>>): ExpectedPath {
  const paths = new Map<LegId, ExpectedPath>();
  const nothing: ExpectedPath = { legs: [], duration: 0 };
  // Of equally long chains the one with more legs: it tells more where durations are not known yet.
  const longer = (one: ExpectedPath, two: ExpectedPath): ExpectedPath =>
    (two.duration - one.duration || two.legs.length - one.legs.length) > 0 ? two : one;
  let longest = nothing;
  for (const job of plan.jobs) {
    const before = job.needs.map((need) => paths.get(need.id) ?? nothing).reduce(longer, nothing);
    const duration = before.duration + (expected[job.id] ?? 0);
    const path = { legs: [...before.legs, job.id], duration };
    paths.set(job.id, path);
    longest = duration > longest.duration ? path : longest;
  }
  return longest;
}
