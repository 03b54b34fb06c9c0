import { resolve } from 'node:path';
import { nodeFiles } from '../platform/files.ts';
import { LARGEST_STEP_SUMMARY, renderStepSummary } from '../reports/summary/render-step-summary.ts';
import { LARGEST_COMMENT, renderStickyComment, saysTheSame } from '../reports/summary/sticky-comment.ts';
import { worstConclusion } from '../run/check.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { writeGivenFile } from './given-files.ts';
import { nextCommands } from './render/open-renderer.ts';
import { type RunReport, readRunReport } from './run-report.ts';
import { appendStepSummary, stepSummaryPath } from './step-summary.ts';

export interface SummaryCommandOptions {
  readonly comment?: string;
  readonly json?: boolean;
}

/**
 * `lockstep report summary`: on GitHub Actions into the summary of the step, elsewhere on the screen. It tells and does not judge: the
 * run has ended with its own exit code.
 */
export async function performReportSummary(
  invocation: Invocation,
  run: string | undefined,
  { comment, json }: SummaryCommandOptions,
): Promise<ExitCode> {
  const { console } = invocation;
  const report = await readRunReport(invocation, run);
  if (json === true) console.print(JSON.stringify(asData(report), null, 2));
  else await writeSummary(invocation, report);
  if (comment !== undefined) {
    const path = resolve(invocation.directory, comment);
    console.remark(`${(await writeComment(path, report)) ? 'Wrote' : 'Nothing has changed in'} ${path}`);
  }
  return EXIT.fine;
}

function asData({ facts, parts }: RunReport): unknown {
  return {
    ...facts,
    conclusion: worstConclusion(parts.flatMap((part) => part.checks)),
    checks: parts.flatMap((part) => part.checks.map((check) => ({ kind: part.kind, ...check }))),
    parts: Object.fromEntries(parts.map((part) => [part.kind, part.data])),
  };
}

async function writeSummary({ console }: Invocation, { facts, parts, state }: RunReport): Promise<void> {
  const page = stepSummaryPath();
  const { rerun } = nextCommands(state);
  const options = rerun === undefined ? {} : { rerun };
  if (page === undefined) {
    console.print(renderStepSummary(facts, parts, options));
    return;
  }
  // Whatever the step has written there before counts too.
  const taken = (await nodeFiles.stat(page))?.size ?? 0;
  const largest = Math.max(1000, LARGEST_STEP_SUMMARY - taken);
  const summary = renderStepSummary(facts, parts, { ...options, largest });
  appendStepSummary(page, `${taken === 0 ? '' : '\n'}${summary}`);
}

/** False when the file says the same already. */
async function writeComment(path: string, { facts, parts }: RunReport): Promise<boolean> {
  const content = renderStepSummary(facts, parts, { largest: LARGEST_COMMENT });
  const body = renderStickyComment(facts.workflow || facts.project, content);
  const before = await nodeFiles.readText(path).catch(() => undefined);
  if (saysTheSame(before, body)) return false;
  await writeGivenFile(path, body);
  return true;
}
