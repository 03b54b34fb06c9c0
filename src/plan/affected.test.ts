import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import { addGivers, affectedLegs, type Change, changedLegs, type Reason } from './affected.ts';
import { localizePlan } from './localize.ts';
import { makePlan } from './make-plan.ts';
import type { LegId, Plan } from './plan.ts';

type Jobs = PipelineConfig['jobs'];

function planOf(jobs: Jobs, more: Omit<PipelineConfig, 'project' | 'jobs'> = {}): Plan {
  return makePlan(pipelineOf({ ...more, jobs }), { event: { kind: 'local' } });
}

function file(name: string): Change {
  return { name, kind: 'file' };
}

function words(reason: Reason): string {
  const { kind } = reason;
  const of = 'file' in reason ? reason.file : 'leg' in reason ? reason.leg.replace('@linux', '') : '';
  const more = 'more' in reason && reason.more > 0 ? ` +${reason.more}` : '';
  return `${kind} ${of}${more}`.trim();
}

function affected(plan: Plan, names: readonly (string | Change)[]): Record<string, string> {
  const changes = names.map((name) => (typeof name === 'string' ? file(name) : name));
  const found = affectedLegs({ plan, changes, definition: ['lockstep.config.ts'] });
  return Object.fromEntries([...found].map(([leg, reason]) => [leg.replace('@linux', ''), words(reason)]));
}

const CHAIN: Jobs = {
  lint: { run: 'x', inputs: ['src/**'] },
  build: { run: 'x', inputs: ['src/**', '!src/**/*.test.ts'] },
  unit: { run: 'x', inputs: ['test/**'], needs: ['build'] },
  e2e: { run: 'x', inputs: ['e2e'], needs: ['unit'] },
  docs: { run: 'x', inputs: ['docs/**'] },
};

describe('what changes affect', () => {
  it('is who reads a changed file, who needs that one, and so on', () => {
    assert.deepEqual(affected(planOf(CHAIN), ['src/a.ts', 'src/b.ts', 'README.md']), {
      lint: 'changed src/a.ts +1',
      build: 'changed src/a.ts +1',
      unit: 'needs build',
      e2e: 'needs unit',
    });
    assert.deepEqual(affected(planOf(CHAIN), ['src/a.test.ts']), { lint: 'changed src/a.test.ts' });
    assert.deepEqual(affected(planOf(CHAIN), ['e2e/deep/case.ts']), { e2e: 'changed e2e/deep/case.ts' });
    assert.deepEqual(affected(planOf(CHAIN), ['../src/a.ts', 'README.md']), {});
  });

  it('is always who says nothing of its inputs, and who needs it', () => {
    const plan = planOf({
      ...CHAIN,
      audit: 'x',
      only: { run: 'x', inputs: ['!docs'] },
      gate: { run: 'x', inputs: ['g'], needs: ['audit'] },
    });
    assert.deepEqual(affected(plan, []), { audit: 'no-inputs', only: 'no-inputs', gate: 'needs audit' });
  });

  it('is everything when a file of the definition has changed', () => {
    const found = affected(planOf(CHAIN), ['lockstep.config.ts']);
    assert.deepEqual(new Set(Object.values(found)), new Set(['definition lockstep.config.ts']));
    assert.equal(Object.keys(found).length, 5);
  });

  it('is who uses a toolchain whose lock files have changed', () => {
    const config = {
      toolchain: { name: 'node', install: 'npm ci', lockFiles: ['package-lock.json'] },
    } as const;
    const jobs: Jobs = {
      unit: { run: 'x', inputs: ['!package-lock.json', '**'] },
      docs: { run: 'x', inputs: ['docs'], toolchain: false },
    };
    const plan = planOf(jobs, config);
    assert.deepEqual(affected(plan, ['package-lock.json']), { unit: 'changed package-lock.json' });
    const here = localizePlan(plan, { os: 'linux', arch: 'x64' }).plan;
    assert.deepEqual(affected(here, ['package-lock.json']), {
      'setup-node': 'changed package-lock.json',
      unit: 'changed package-lock.json',
    });
    assert.deepEqual(affected(here, ['src/a.ts']), {
      'setup-node': 'needed-by unit',
      unit: 'changed src/a.ts',
    });
    assert.deepEqual(affected(here, ['docs/a.md']), {
      'setup-node': 'needed-by unit',
      unit: 'changed docs/a.md',
      docs: 'changed docs/a.md',
    });
    assert.deepEqual(affected(here, []), {});
  });

  it('is, by the inputs of its toolchain, who says none of its own', () => {
    const config = { toolchain: { name: 'go', install: 'go mod download', inputs: ['**/*.go'] } } as const;
    const plan = planOf(
      { unit: 'x', docs: { run: 'x', inputs: ['docs'] }, audit: { run: 'x', toolchain: false } },
      config,
    );
    assert.deepEqual(affected(plan, ['a.go']), { unit: 'changed a.go', audit: 'no-inputs' });
    assert.deepEqual(affected(plan, ['docs/a']), { docs: 'changed docs/a', audit: 'no-inputs' });
    const here = localizePlan(plan, { os: 'linux', arch: 'x64' }).plan;
    assert.deepEqual(affected(here, ['a.md']), { audit: 'no-inputs' });
  });

  it('is who reads anything at or below a submodule', () => {
    const plan = planOf({
      whole: { run: 'x', inputs: ['vendor'] },
      below: { run: 'x', inputs: ['vendor/lib/src/**'] },
      anywhere: { run: 'x', inputs: ['**/*.c'] },
      without: { run: 'x', inputs: ['**', '!vendor/lib'] },
      other: { run: 'x', inputs: ['src', 'vendor/other/**'] },
    });
    assert.deepEqual(Object.keys(affected(plan, [{ name: 'vendor/lib', kind: 'folder' }])), [
      'whole',
      'below',
      'anywhere',
    ]);
  });

  it('is not who waits for a failure, or cleans up, unless what it waits for is', () => {
    const plan = planOf({
      unit: { run: 'x', inputs: ['src'] },
      report: { run: 'x', when: 'on_failure', needs: ['unit'] },
      tidy: { run: 'x', when: 'always', needs: ['unit'] },
    });
    assert.deepEqual(affected(plan, []), {});
    assert.deepEqual(affected(plan, ['src/a']), {
      unit: 'changed src/a',
      report: 'needs unit',
      tidy: 'needs unit',
    });
  });
});

