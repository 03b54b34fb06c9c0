import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { describeEvents, playEvents, playRun, type RunCase } from '../../test/support/play-run.ts';
import type { LegId } from '../plan/plan.ts';
import { foldRun } from '../run/run-state.ts';

const folder = join(process.cwd(), 'test/cases/runs');
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

function readCase(name: string): { readonly title: string; readonly input: RunCase } {
  const text = readFileSync(join(folder, name), 'utf8');
  return { title: text.split('\n', 1)[0]?.replace(/^# /, '') ?? name, input: parse(text) as RunCase };
}

describe('a run', () => {
  it('has cases', () => assert.ok(names.length >= 10));

  for (const name of names) {
    const { title, input } = readCase(name);
    it(`${name}: ${title}`, async () => {
      assert.equal(await playRun(input), input.events.trimEnd());
    });
  }
});

describe('a resumed run', () => {
  it('does not repeat what had succeeded, wherever the run was cut', async () => {
    const jobs = {
      build: { steps: ['sleep 1s', 'sleep 1s', 'sleep 1s'] },
      unit: { needs: ['build'], steps: ['sleep 2s', 'sleep 1s'] },
      lint: { steps: ['sleep 2s'] },
    };
    const input: RunCase = { jobs, events: '' };
    const { events } = await playEvents(input);
    const written = events.filter((event) => event.kind !== 'job.output');
    for (let cut = 1; cut < written.length; cut++) {
      const before = written.slice(0, cut);
      const passed = before.filter((event) => event.kind === 'step.finished').map(stepOf);
      const rest = (await playEvents(input, foldRun(before))).events;
      const resumed = rest.findIndex((event) => event.kind === 'run.resumed');
      const after = rest.slice(resumed);
      const started = after.filter((event) => event.kind === 'step.started').map(stepOf);
      assert.deepEqual(
        started.filter((step) => passed.includes(step)),
        [],
        `cut after event ${cut}:\n${describeEvents(rest)}`,
      );
      assert.deepEqual(new Set([...passed, ...started]).size, 6, 'and every step has run');
      assert.equal(rest.at(-1)?.kind === 'run.finished' && rest.at(-1), rest.at(-1));
      assert.deepEqual(foldRun([...before, ...after]).finished?.verdict, 'passed');
    }
  });
});

describe('a run that failed and was cut twice', () => {
  it('decides again what had been skipped because of the failure', async () => {
    const failing: RunCase = { jobs: { unit: { steps: ['exit 1', 'print two'] } }, events: '' };
    const mended: RunCase = { jobs: { unit: { steps: ['print one', 'print two'] } }, events: '' };
    const first = (await playEvents(failing)).events.filter((event) => event.kind !== 'job.output');
    const beforeEnd = first.slice(
      0,
      first.findIndex((event) => event.kind === 'job.finished'),
    );
    assert.equal(foldRun(beforeEnd).jobs.values().next().value?.steps[1]?.outcome?.kind, 'skipped');
    const second = (await playEvents(mended, foldRun(beforeEnd))).events;
    const resumed = second.slice(second.findIndex((event) => event.kind === 'run.resumed'));
    const firstStep = resumed.findIndex((event) => event.kind === 'step.finished') + 1;
    const cutAgain = [
      ...beforeEnd,
      ...resumed.slice(0, firstStep).filter(({ kind }) => kind !== 'job.output'),
    ];
    const third = (await playEvents(mended, foldRun(cutAgain))).events;
    const rest = third.slice(third.findIndex((event) => event.kind === 'run.resumed'));
    assert.deepEqual(
      rest.filter((event) => event.kind === 'step.started').map(stepOf),
      ['unit 1'],
      describeEvents(third),
    );
  });
});

describe('a run with a secret', () => {
  for (const secret of ['unit', 'passed', 'failed', 'linux'])
    it(`of the value '${secret}' fails when its job fails, and its job is known by its name`, async () => {
      const input: RunCase = { secrets: [secret], jobs: { unit: { steps: ['exit 1'] } }, events: '' };
      const { events } = await playEvents(input);
      const end = events.at(-1);
      assert.equal(end?.kind === 'run.finished' && end.verdict, 'failed');
      const state = foldRun(events);
      assert.deepEqual(
        [...state.jobs].map(([id, job]) => [id, job.finished?.verdict, job.steps[0]?.outcome?.kind]),
        [['unit', 'failed', 'failed']],
      );
    });
});

describe('legs that run elsewhere', () => {
  it('have no secret in their titles either', async () => {
    const id = 'token@windows' as LegId;
    const elsewhere = [{ id, title: 'Test with token', where: 'windows' }];
    const { events } = await playEvents({
      secrets: ['token'],
      elsewhere,
      jobs: { a: { steps: [] } },
      events: '',
    });
    const [started] = events;
    assert.deepEqual(started?.kind === 'run.started' && started.elsewhere, [
      { id, title: 'Test with ***', where: 'windows' },
    ]);
  });
});

function stepOf(event: { readonly leg: string; readonly step: number }): string {
  return `${event.leg} ${event.step}`;
}
