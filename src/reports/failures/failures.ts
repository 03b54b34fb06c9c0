import { isBad, type JobFinished, type Verdict } from '../../run/run-event.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import { failsRun, legNames, locationText, reasonText, stepText } from '../../run/run-words.ts';

export interface Failures {
  /** Those that fail the run first, each group in the plan's order. */
  readonly jobs: readonly FailedJob[];
  readonly warnings: readonly string[];
}

export interface FailedJob {
  readonly leg: string;
  readonly name: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** It failed, and that does not fail the run. */
  readonly allowed: boolean;
  readonly reason: string;
  /** The step that failed, when the job has several; else empty. */
  readonly step: string;
  /** `test/orbit.test.ts:14: 3 !== 4`; empty when the output names no place. */
  readonly place: string;
  /** The first lines of the output that look like errors, or the last lines where none does. Masked, and as they were printed. */
  readonly lines: readonly string[];
  /** The output, as far as it was kept. */
  readonly log: LogEnd | undefined;
}

/** The end of a log. */
export interface LogEnd {
  readonly lines: readonly string[];
  /** Lines before these that were left out. */
  readonly before: number;
}

function hasWord(text: string, word: string): boolean {
  return text.split(/[\s:,'"]+/).includes(word);
}

type Planned = JobState['planned'];

/** Lines that tools write about what is wrong. What only counts them (`0 errors`) is not one. */
const ERROR_LINE =
  /(?:^|[^\w-])(?:error|fatal|panic(?:ked)?|exception|assert\w*|traceback|not ok|FAIL(?:ED|URE)?|✗|✘|×)(?![\w-])|^E {2,}\S/i;
const NONE_OF_THEM = /\b(?:0|no) (?:errors?|fail\w*|exceptions?)\b/i;

const MOST_LINES = 12;

/** How lines begin in a `LogEnd` that are lockstep's own: the text of a step may have words of errors in it. */
export const NOTE = '\u2500\u2500 ';

/** What of a run did not go well. `logs` has the end of the log by leg; `more` is what else there is to warn of. */
export function failuresOf(
  state: RunState,
  logs: ReadonlyMap<string, LogEnd>,
  more: readonly string[] = [],
): Failures {
  const { started } = state;
  if (started === undefined) return { jobs: [], warnings: [] };
  const names = legNames(started.plan);
  const failed = Array.from(state.jobs.values()).flatMap(({ planned, finished }): FailedJob[] =>
    finished === undefined || !isBad(finished.verdict)
      ? []
      : [
          {
            leg: planned.id,
            name: names.name(planned.id),
            title: planned.title,
            verdict: finished.verdict,
            allowed: !failsRun(finished),
            reason: reasonText(finished),
            step: stepOf(planned, finished),
            place: locationText(finished.failure),
            lines: errorLines(finished, logs.get(planned.id)),
            log: logs.get(planned.id),
          },
        ],
  );
  return {
    jobs: [...failed.filter(({ allowed }) => !allowed), ...failed.filter(({ allowed }) => allowed)],
    warnings: [
      ...state.warnings.map(({ leg, message }) =>
        leg === undefined || hasWord(message, names.name(leg)) ? message : `${names.name(leg)}: ${message}`,
      ),
      ...more,
    ],
  };
}

/** Empty for a job of one step, and where the reason names the step. */
function stepOf(planned: Planned, { failure, reason = '' }: JobFinished): string {
  const name = failure && planned.steps[failure.step]?.name;
  if (failure === undefined || name === undefined || planned.steps.length < 2) return '';
  return reason.includes(name) ? '' : stepText(planned, failure.step);
}

/** From the first line that looks like an error on; the last lines where no line does. */
function errorLines({ failure }: JobFinished, log: LogEnd | undefined): readonly string[] {
  const tail = failure?.tail ?? [];
  const lines = log === undefined ? tail : log.lines;
  const wrong = lines.filter(
    (line) => !line.startsWith(NOTE) && ERROR_LINE.test(line) && !NONE_OF_THEM.test(line),
  );
  // What the run kept of the failing step is better than lines of steps that went well.
  const first = wrong.find((line) => tail.includes(line));
  const shown =
    first === undefined ? tail.slice(-MOST_LINES) : tail.slice(tail.indexOf(first)).slice(0, MOST_LINES);
  return shown.length > 0 ? shown : wrong.slice(0, MOST_LINES);
}
