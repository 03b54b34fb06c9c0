import { type Html, html } from '../../html/html.ts';
import type { MergedTest } from '../merge-tests.ts';
import { isFailure, isPass, type Observation } from '../test-history.ts';
import { isFailed } from '../test-report.ts';

/** Runs that a strip shows, the one at hand the last. */
const MOST_RUNS = 30;

const WIDTH = 7;
const HEIGHT = 14;

type Mark = 'good' | 'warn' | 'bad' | 'idle';

/**
 * What became of a test in the last runs, a cell for each: full for a pass, low and red for a failure, half for a flaky pass, so that
 * the shape says it without the colour. The words beside it have the counts.
 */
export function historyStrip({ test }: MergedTest, earlier: readonly Observation[]): Html | undefined {
  if (earlier.length === 0) return undefined;
  const now: Mark = isFailed(test.outcome)
    ? 'bad'
    : test.outcome === 'flaky'
      ? 'warn'
      : test.outcome === 'passed'
        ? 'good'
        : 'idle';
  const marks = [...earlier.slice(1 - MOST_RUNS).map(markOf), now];
  const failures = marks.filter((mark) => mark === 'bad').length;
  const cells = marks.map((mark, index) => {
    const height = { good: HEIGHT, warn: HEIGHT * 0.65, bad: HEIGHT * 0.4, idle: 2 }[mark];
    return html`<rect${mark !== 'good' && html` class="${mark}"`} x="${index * WIDTH}" y="${(HEIGHT - height).toFixed(1)}" width="${WIDTH - 2}" height="${height.toFixed(1)}"/>`;
  });
  const text = `${failures} of the last ${marks.length} runs failed`;
  return html`<span class="part"><svg class="strip" width="${marks.length * WIDTH}" height="${HEIGHT}" role="img" aria-label="${text}, the newest on the right">${cells}</svg> <small>${text}</small></span>`;
}

function markOf({ outcome }: Observation): Mark {
  if (outcome === 'k') return 'warn';
  if (isPass(outcome)) return 'good';
  return isFailure(outcome) ? 'bad' : 'idle';
}
