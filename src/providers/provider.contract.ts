import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render-diagnostic.ts';
import {
  input,
  manual,
  matrix,
  pullRequest,
  push,
  release,
  schedule,
  tag,
  tagName,
  value,
} from '../index.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { describeEvent, type PipelineEvent } from '../plan/event.ts';
import { planEvent } from '../plan/make-plan.ts';
import type { PlannedEnvEntry, PlannedJob } from '../plan/plan.ts';
import { systemPlan } from '../plan/system-plan.ts';
import type { ActionsLock, Emission, EmitOptions, Provider, Reaction, ReadLeg } from './provider.ts';

export interface ProviderUnderTest {
  readonly provider: Provider;
  readonly actions: ActionsLock;
  /** Samples the system has no words for: it must say so. */
  readonly refuses?: readonly string[];
}

export function emitOptions(actions: ActionsLock): EmitOptions {
  return { source: { path: 'lockstep.config.ts', digest: 'd19e57' }, version: '1.2.3', actions };
}

/** What each system owns is what it emits; so each sample is tried as one that belongs to the provider. */
function samples(owner: 'github' | 'circleci'): Readonly<Record<string, Partial<PipelineConfig>>> {
  return {
    'one job, one platform': {
      jobs: { lint: 'ruff check .' },
      workflows: { ci: { jobs: '*', owner, on: [push('main')] } },
    },
    'needs, values and artifacts': {
      jobs: {
        build: { run: 'make', values: ['version'], artifacts: { dist: 'dist/**' } },
        pack: {
          needs: ['build'],
          env: { VERSION: value('build', 'version') },
          run: ['make pack', 'test -f "$VERSION.tgz"'],
        },
        report: { needs: ['pack'], when: 'always', run: 'make report' },
        alarm: { needs: ['pack'], when: 'on_failure', run: 'make alarm' },
        after: { needs: ['report'], run: 'make after' },
      },
      workflows: { ci: { jobs: '*', owner, on: [push('main', 'release/**'), tag('v*'), manual()] } },
    },
    'platforms, a matrix and shards': {
      jobs: {
        unit: {
          matrix: {
            python: ['3.12', '3.10'],
            include: [{ python: '3.9', extra: 'old' }],
            exclude: [{ python: '3.10' }],
          },
          env: { PYTHON: matrix('python') },
          shards: 2,
          steps: [
            'pytest',
            { run: 'dir', platforms: ['windows'], shell: 'pwsh' },
            { run: 'ls', platforms: ['linux', 'macos'], env: { WHO: matrix('python') } },
          ],
        },
        after: { needs: [{ job: 'unit', platform: 'all' }], platforms: ['linux'], run: 'true' },
      },
      workflows: {
        ci: {
          jobs: '*',
          platforms: ['linux', 'macos', 'windows'],
          owner,
          on: [pullRequest('main'), push('main')],
        },
      },
    },
    'triggers for some platforms': {
      jobs: {
        unit: 'pytest',
        tail: { needs: ['unit'], run: 'true' },
        windows: { platforms: ['windows'], run: 'dir' },
      },
      workflows: {
        ci: {
          jobs: '*',
          platforms: ['linux', 'macos', 'windows'],
          owner,
          on: [
            pullRequest('main'),
            push({ branches: ['main'], platforms: ['macos', 'windows'] }),
            push({ branches: ['develop'], platforms: ['linux'] }),
          ],
        },
      },
    },
    paths: {
      jobs: { unit: 'pytest' },
      workflows: {
        paths: { jobs: '*', owner, on: [pullRequest({ paths: ['src/**', '**/*.md', 'a/*/b.{c,d}'] })] },
      },
    },
    'ignored branches': {
      jobs: { unit: 'pytest' },
      workflows: {
        ignored: { jobs: '*', owner, on: [push({ branches: ['**'], ignoreBranches: ['tmp/**'] })] },
      },
    },
    schedules: {
      jobs: { unit: 'pytest' },
      workflows: { nightly: { jobs: '*', owner, on: [schedule('0 3 * * *')] } },
    },
    releases: {
      jobs: { unit: 'pytest' },
      workflows: { release: { jobs: '*', owner, on: [release('v*')] } },
    },
    'inputs and the tag': {
      jobs: {
        ship: {
          category: 'release',
          env: { VERSION: input('version'), CHANNEL: input('channel'), TAG: tagName(), DRY: input('dry') },
          run: './ship.sh "$VERSION"',
        },
      },
      workflows: {
        ship: {
          jobs: '*',
          owner,
          on: [
            tag('v*'),
            manual({
              version: { required: true },
              channel: { type: 'choice', options: ['beta', 'stable'], default: 'beta' },
              dry: { type: 'boolean', default: true },
            }),
          ],
        },
      },
    },
    'texts that are hostile': {
      jobs: {
        unit: {
          title: 'it\'s: # a "title" ${{ github.token }}',
          env: {
            A: '${{ secrets.TOKEN }}',
            B: "'; rm -rf / #",
            C: '<< pipeline.git.branch >>',
            D: 'yes',
            E: '08',
            F: '\u2028\n- x: y',
            G: '$(id) `id` \\',
            H: '{{ }} %}',
          },
          steps: [
            {
              name: ': x # y',
              run: 'echo "$A"\n  - run: \'x\'\n#\t\'quotes\' "and" \\ backslash',
              env: { A: 'on\n\n' },
            },
          ],
        },
      },
      workflows: { ci: { jobs: '*', owner, on: [push('main')] } },
    },
  };
}

