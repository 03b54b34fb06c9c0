import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { eventsOf, plannedFacts, readFacts } from '../../../test/support/circleci-plan.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { readPipeline } from '../../pipeline/read-pipeline.ts';
import { circleci } from './circleci.ts';

const RUNS = Number(process.env.LOCKSTEP_PROPERTY_RUNS ?? 200);

/** What YAML, a shell and the template scanner each take for something. */
const fragment = fc.constantFrom(
  '<<',
  '<',
  '>>',
  'EOF',
  '\n',
  ' ',
  '# ',
  ': ',
  '- ',
  '"',
  "'",
  '$X',
  `\${Y}`,
  '{{ arch }}',
  'yes',
  '1e3',
  '22:10',
  '0o7',
  '&a',
  '*a',
  '!t',
  '%',
  '@',
  '`',
  'é',
  '\t',
  '|',
  'parameters.x',
  '=',
  ',',
  '(',
  ')',
  '~',
  'null',
  '.',
  '\\',
);
const text = fc
  .array(fragment, { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''))
  // Told by a diagnostic: there is no way to write it.
  .map((made) => made.replaceAll('\\<', '<').replace(/\\$/, ''))
  .map((made) => made.replaceAll('\\<', '<'));
const command = text.map((made) => `echo ${made}`);
const names = ['unit', 'Unit', 'lint', 'a_b', 'a-b', 'x1', 'build', 'test'];
const axis = fc.uniqueArray(fc.oneof(fc.constantFrom('3.12', '3.13', '20', 'a', 'b'), text), {
  minLength: 1,
  maxLength: 3,
});
const branch = fc.constantFrom(
  'main',
  'develop',
  'release/*',
  'feature/**',
  '/rel.+\\/[0-9.]+/',
  '{main,develop}',
);

