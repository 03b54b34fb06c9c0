import { printableLine } from '../../diagnostics/printable.ts';
import { pad, textWidth } from '../../diagnostics/text-width.ts';
import type { LegId } from '../../plan/plan.ts';
import type { Clock } from '../../platform/clock.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import {
  isBad,
  type JobFinished,
  type JobStarted,
  type RunEvent,
  type RunStarted,
} from '../../run/run-event.ts';
import { RunFold } from '../../run/run-state.ts';
import { elsewhereLines, legNames, locationText, reasonText, verdictWord } from '../../run/run-words.ts';
import { Heartbeat, heartbeatText } from './heartbeat.ts';
import { outputLine } from './output-line.ts';
import type { Renderer, Screen } from './renderer.ts';
import { runTitle } from './run-title.ts';
import { createStyle, jobPaint, type Style, verdictPaint } from './style.ts';

/** Longer names are not shortened, only not lined up with. */
const WIDEST_PREFIX = 28;

/** A run as a stream of lines, each with its job in front: for pipes, files and terminals that cannot do more. */
export class PlainRenderer implements Renderer {
  readonly #screen: Pick<Screen, 'color' | 'unicode' | 'write'>;
  readonly #clock: Clock;
  readonly #style: Style;
  readonly #fold = new RunFold();
  readonly #heartbeat: Heartbeat;
  #prefixWidth = 0;

  constructor(screen: Pick<Screen, 'color' | 'unicode' | 'write'>, clock: Clock) {
    this.#screen = screen;
    this.#clock = clock;
    this.#style = createStyle(screen);
    this.#heartbeat = new Heartbeat(clock, () => this.#stillRunning());
  }

  event(event: RunEvent): void {
    this.#fold.add(event);
    const lines = this.#lines(event);
    if (lines.length === 0) return;
    this.#screen.write(lines.map((line) => `${line}\n`).join(''));
    this.#heartbeat.heard();
  }

  finish(): Promise<void> {
    this.#heartbeat.stop();
    return Promise.resolve();
  }

  #lines(event: RunEvent): string[] {
    const style = this.#style;
    switch (event.kind) {
      case 'run.started':
        return this.#startLines(event);
      case 'job.started':
        return [
          this.#line(
            event.leg,
            event.attempt > 1
              ? style.yellow(`${style.glyphs.running} attempt ${event.attempt}`)
              : style.dim(`${style.glyphs.running} started${becauseText(event)}`),
          ),
        ];
      case 'step.started': {
        const name = this.#fold.state.jobs.get(event.leg)?.planned.steps[event.step]?.name;
        return name === undefined ? [] : [this.#line(event.leg, style.dim(`$ ${printableLine(name)}`))];
      }
      case 'job.output':
        return event.lines.map((line) => this.#line(event.leg, outputLine(line, { keepColor: style.color })));
      case 'warning': {
        const text = style.yellow(`${style.glyphs.warning} ${printableLine(event.message)}`);
        return [event.leg === undefined ? text : this.#line(event.leg, text)];
      }
      case 'job.finished':
        return this.#finishLines(event);
      default:
        return [];
    }
  }

  #startLines(event: RunStarted): string[] {
    const widths = event.plan.jobs.map(({ id }) => textWidth(printableLine(id)));
    this.#prefixWidth = Math.min(Math.max(0, ...widths), WIDEST_PREFIX);
    const { dim, glyphs } = this.#style;
    const elsewhere = elsewhereLines(event.elsewhere).map((line) => dim(`${glyphs.elsewhere} ${line}`));
    return [dim(runTitle(event, this.#style)), ...elsewhere];
  }

  #line(leg: LegId, text: string): string {
    const prefix = pad(printableLine(leg), this.#prefixWidth);
    return `${jobPaint(this.#style, leg)(`${prefix} ${this.#style.bar}`)} ${text}`.trimEnd();
  }

  #finishLines(event: JobFinished): string[] {
    const lines = [this.#line(event.leg, verdictText(event, this.#style))];
    const location = isBad(event.verdict) ? locationText(event.failure) : '';
    if (location !== '') lines.push(this.#line(event.leg, this.#style.bold(location)));
    return lines;
  }

  #stillRunning(): void {
    const { state } = this.#fold;
    if (state.started === undefined) return;
    const text = heartbeatText(state, legNames(state.started.plan), this.#clock.now());
    if (text !== '') this.#screen.write(`${this.#style.dim(`${this.#style.glyphs.waiting} ${text}`)}\n`);
  }
}

/** `✗ failed in 12.3s: exit code 1`, or with the job's name `✗ unit failed in 12.3s: exit code 1`. */
export function verdictText(finished: JobFinished, style: Style, name = ''): string {
  const time = finished.attempts === 0 ? '' : ` in ${formatElapsed(finished.duration)}`;
  const reason = reasonText(finished);
  const paint = verdictPaint(style, finished.verdict, finished.allowed);
  const glyph = paint(style.glyphs[finished.verdict]);
  const who = name === '' ? '' : `${style.bold(name)} `;
  return `${glyph} ${who}${paint(verdictWord(finished.verdict))}${time}${reason === '' ? '' : `: ${reason}`}`;
}

/** Why nothing was reused, where something could have been. */
function becauseText({ because }: JobStarted): string {
  return because === undefined ? '' : `: ${printableLine(because)}`;
}