export const EVENTS: readonly PipelineEvent[] = [
  { kind: 'push', branch: 'main' },
  { kind: 'push', branch: 'develop', changedFiles: ['README.md'] },
  { kind: 'push', branch: 'release/1/2', changedFiles: ['src/a.ts'] },
  { kind: 'push', branch: 'tmp/x' },
  { kind: 'pull_request', base: 'main', changedFiles: ['src/deep/file.py'] },
  { kind: 'pull_request', base: 'main', changedFiles: ['a/x/b.d'] },
  { kind: 'pull_request', base: 'other', changedFiles: ['docs/deep/a.md'] },
  { kind: 'pull_request', base: 'main', changedFiles: ['Makefile'] },
  { kind: 'tag', tag: 'v1.2.3' },
  { kind: 'tag', tag: 'nightly' },
  { kind: 'release', tag: 'v1.2.3' },
  { kind: 'release', tag: 'nightly' },
  { kind: 'manual' },
  { kind: 'manual', inputs: { version: '1.2.0', channel: 'stable', dry: 'false' } },
  { kind: 'schedule', cron: '0 3 * * *' },
  { kind: 'schedule', cron: '0 4 * * *' },
  { kind: 'local' },
];

/** Every implementation of `Provider` does all of this. */
export function providerContract({ provider, actions, refuses = [] }: ProviderUnderTest): void {
  const options = emitOptions(actions);
  for (const [what, config] of Object.entries(samples(provider.name))) {
    const pipeline = pipelineOf(config as PipelineConfig);
    if (refuses.includes(what))
      test(`${provider.title}: ${what}: refused with an error, as the system has no word for it`, () => {
        assert.ok(hasErrors(provider.emit(pipeline, options).diagnostics));
      });
    else
      test(`${provider.title}: ${what}: what is emitted reads back as it was planned`, () => {
        const emission = provider.emit(pipeline, options);
        assert.deepEqual(
          emission.diagnostics.filter(({ severity }) => severity === 'error'),
          [],
        );
        assertReadBack(provider, pipeline, emission);
      });
    test(`${provider.title}: ${what}: the same definition gives the same bytes`, () => {
      const copy = structuredClone(pipeline);
      assert.deepEqual(provider.emit(copy, options), provider.emit(pipeline, options));
      assert.deepEqual(copy, pipeline);
    });
    test(`${provider.title}: ${what}: every diagnostic says where and what to do`, () => {
      for (const one of provider.emit(pipeline, options).diagnostics) {
        assert.ok(one.at !== undefined && one.at.length > 0, one.message);
        assert.ok((one.fix ?? '').length > 10, one.message);
      }
    });
  }
  test(`${provider.title}: a definition that the other system owns emits nothing`, () => {
    const other = provider.name === 'github' ? 'circleci' : 'github';
    const emission = provider.emit(
      pipelineOf(samples(other)['one job, one platform'] as PipelineConfig),
      options,
    );
    assert.deepEqual(emission, { files: [], diagnostics: [] });
  });
  test(`${provider.title}: what is no file of its kind is told, not guessed`, () => {
    const [file] = provider.emit(
      pipelineOf(samples(provider.name)['one job, one platform'] as PipelineConfig),
      options,
    ).files;
    const broken = provider.read([{ path: file?.path ?? '', text: 'jobs: [unclosed' }]);
    assert.equal(broken.diagnostics.length > 0, true);
  });
}