const trigger = fc.oneof(
  fc.record({ kind: fc.constant('push'), branches: fc.uniqueArray(branch, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    kind: fc.constant('push'),
    branches: fc.constant(['**']),
    ignoreBranches: fc.uniqueArray(branch, { minLength: 1, maxLength: 2 }),
    platforms: fc.constantFrom(['linux'], ['macos', 'windows']),
  }),
  fc.record({
    kind: fc.constant('pull_request'),
    branches: fc.uniqueArray(branch, { minLength: 1, maxLength: 2 }),
  }),
  fc.constant({ kind: 'pull_request' }),
  fc.record({ kind: fc.constant('tag'), tags: fc.constantFrom(['v*'], ['/v\\d+/', 'nightly']) }),
  fc.record({ kind: fc.constant('schedule'), cron: fc.constantFrom('0 3 * * *', '5 4 * * 1') }),
  fc.record({
    kind: fc.constant('manual'),
    // Two workflows that ask for one name in two ways are refused, so there are many names.
    inputs: fc.dictionary(
      fc.integer({ min: 1, max: 30 }).map((number) => `input-${number}`),
      fc.record({ default: text, description: text }),
      { maxKeys: 2 },
    ),
  }),
);

const job = (index: number) =>
  fc.record(
    {
      title: fc.constantFrom('a title', 'yes', 'with << tag', 'with \\<< more'),
      steps: fc.array(
        fc.record(
          {
            run: command,
            name: text.map((one) => `x${one}`),
            cwd: fc.constantFrom('a', 'a/b'),
            when: fc.constantFrom('always', 'on_failure'),
            env: fc.dictionary(fc.constantFrom('A', 'B'), text, { maxKeys: 2 }),
          },
          { requiredKeys: ['run'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      needs: fc.uniqueArray(fc.nat({ max: Math.max(0, index - 1) }), { maxLength: index === 0 ? 0 : 2 }),
      matrix: fc.dictionary(fc.constantFrom('python', 'Data-Set', 'name', 'os'), axis, {
        minKeys: 1,
        maxKeys: 2,
      }),
      platforms: fc.constantFrom(['linux'], ['linux', 'macos'], ['windows'], ['linux/arm64']),
      env: fc.dictionary(
        fc.constantFrom('A', 'B', 'yes', 'LONG'),
        fc.oneof(text, fc.integer(), fc.boolean()),
        { maxKeys: 3 },
      ),
      shards: fc.integer({ min: 1, max: 3 }),
      allowFailure: fc.boolean(),
      when: fc.constantFrom('always', 'on_success'),
      secrets: fc.constantFrom(['TOKEN'], ['TOKEN', 'KEY']),
      approval: fc.boolean(),
      locks: fc.constantFrom(['one']),
      toolchain: fc.constantFrom(
        {
          name: 'node',
          version: '22',
          install: 'npm ci << x',
          cache: ['~/.npm', 'a << b'],
          lockFiles: ['package-lock.json'],
        },
        {
          name: 'python',
          version: '3.12',
          install: 'pip install .',
          prepare: 'venv',
          env: { VIRTUAL_ENV: '.venv' },
        },
        { name: 'rust', version: 'stable', install: 'cargo fetch', cache: ['~/.cargo'], env: { RUST: '1' } },
        [{ name: 'lockstep' }, { name: 'python', version: '3.12' }],
      ),
      artifacts: fc.constantFrom({ out: 'out/**' }),
    },
    { requiredKeys: ['steps'] },
  );

const definition = fc
  .integer({ min: 1, max: 5 })
  .chain((count) =>
    fc.record({
      order: fc.shuffledSubarray(names, { minLength: count, maxLength: count }),
      jobs: fc.tuple(...Array.from({ length: count }, (_, index) => job(index))),
      workflows: fc.array(
        fc.record({
          on: fc.array(trigger, { minLength: 1, maxLength: 3 }),
          platforms: fc.constantFrom(
            ['linux'],
            ['linux', 'macos', 'windows'],
            ['linux', 'linux/arm64', 'windows', 'macos'],
          ),
          owner: fc.constantFrom('circleci', { linux: 'circleci', macos: 'github', windows: 'circleci' }),
          title: text.map((words) => `t${words}`),
          env: fc.dictionary(fc.constantFrom('A', 'DEPTH'), text, { maxKeys: 1 }),
          first: fc.nat({ max: count - 1 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  )
  .map(({ order, jobs, workflows }) => ({
    project: 'sample',
    secrets: { TOKEN: { context: 'ctx' }, KEY: { context: 'other' } },
    jobs: Object.fromEntries(
      jobs.map((one, index) => [
        order[index],
        {
          ...one,
          ...(one.needs && { needs: one.needs.map((need) => ({ job: order[need], platform: 'all' })) }),
        },
      ]),
    ),
    workflows: Object.fromEntries(
      workflows.map(({ first, ...one }, index) => [`w${index}`, { ...one, jobs: order.slice(first) }]),
    ),
  }));

function pipelineOf(data: unknown): Pipeline | undefined {
  const result = readPipeline(data);
  return result.ok ? result.value : undefined;
}

test('whatever a definition says, its file is safe, its names are valid, and read back it does the same', () => {
  let compared = 0;
  fc.assert(
    fc.property(definition, (data) => {
      const pipeline = pipelineOf(data);
      if (pipeline === undefined) return;
      const emission = circleci.emit(pipeline, {
        source: { path: 'x', digest: 'd' },
        actions: {},
      });
      const again = circleci.emit(pipeline, {
        source: { path: 'x', digest: 'd' },
        actions: {},
      });
      assert.deepEqual(emission, again);
      const [file] = emission.files;
      if (file === undefined || emission.diagnostics.some(({ severity }) => severity === 'error')) return;
      compared += 1;
      safe(file.text);
      const read = circleci.read(emission.files);
      assert.deepEqual(read.diagnostics, [], file.text);
      for (const event of eventsOf(pipeline))
        assert.deepEqual(
          readFacts(read, event),
          plannedFacts(pipeline, event),
          `${JSON.stringify(event)}\n${file.text}`,
        );
    }),
    { numRuns: RUNS },
  );
  assert.ok(compared > RUNS / 8, `only ${compared} of ${RUNS} definitions were compared`);
});

function safe(file: string): void {
  const config = parse(file, { version: '1.1' });
  assert.equal(config.orbs, undefined);
  const tags = file.replaceAll('\\<<', '').matchAll(/<<(.{0,30})/g);
  for (const [tag] of tags) assert.match(tag, /^<< (parameters|pipeline|matrix)\.[\w.-]+ >>/);
  const keys = new Set<string>();
  for (const name of [
    ...Object.keys(config.jobs),
    ...Object.keys(config.executors ?? {}),
    ...Object.keys(config.commands ?? {}),
    ...Object.keys(config.workflows),
  ])
    assert.match(name, /^[a-z][a-z0-9_-]*$/);
  const commands = Object.values<{ steps: readonly unknown[] }>(config.commands ?? {});
  for (const { steps } of [...commands, ...Object.values<{ steps: readonly unknown[] }>(config.jobs)])
    for (const step of steps) {
      const { run, restore_cache } = step as {
        run?: string | { command: string };
        restore_cache?: { key: string };
      };
      const shell = typeof run === 'string' ? run : run?.command;
      assert.ok(!shell?.replaceAll('\\<<', '').includes('<<'), shell);
      if (restore_cache !== undefined) keys.add(restore_cache.key);
    }
  for (const key of keys)
    for (const other of keys)
      assert.ok(key === other || !other.startsWith(key), `${key} is a prefix of ${other}`);
}
