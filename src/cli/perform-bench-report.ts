import { basename, resolve } from 'node:path';
import { systemGit } from '../platform/git.ts';
import { thisHost } from '../platform/host.ts';
import { thisMachineClass } from '../platform/machine-class.ts';
import { comparisonCheck } from '../reports/benchmarks/comparison/comparison-report.ts';
import { readComparison } from '../reports/benchmarks/comparison/read-comparison.ts';
import { machineText } from '../reports/benchmarks/history/benchmark-record.ts';
import { newestFirst } from '../reports/benchmarks/history/series-words.ts';
import type { BenchmarksModel } from '../reports/benchmarks/section/benchmarks-model.ts';
import { benchmarksPart } from '../reports/benchmarks/section/benchmarks-part.ts';
import { renderPage } from '../reports/page/render-page.ts';
import type { RunFacts } from '../reports/page/run-facts.ts';
import { count } from '../run/run-words.ts';
import { comparisonExit } from './bench/comparison-exit.ts';
import { type HistoryQuestion, readBenchHistory } from './bench/read-bench-history.ts';
import { webAddress } from './bench/web-address.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { readGivenFile, writeGivenFile } from './given-files.ts';
import { MARKDOWN_ROOM } from './markdown-room.ts';
import { renderComparison } from './render/bench-comparison.ts';
import { renderBenchHistory } from './render/bench-history.ts';
import { ownPackage } from './version.ts';
import { printDiagnostics } from './workplace.ts';

export interface BenchReportOptions extends HistoryQuestion {
  readonly comparison?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly json?: boolean;
}

/** The history, and what was compared, for people: on the screen, as Markdown, as a page. 1 where the comparison failed, 4 when there is nothing to tell. */
export async function performBenchReport(
  invocation: Invocation,
  options: BenchReportOptions,
): Promise<ExitCode> {
  const { console } = invocation;
  const root = resolve(invocation.directory);
  const comparison =
    options.comparison === undefined ? undefined : await givenComparison(root, options.comparison);
  const { series, diagnostics } = await readBenchHistory(root, options);
  const repository = await webAddress(root);
  const model: BenchmarksModel = {
    series,
    ...(comparison !== undefined && { comparison }),
    ...(repository !== undefined && { repository }),
  };
  const part = benchmarksPart(model);
  if (options.json === true) console.print(JSON.stringify(part.data, null, 2));
  else show(invocation, model);
  printDiagnostics(console, diagnostics);
  if (options.markdown !== undefined)
    await writeGivenFile(
      resolve(root, options.markdown),
      `### Benchmarks\n\n${part.renderMarkdown(MARKDOWN_ROOM)}\n`,
    );
  if (options.html !== undefined)
    await writeGivenFile(resolve(root, options.html), renderPage(await factsOf(root, model), [part]));
  if (comparison === undefined && series.length === 0) {
    console.remark('there is nothing to report: lockstep bench record FILES');
    return EXIT.notScanned;
  }
  return comparison === undefined ? EXIT.fine : comparisonExit(comparisonCheck(comparison).conclusion);
}

async function givenComparison(
  root: string,
  name: string,
): Promise<NonNullable<BenchmarksModel['comparison']>> {
  const comparison = readComparison(await readGivenFile(root, name));
  if (typeof comparison !== 'string') return comparison;
  throw new UsageError(
    `${name} is no comparison: ${comparison}`,
    'Write one: lockstep bench compare --json > comparison.json',
  );
}

function show({ console }: Invocation, { comparison, series }: BenchmarksModel): void {
  const view = { style: console.style, width: console.screen.columns - 1 };
  const texts = [
    ...(comparison === undefined ? [] : [renderComparison(comparison, view)]),
    ...(series.length === 0 ? [] : [renderBenchHistory(series, view)]),
  ];
  if (texts.length > 0) console.print(texts.join('\n\n'));
}

/** The page is about a commit, and not about a run. */
async function factsOf(root: string, { comparison, series }: BenchmarksModel): Promise<RunFacts> {
  const head = await systemGit.head(root);
  const check = comparison === undefined ? undefined : comparisonCheck(comparison);
  const changes = newestFirst(series).length;
  const about = `${series.length} series, ${count(changes, 'change')} of level`;
  const commit = head?.commit.slice(0, 12) ?? '';
  return {
    project: basename(root),
    workflow: 'benchmarks',
    runId: commit === '' ? 'of no commit' : commit,
    verdict: check?.conclusion === 'failed' ? 'failed' : 'passed',
    sentence: check === undefined ? about : check.summary,
    time: check === undefined ? '' : about,
    source: [head?.branch ?? '', commit].filter((text) => text !== '').join(' at '),
    began: Date.now(),
    machine: machineText(thisMachineClass(thisHost(), process.env)),
    lockstep: ownPackage().version,
  };
}
