import { printableLine } from '../../diagnostics/printable.ts';
import { cut } from '../../diagnostics/text-width.ts';
import { formatElapsed } from '../../run/elapsed.ts';
import type { RunState } from '../../run/run-state.ts';
import { failsRun, legNames, reasonText, verdictWord } from '../../run/run-words.ts';
import { failureLines, jobColumns } from './job-lines.ts';
import type { SummaryOptions } from './summary-options.ts';

/** Lines of a failing step that are shown. */
const TAIL = 20;

/** Failures shown with their lines; of more the table tells, and the logs. */
const MOST_SHOWN = 5;

/** Each failure that failed the run: what, in which step, its last lines, and the place in the source it names. */
export function failureSections(state: RunState, { style, columns, log }: SummaryOptions): string[][] {
  const { started } = state;
  if (started === undefined) return [];
  const names = legNames(started.plan);
  const failed = Array.from(state.jobs.values()).filter(
    (job) => job.finished !== undefined && failsRun(job.finished),
  );
  const view = { style, names, columns: jobColumns(state, names, columns), most: TAIL };
  const sections = failed.slice(0, MOST_SHOWN).map((job) => {
    const { finished } = job;
    if (finished === undefined) return [];
    const platform = names.platform(job.planned);
    const title = printableLine(job.planned.title) + (platform === '' ? '' : ` (${platform})`);
    const reason = reasonText(finished);
    const text = `${title} ${verdictWord(finished.verdict)} after ${formatElapsed(finished.duration)}${reason === '' ? '' : `: ${reason}`}`;
    const headline = cut(text, columns - 3, style.ellipsis);
    return [
      `${style.red(style.glyphs[finished.verdict])} ${style.bold(headline)}`,
      ...failureLines(job, finished, view),
    ];
  });
  const more = failed.slice(MOST_SHOWN);
  const [first] = more;
  if (first !== undefined) {
    const command = log === undefined ? '' : `: ${log(first)}`;
    sections.push([
      style.dim(cut(`${more.length} more failed, see their logs${command}`, columns - 1, style.ellipsis)),
    ]);
  }
  return sections;
}
