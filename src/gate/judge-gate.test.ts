import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { PipelineEvent } from '../plan/event.ts';
import type { CiState } from '../providers/run-source.ts';
import { type JudgedRun, judgeGate } from './judge-gate.ts';
import { type RequiredCheck, USUAL_BUDGET } from './required-checks.ts';

/** A history as `test/cases/gate/*.json` has it; `at` and `now` are minutes. */
interface GateCase {
  readonly title: string;
  readonly event: PipelineEvent;
  readonly now: number;
  readonly required?: readonly RequiredCheck[];
  readonly runs: readonly (Pick<JudgedRun, 'place' | 'group' | 'state' | 'event'> & {
    readonly at: number;
    readonly path?: string;
    readonly jobs: Readonly<Record<string, CiState>>;
  })[];
  readonly expect: string;
  readonly checks: readonly string[];
}

const REQUIRED: readonly RequiredCheck[] = [
  {
    ...{ system: 'github', workflow: 'test-matrix', path: '.github/workflows/test-matrix.yml' },
    ...{ name: 'unit (windows)', legs: ['unit@windows'], budget: USUAL_BUDGET },
  },
  {
    ...{ system: 'circleci', workflow: 'ci', path: '.circleci/config.yml' },
    ...{ name: 'unit', legs: ['unit@linux'], budget: USUAL_BUDGET },
  },
];

describe('the gate', () => {
  const folder = join(process.cwd(), 'test', 'cases', 'gate');
  const files = readdirSync(folder);
  assert.ok(files.length >= 12);
  for (const file of files) {
    const given = JSON.parse(readFileSync(join(folder, file), 'utf8')) as GateCase;
    test(given.title, () => {
      const { conclusion, description, checks } = judgeGate({
        required: given.required ?? REQUIRED,
        runs: given.runs.map(judged),
        event: given.event,
        now: given.now * 60_000,
        since: given.runs.length === 0 ? given.now * 60_000 : 0,
      });
      assert.equal(`${conclusion}: ${description}`, given.expect);
      assert.deepEqual(
        checks.map(({ verdict, reason }) => `${verdict}: ${reason}`),
        given.checks,
      );
    });
  }

  test('the order in which runs are told changes nothing', () => {
    for (const file of files) {
      const given = JSON.parse(readFileSync(join(folder, file), 'utf8')) as GateCase;
      const ask = (runs: GateCase['runs']) =>
        judgeGate({
          required: REQUIRED,
          runs: runs.map(judged),
          event: given.event,
          now: given.now * 60_000,
          since: 0,
        });
      assert.deepEqual(ask(given.runs), ask(given.runs.toReversed()), file);
    }
  });
});

function judged(run: GateCase['runs'][number]): JudgedRun {
  const workflow = run.place === 'github' ? 'test-matrix' : 'ci';
  const path = run.place === 'github' ? '.github/workflows/test-matrix.yml' : '.circleci/config.yml';
  return {
    ...{ place: run.place, group: run.group, workflow, path: run.path ?? path, event: run.event },
    ...{ state: run.state, createdAt: run.at * 60_000, url: undefined },
    jobs: Object.entries(run.jobs).map(([name, state]) => ({ name, state, url: undefined })),
  };
}
