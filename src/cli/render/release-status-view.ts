import { printableLine } from '../../diagnostics/printable.ts';
import { wrap } from '../../diagnostics/text-width.ts';
import type { ChannelState, ChannelStep } from '../../release/channels/channel.ts';
import type { ReleaseManifest } from '../../release/manifest/release-manifest.ts';
import type { ChannelStatus } from '../../release/reconcile/reconcile.ts';
import type { ReleaseEvent } from '../../release/reconcile/release-event.ts';
import { outcomeOf } from '../../release/reconcile/release-outcome.ts';
import type { Paint, Style } from './style.ts';

interface View {
  readonly style: Style;
  readonly width: number;
}

const NAME_WIDTH = 10;
const STATE_WIDTH = 10;

function lookOf(state: ChannelState, style: Style): { readonly glyph: string; readonly paint: Paint } {
  switch (state) {
    case 'verified':
      return { glyph: style.glyphs.passed, paint: style.green };
    case 'delivered':
      return { glyph: style.glyphs.running, paint: style.cyan };
    case 'moderation':
      return { glyph: style.glyphs.waiting, paint: style.yellow };
    case 'pending':
      return { glyph: style.glyphs.waiting, paint: style.yellow };
    case 'stuck':
      return { glyph: style.glyphs.failed, paint: style.red };
    default:
      return state satisfies never;
  }
}

/** One line a channel, with what is missing below it, and what a person does. */
export function statusLines(statuses: readonly ChannelStatus[], view: View): readonly string[] {
  return statuses.flatMap(({ name, observation, heldBy }) => {
    const { style, width } = view;
    const { state, summary, reason, remedy } = observation;
    const { glyph, paint } = lookOf(state, style);
    const head = `${paint(glyph)} ${style.bold(name.padEnd(NAME_WIDTH))} ${paint(state.padEnd(STATE_WIDTH))} `;
    const indent = ' '.repeat(2);
    const room = Math.max(20, width - NAME_WIDTH - STATE_WIDTH - 4);
    const [first = '', ...more] = wrap(printableLine(summary), room);
    const below = (text: string, dim: boolean): readonly string[] =>
      wrap(printableLine(text), Math.max(20, width - indent.length)).map(
        (line) => `${indent}${dim ? style.dim(line) : line}`,
      );
    return [
      `${head}${first}`.trimEnd(),
      ...more.map((line) => `${' '.repeat(NAME_WIDTH + STATE_WIDTH + 4)}${line}`),
      ...(reason !== undefined && reason !== summary ? below(reason, false) : []),
      ...(heldBy === undefined ? [] : below(`waits for ${heldBy.join(', ')}`, true)),
      ...(remedy === undefined ? [] : below(`help: ${remedy}`, false)),
    ];
  });
}

/** What would be done, in the order of phases; what cannot be taken back is marked. */
export function stepLines(statuses: readonly ChannelStatus[], { style, width }: View): readonly string[] {
  const steps = statuses.flatMap(({ name, observation }) =>
    observation.steps.map((step) => ({ name, step })),
  );
  const lines: string[] = [];
  for (const [phase, title] of PHASES) {
    const of = steps.filter(({ step }) => step.phase === phase);
    if (of.length === 0) continue;
    lines.push(style.bold(title));
    for (const { name, step } of of) {
      const mark = isIrreversible(step) ? style.red('!') : ' ';
      const [first = '', ...more] = wrap(printableLine(`${name}: ${step.title}`), Math.max(20, width - 4));
      lines.push(`  ${mark} ${first}`, ...more.map((line) => `    ${line}`));
    }
  }
  return lines;
}

const PHASES = [
  ['stage', 'What can be taken back'],
  ['commit', 'What cannot be taken back'],
  ['point', 'What leads people there'],
] as const;

function isIrreversible({ phase }: ChannelStep): boolean {
  return phase === 'commit';
}

/** Undefined for what is not worth a line. */
export function eventLine(event: ReleaseEvent, view: View): string | undefined {
  const { style } = view;
  const { glyphs } = style;
  switch (event.kind) {
    case 'looked':
      return undefined;
    case 'step.started':
      return marked(glyphs.running, style.cyan, `${event.channel}: ${event.step}`, view);
    case 'step.finished':
      return marked(glyphs.passed, style.green, `${event.channel}: ${event.step}: ${event.answer}`, view);
    case 'step.failed':
      return marked(glyphs.failed, style.red, `${event.channel}: ${event.step}: ${event.message}`, view);
    case 'waiting': {
      const again = `looks again in ${Math.ceil(event.wait / 1000)} s`;
      return marked(glyphs.waiting, style.yellow, `${event.channel}: ${event.why}; ${again}`, view);
    }
    case 'held': {
      const names = `${event.because.join(', ')} ${event.because.length === 1 ? 'is' : 'are'}`;
      return marked(glyphs.warning, style.yellow, `${HELD[event.phase]}: ${names} not through`, view);
    }
    default:
      return event satisfies never;
  }
}

/** A sign, and a text of others on as many lines as it takes. */
function marked(glyph: string, paint: Paint, text: string, { width }: View): string {
  const [first = '', ...more] = wrap(printableLine(text), Math.max(20, width - 2));
  return [`${paint(glyph)} ${first}`, ...more.map((line) => `  ${line}`)].join('\n');
}

const HELD = {
  stage: 'Nothing is begun',
  commit: 'Nothing is done that cannot be taken back',
  point: 'Nobody is led there yet',
} as const;

export function verdictLine(
  { project, version }: ReleaseManifest,
  statuses: readonly ChannelStatus[],
  { style }: View,
): string {
  const name = printableLine(`${project} ${version}`);
  const served = statuses.filter(({ observation }) => observation.state === 'verified').length;
  switch (outcomeOf(statuses)) {
    case 'verified':
      return `${style.green(style.glyphs.passed)} ${style.bold(`${name} is served by every channel that was asked`)}`;
    case 'moderation':
      return `${style.yellow(style.glyphs.waiting)} ${style.bold(`${name} is served, or looked at by people first`)}`;
    case 'unfinished':
      return `${style.red(style.glyphs.failed)} ${style.bold(`${name} is verified on ${served} of ${statuses.length} channels`)}`;
  }
}

/** What `--json` prints. */
export function statusJson(
  { project, version, tag, commit }: ReleaseManifest,
  {
    digest,
    statuses,
    left,
  }: {
    readonly digest: string;
    readonly statuses: readonly ChannelStatus[];
    readonly left: readonly string[];
  },
): Readonly<Record<string, unknown>> {
  return {
    version: 1,
    ...{ project, release: version, tag, commit, digest },
    outcome: outcomeOf(statuses),
    channels: statuses.map(({ name, observation, heldBy }) => {
      const { state, summary, steps, reason, remedy } = observation;
      const told = steps.map((step) => ({
        title: step.title,
        phase: step.phase,
        irreversible: isIrreversible(step),
      }));
      return { name, state, summary, reason, remedy, heldBy, steps: told };
    }),
    left,
  };
}
