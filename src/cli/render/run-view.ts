import { cut } from '../../diagnostics/text-width.ts';
import { formatAgo } from '../../run/elapsed.ts';
import type { RunState } from '../../run/run-state.ts';
import { runTitle } from './run-title.ts';
import { renderSummary } from './summary.ts';
import type { SummaryOptions } from './summary-options.ts';

/** One run of the past: its title, when it was, and the summary that stood at its end. */
export function renderRun(state: RunState, options: SummaryOptions & { readonly now: number }): string {
  const { started } = state;
  if (started === undefined) return '';
  const { style, columns } = options;
  const when = `${started.runId}, started ${formatAgo(started.time, options.now)} on ${started.host.name}`;
  const resumed =
    state.resumes === 0 ? '' : `, taken up again ${state.resumes === 1 ? 'once' : `${state.resumes} times`}`;
  const head = [runTitle(started, style), when + resumed].map((line) =>
    style.dim(cut(line, columns - 1, style.ellipsis)),
  );
  return `${head.join('\n')}\n\n${renderSummary(state, options)}`;
}