describe('what an affected job needs', () => {
  const jobs = (build: object, unit: object = {}): Plan =>
    planOf({
      build: { run: 'x', inputs: ['src'], ...build },
      unit: { run: 'x', inputs: ['test'], needs: ['build'], ...unit },
    });

  it('is left out when it hands nothing on', () => {
    assert.deepEqual(affected(jobs({}), ['test/a']), { unit: 'changed test/a' });
    assert.deepEqual(affected(jobs({ values: ['version'] }), ['test/a']), { unit: 'changed test/a' });
  });

  it('comes along with its outputs, its artifacts or a value', () => {
    const both = { build: 'needed-by unit', unit: 'changed test/a' };
    assert.deepEqual(affected(jobs({ outputs: ['dist'] }), ['test/a']), both);
    assert.deepEqual(affected(jobs({ artifacts: { wheel: 'dist/*.whl' } }), ['test/a']), both);
    const env = { VERSION: { job: 'build', value: 'version' } };
    assert.deepEqual(affected(jobs({ values: ['version'] }, { env }), ['test/a']), both);
    const inStep = planOf({
      build: { run: 'x', inputs: ['src'], values: ['version'] },
      unit: { category: 'unit', steps: [{ run: 'x', env }], inputs: ['test'], needs: ['build'] },
    });
    assert.deepEqual(affected(inStep, ['test/a']), both);
  });

  it('is left out when its artifacts go to others', () => {
    const plan = jobs({ artifacts: { wheel: 'dist/*.whl' } }, { needs: [{ job: 'build', artifacts: [] }] });
    assert.deepEqual(affected(plan, ['test/a']), { unit: 'changed test/a' });
  });

  it('comes along with outputs from further away, and with what it needs itself', () => {
    const plan = planOf({
      tools: { run: 'x', inputs: ['tools'], artifacts: { tool: 'bin/tool' } },
      build: { run: 'x', inputs: ['src'], needs: ['tools'], outputs: ['dist'] },
      types: { run: 'x', inputs: ['src'], needs: ['build'] },
      e2e: { run: 'x', inputs: ['e2e'], needs: ['types'] },
      unit: { run: 'x', inputs: ['test'], needs: ['build'] },
    });
    assert.deepEqual(affected(plan, ['e2e/a']), {
      tools: 'needed-by build',
      build: 'needed-by e2e',
      e2e: 'changed e2e/a',
    });
  });

  it('comes along when it has not passed yet', () => {
    const plan = jobs({});
    const found = changedLegs(plan, [file('test/a')]);
    addGivers(plan, found, new Set(['build@linux' as LegId]));
    assert.deepEqual([...found.keys()], ['unit@linux', 'build@linux']);
  });
});
