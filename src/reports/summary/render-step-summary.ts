import { markdownCode, markdownText } from '../../diagnostics/markdown.ts';
import { markdownTable } from '../../diagnostics/markdown-table.ts';
import { byteLength } from '../html/html.ts';
import { CONCLUSION_LOOKS } from '../html/verdict-look.ts';
import { firstLines } from '../markdown/bounded-markdown.ts';
import { CONCLUSION_MARKS } from '../markdown/conclusion-mark.ts';
import { countingReports, type RunFacts } from '../page/run-facts.ts';
import { PART_KINDS, type ReportPart } from '../report-part.ts';

/**
 * Bytes of UTF-8. GitHub takes 1 MiB of summary per step and shows nothing of a longer one ("upload aborted, supports content up to
 * a size of 1024k"; "Workflow commands for GitHub Actions", adding a job summary).
 */
export const LARGEST_STEP_SUMMARY = 1_000_000;

const VERDICT_MARKS: Readonly<Record<RunFacts['verdict'], string>> = {
  passed: '✅',
  failed: '❌',
  cancelled: '🚫',
  unfinished: '⏳',
};

export interface StepSummaryOptions {
  /** What to type to run again what failed; told only when something did. */
  readonly rerun?: string;
  /** Bytes; `LARGEST_STEP_SUMMARY` unless said. */
  readonly largest?: number;
}

/** Everything known of a run as Markdown of GitHub's flavour: the verdict, every check, then part by part. */
export function renderStepSummary(
  run: RunFacts,
  parts: readonly ReportPart[],
  options: StepSummaryOptions = {},
): string {
  const facts = countingReports(
    run,
    parts.flatMap(({ checks }) => checks),
  );
  const { rerun, largest = LARGEST_STEP_SUMMARY } = options;
  const again =
    facts.verdict === 'failed' && rerun !== undefined
      ? [`Run again what failed: ${markdownCode(rerun)}`]
      : [];
  const head = firstLines(headOf(facts, parts), largest / 2);
  const room = largest - byteLength(head) - byteLength(again.join('')) - 10;
  return `${[head, ...sections(parts, room), ...again].join('\n\n')}\n`;
}

function headOf(
  { project, workflow, verdict, sentence, time }: RunFacts,
  parts: readonly ReportPart[],
): string {
  const title = `### ${VERDICT_MARKS[verdict]} ${markdownText(workflow || project)}: ${markdownText(sentence)}`;
  // What the title says needs no row.
  const checks = parts.filter(({ kind }) => kind !== 'timeline').flatMap((part) => part.checks);
  const table =
    checks.length === 0
      ? []
      : [
          markdownTable(
            ['check', 'verdict', 'why'],
            checks.map(({ name, conclusion, summary }) => [
              markdownText(name),
              `${CONCLUSION_MARKS[conclusion]} ${CONCLUSION_LOOKS[conclusion].word}`,
              markdownText(summary),
            ]),
          ),
        ];
  return [title, ...(time === '' ? [] : [markdownText(time)]), ...table].join('\n\n');
}

/** A part may have half of what is left, so that none keeps all the others away. */
function sections(parts: readonly ReportPart[], room: number): readonly string[] {
  let left = room;
  return PART_KINDS.flatMap((kind) => parts.filter((part) => part.kind === kind)).flatMap(
    (part, index, all) => {
      const heading =
        part.kind === 'timeline' || part.kind === 'failures' ? '' : `#### ${markdownText(part.title)}\n\n`;
      const share = index === all.length - 1 ? left : left / 2;
      const text = part.renderMarkdown(Math.floor(share) - byteLength(heading) - 2);
      if (text === '') return [];
      left -= byteLength(heading) + byteLength(text) + 2;
      return [heading + text];
    },
  );
}
