import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CiState, CiStep } from '../../../run-source.ts';
import { JobLogDivider } from './job-log.ts';

const MINUTE = Date.parse('2026-11-24T00:02:00Z');

/** `second` as GitHub tells it: without fractions. */
function step(number: number, second: number | undefined, state: CiState = 'passed'): CiStep {
  const startedAt = second === undefined ? undefined : MINUTE + second * 1_000;
  return { name: `step ${number}`, number, machine: 0, state, startedAt, finishedAt: undefined };
}

/** `[step 1]` where a step begins, and what it printed. `size`: characters that come at once. */
function divided(
  log: string,
  steps: readonly CiStep[],
  { isWanted = () => true, size = log.length }: { isWanted?: (step: CiStep) => boolean; size?: number } = {},
): string {
  const divider = new JobLogDivider(steps, isWanted);
  const pieces = [];
  for (let at = 0; at < log.length; at += size) pieces.push(...divider.pieces(log.slice(at, at + size)));
  pieces.push(...divider.end());
  return pieces.map((piece) => (piece.kind === 'step' ? `[${piece.step.name}]\n` : piece.text)).join('');
}

const LOG = `2026-11-24T00:02:00.1000000Z Current runner version
2026-11-24T00:02:03.2000000Z ##[group]Run make
2026-11-24T00:02:03.3000000Z compiled
without a time
2026-11-24T00:02:03.9000000Z ##[group]Run make test
2026-11-24T00:02:05.0000000Z it failed
2026-11-24T00:02:06.0000000Z Post job cleanup.
`;
const STEPS = [step(1, 0), step(2, 3), step(3, 3, 'failed'), step(4, 6)];

test('lines go to the step that had begun by then; of two in one second, each begins with its own first line', () => {
  assert.equal(
    divided(LOG, STEPS),
    `[step 1]
Current runner version
[step 2]
##[group]Run make
compiled
without a time
[step 3]
##[group]Run make test
it failed
[step 4]
Post job cleanup.
`,
  );
});

test('the log is divided the same in whatever pieces it comes', () => {
  for (const size of [1, 7, 64]) assert.equal(divided(LOG, STEPS, { size }), divided(LOG, STEPS));
});

test('of the steps that nobody wants nothing is given', () => {
  assert.equal(
    divided(LOG, STEPS, { isWanted: ({ state }) => state === 'failed' }),
    '[step 3]\n##[group]Run make test\nit failed\n',
  );
});

test('steps are taken by their numbers; what was skipped, or has not begun, has no lines', () => {
  const steps = [step(4, 6), step(3, 3, 'skipped'), step(5, undefined, 'queued'), step(1, 0)];
  assert.equal(
    divided('2026-11-24T00:02:00.0Z one\n2026-11-24T00:02:07.0Z four\n', steps),
    '[step 1]\none\n[step 4]\nfour\n',
  );
});

test('the last line needs no line break', () => {
  assert.equal(divided('2026-11-24T00:02:00.0Z cut off', [step(1, 0)]), '[step 1]\ncut off\n');
});