/** For every event: the same legs, commands, variables, secrets; every edge of the plan is there, and none to another job. */
export function assertReadBack(provider: Provider, pipeline: Pipeline, emission: Emission): void {
  const errors = emission.diagnostics.filter((one) => one.severity === 'error');
  assert.equal(errors.length, 0, renderDiagnostics(errors));
  const back = provider.read(emission.files);
  assert.equal(back.diagnostics.length, 0, renderDiagnostics(back.diagnostics));
  const emitted = systemPlan(pipeline, provider.name).workflows.map(
    ({ workflow }) => workflow.name as string,
  );
  assert.deepEqual(back.workflows.map(({ name }) => name).toSorted(), emitted.toSorted());
  for (const event of EVENTS) {
    if (event.kind === 'local') continue;
    for (const { workflow, plan } of planEvent(pipeline, event)) {
      const read = back.workflows.find(({ name }) => name === workflow.name);
      const reaction: Reaction = read?.react(event) ?? { silent: 'not emitted', runs: [], skipped: [] };
      const planned = (plan?.jobs ?? []).filter((leg) => leg.owner === provider.name);
      const context: string = `${workflow.name}, ${describeEvent(event)}: ${reaction.silent ?? ''}\n${emission.files.map((file) => file.text).join('\n')}`;
      assert.deepEqual(
        reaction.runs.map(({ leg }) => leg).toSorted(),
        planned.map(({ id }) => id).toSorted(),
        context,
      );
      for (const leg of reaction.runs)
        assertLeg(
          leg,
          planned.find(({ id }) => id === leg.leg),
          planned,
          { event, context },
        );
    }
  }
}

function assertLeg(
  read: ReadLeg,
  leg: PlannedJob | undefined,
  planned: readonly PlannedJob[],
  { event, context }: { readonly event: PipelineEvent; readonly context: string },
): void {
  assert.ok(leg !== undefined, `${read.leg} was not planned`);
  assert.deepEqual([read.job, read.platform], [leg.job, leg.platform], context);
  assert.deepEqual(
    read.commands,
    leg.steps.map((step) => step.run),
    context,
  );
  assert.deepEqual([...read.secrets].toSorted(), [...leg.secrets].toSorted(), context);
  const own = new Set(planned.map(({ id }) => id));
  const needs = leg.needs.map(({ id }) => id).filter((id) => own.has(id));
  assert.deepEqual(
    needs.filter((id) => !read.needs.includes(id)),
    [],
    `${read.leg} does not wait for all it needs\n${context}`,
  );
  const jobs = (ids: readonly string[]): readonly string[] =>
    [...new Set(ids.map((id) => id.split('@')[0] ?? ''))].toSorted();
  assert.deepEqual(jobs(read.needs), jobs(needs), context);
  const wanted = variables(leg, event);
  const actual = Object.fromEntries(Object.entries(read.env).filter(([name]) => name in wanted));
  assert.deepEqual(actual, wanted, `${read.leg}\n${context}`);
  const fromTools = new Set(leg.toolchains.flatMap((toolchain) => Object.keys(toolchain.env ?? {})));
  const surplus = Object.keys(read.env).filter(
    (name) => !(name in wanted) && !fromTools.has(name) && !/^(MATRIX|LOCKSTEP)/.test(name),
  );
  assert.deepEqual(
    surplus.filter((name) => read.env[name] !== ''),
    [],
    context,
  );
  assert.ok(read.location.line > 0);
}

/** What the definition gives a leg, a later step's over an earlier one's; a value handed on as `value(<leg>, <name>)`. */
function variables(leg: PlannedJob, event: PipelineEvent): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const [axis, text] of Object.entries(leg.matrix))
    env[`MATRIX_${axis.toUpperCase().replaceAll('-', '_')}`] = text;
  if (leg.shard !== undefined) {
    env.LOCKSTEP_SHARD = String(leg.shard.index);
    env.LOCKSTEP_SHARDS = String(leg.shard.total);
  }
  for (const entry of [...leg.env, ...leg.steps.flatMap((step) => step.env)])
    env[entry.name] = wordFor(entry, event);
  return env;
}

/** A variable as the event makes it; one that only the run knows as a word for it. */
function wordFor(entry: PlannedEnvEntry, event: PipelineEvent): string {
  switch (entry.kind) {
    case 'text':
      return entry.text;
    case 'value':
      return `value(${entry.leg}, ${entry.value})`;
    case 'input':
      return (event.kind === 'manual' ? event.inputs?.[entry.input] : undefined) ?? entry.default;
    case 'tag':
      return event.kind === 'tag' || event.kind === 'release' ? event.tag : '';
    default:
      return entry satisfies never;
  }
}
