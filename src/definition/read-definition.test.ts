import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { readFrom, reportOf } from '../../test/support/definition-report.ts';
import { nodeFiles } from '../platform/files.ts';
import type { ModuleEvaluator } from '../platform/module-evaluator.ts';
import { workerEvaluator } from '../platform/module-evaluator.ts';
import { findDefinition } from './find.ts';

/** Runs in a directory with these files, which is gone afterwards. */
async function inProject(
  files: Readonly<Record<string, string>>,
  work: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-definition-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const YAML = 'project: weather\njobs: { unit: npm test }\n';
const TS =
  "import { defineConfig } from 'lockstep';\nexport default defineConfig({ project: 'weather', jobs: { unit: 'npm test' } });\n";

test('the same definition in every format is the same pipeline with the same digest', async () => {
  const json = '{ "project": "weather", "jobs": { "unit": "npm test" } }';
  const formats: Record<string, string> = {
    ts: TS,
    mts: TS,
    js: TS,
    mjs: "export default Promise.resolve({ project: 'weather', jobs: { unit: 'npm test' } });",
    cjs: "module.exports = { project: 'weather', jobs: { unit: 'npm test' } };",
    yaml: YAML,
    yml: `# A comment.\n${YAML}`,
    json,
    jsonc: `// A comment.\n${json}`,
  };
  const digests = new Set<string>();
  for (const [extension, text] of Object.entries(formats))
    await inProject({ [`lockstep.config.${extension}`]: text }, async (directory) => {
      const result = await readFrom(join(directory, `lockstep.config.${extension}`));
      assert.ok(result.ok, `${extension}: ${JSON.stringify(result.diagnostics)}`);
      assert.equal(result.value.pipeline.jobs[0]?.steps[0]?.run, 'npm test', extension);
      digests.add(result.value.digest);
    });
  assert.equal(digests.size, 1);
});

test('a definition is found from below, and not beyond the root of its repository', () =>
  inProject(
    { 'lockstep.config.yaml': YAML, 'a/b/x': '', 'other/.git/HEAD': '', 'other/c/x': '' },
    async (directory) => {
      const found = await findDefinition(nodeFiles, join(directory, 'a/b'));
      assert.deepEqual(found.ok && found.value, join(directory, 'lockstep.config.yaml'));
      const lost = await findDefinition(nodeFiles, join(directory, 'other/c'));
      assert.deepEqual(
        lost.diagnostics.map(({ code, fix }) => [code, fix]),
        [['definition-not-found', "Make one with 'lockstep init'."]],
      );
    },
  ));

test('an error in a file that the definition imports is told with its place', () =>
  inProject(
    {
      'lockstep.config.ts':
        "import { jobs } from './ci/jobs.ts';\nexport default { project: 'weather', jobs: jobs() };\n",
      'ci/jobs.ts': "export function jobs(): never {\n  throw new Error('no jobs today');\n}\n",
    },
    async (directory) => {
      assert.equal(
        await reportOf(join(directory, 'lockstep.config.ts')),
        `error[definition-throws]: The definition throws at ci/jobs.ts:2:9: no jobs today
  --> lockstep.config.ts:2:46
  |
2 | export default { project: 'weather', jobs: jobs() };
  |                                             ^

1 error
`
          .replace('2:46', '2:44')
          .replace(
            '                                             ^',
            '                                            ^^^^',
          ),
      );
    },
  ));

test('YAML anchors and merge keys are followed, to the place of what is wrong', () =>
  inProject(
    {
      'lockstep.config.yaml':
        'project: weather\njobs:\n  base: &base\n    run: npm test\n    timeout: 5 min\n  unit:\n    <<: *base\n    retries: 1\n',
    },
    async (directory) => {
      const { diagnostics, sources } = await readFrom(join(directory, 'lockstep.config.yaml'));
      const source = sources.get('lockstep.config.yaml');
      assert.deepEqual(
        diagnostics.map(({ code, location }) => [
          code,
          location?.span && source?.lineColumn(location.span.start),
        ]),
        [
          ['bad-duration', { line: 5, column: 14 }],
          ['bad-duration', { line: 5, column: 14 }],
        ],
      );
    },
  ));

test('hostile YAML and JSON is refused in little time', async () => {
  const deep = '['.repeat(50_000);
  for (const [name, text] of [
    ['lockstep.config.yaml', deep],
    ['lockstep.config.json', deep],
    ['lockstep.config.json', `${'['.repeat(3000)}${']'.repeat(3000)}`],
    ['lockstep.config.yaml', `${'['.repeat(300)}${']'.repeat(300)}`],
    ['lockstep.config.yaml', `a: ${'x'.repeat(1_000_001)}`],
    ['lockstep.config.yaml', 'a: &a [*a]'],
    ['lockstep.config.yaml', '<<: &m\n  <<: *m\n  project: a\n'],
    ['lockstep.config.yaml', '--- a\n--- b\n'],
    ['lockstep.config.yaml', ''],
    ['lockstep.config.json', ''],
  ] as const)
    await inProject({ [name]: text }, async (directory) => {
      const started = performance.now();
      const result = await readFrom(join(directory, name));
      assert.equal(result.ok, false, text.slice(0, 20));
      assert.ok(result.diagnostics.every((one) => one.location?.path === name));
      assert.ok(performance.now() - started < 5000);
    });
});

/** An evaluator that counts how often it is asked. */
function counting(): ModuleEvaluator & { count: number } {
  return {
    count: 0,
    evaluate(module) {
      this.count += 1;
      return workerEvaluator.evaluate(module);
    },
  };
}

test('a pure definition is evaluated once, until one of its files changes', () =>
  inProject(
    {
      'lockstep.config.ts':
        "import { defineConfig, python, push, value, matrix } from 'lockstep';\nimport { unit } from './jobs.ts';\nexport default defineConfig({ project: 'weather', toolchain: python({ version: '3.12' }), jobs: { unit } });\n",
      'jobs.ts': "export const unit = 'npm test';\n",
    },
    async (directory) => {
      const evaluator = counting();
      const cache = { directory: join(directory, '.lockstep/cache/definition'), version: '1.0.0' };
      const read = async (version = '1.0.0') => {
        const result = await readFrom(join(directory, 'lockstep.config.ts'), {
          evaluator,
          cache: { ...cache, version },
        });
        assert.ok(result.ok, JSON.stringify(result.diagnostics));
        return result.value.pipeline.jobs[0]?.steps[0]?.run;
      };
      assert.equal(await read(), 'npm test');
      assert.equal(await read(), 'npm test');
      assert.equal(evaluator.count, 1);
      writeFileSync(join(directory, 'jobs.ts'), "export const unit = 'npm run unit';\n");
      assert.equal(await read(), 'npm run unit');
      assert.equal(evaluator.count, 2);
      await read('2.0.0');
      assert.equal(evaluator.count, 3);
      const entries = readdirSync(cache.directory);
      assert.equal(entries.length, 2, 'what it evaluated to, and the pipeline');
      for (const entry of entries) {
        const text = readFileSync(join(cache.directory, entry), 'utf8');
        assert.match(text, /npm run unit/);
        for (const damaged of ['', '{', 'null', text.replace('npm run unit', 'rm -rf /')]) {
          writeFileSync(join(cache.directory, entry), damaged);
          assert.equal(await read('2.0.0'), 'npm run unit');
        }
      }
      assert.equal(evaluator.count, 7);
    },
  ));

test('a definition knows all files it was made of, also when it is fetched from the cache', () =>
  inProject(
    {
      'ci/lockstep.config.ts':
        "import { unit } from '../jobs.ts';\nexport default { project: 'a', jobs: { unit } };\n",
      'jobs.ts': "export const unit = 'npm test';\n",
      'lockstep.config.yaml': 'project: a\njobs: { unit: npm test }\n',
    },
    async (directory) => {
      const evaluator = counting();
      const cache = { directory: join(directory, 'cache'), version: '1.0.0' };
      for (const _ of ['fresh', 'cached']) {
        const result = await readFrom(join(directory, 'ci/lockstep.config.ts'), { evaluator, cache });
        const files = result.ok ? result.value.files.toSorted() : [];
        assert.deepEqual(files, [join(directory, 'ci/lockstep.config.ts'), join(directory, 'jobs.ts')]);
      }
      assert.equal(evaluator.count, 1);
      const yaml = await readFrom(join(directory, 'lockstep.config.yaml'), { evaluator });
      assert.deepEqual(yaml.ok && yaml.value.files, [join(directory, 'lockstep.config.yaml')]);
    },
  ));

test('a definition that looks at the world is evaluated every time', () =>
  inProject(
    {
      'lockstep.config.ts':
        "export default { project: process.env.LOCKSTEP_TEST_NAME ?? 'none', jobs: { unit: 'npm test' } };\n",
    },
    async (directory) => {
      const evaluator = counting();
      const cache = { directory: join(directory, 'cache'), version: '1.0.0' };
      for (const name of ['one', 'two']) {
        process.env.LOCKSTEP_TEST_NAME = name;
        const result = await readFrom(join(directory, 'lockstep.config.ts'), { evaluator, cache });
        assert.equal(result.ok && result.value.pipeline.project, name);
      }
      assert.equal(evaluator.count, 2);
    },
  ));

test('what a definition prints does not go to the screen but to whoever asks', () =>
  inProject(
    {
      'lockstep.config.mjs':
        "import { basename } from 'node:path';\nconsole.log('hello', basename(import.meta.url));\nexport default { project: 'a', jobs: { unit: 'x' } };\n",
    },
    async (directory) => {
      let printed = '';
      const onOutput = (text: string) => {
        printed += text;
      };
      const result = await readFrom(join(directory, 'lockstep.config.mjs'), { onOutput });
      assert.ok(result.ok, JSON.stringify(result.diagnostics));
      assert.equal(printed, 'hello lockstep.config.mjs\n');
    },
  ));

test('a definition that is read again is told its warnings again, at their places', () =>
  inProject(
    { 'lockstep.config.yaml': 'project: weather\nsecrets: { OLD: {} }\njobs: { unit: npm test }\n' },
    async (directory) => {
      const cache = { directory: join(directory, 'cache'), version: '1' };
      const read = () => readFrom(join(directory, 'lockstep.config.yaml'), { cache });
      const [first, second] = [await read(), await read()];
      assert.equal(first.diagnostics[0]?.code, 'unused-secret');
      assert.deepEqual(second.diagnostics, first.diagnostics);
      assert.ok(first.ok && second.ok);
      assert.deepEqual(second.value.digest, first.value.digest);
      assert.deepEqual(JSON.stringify(second.value.pipeline), JSON.stringify(first.value.pipeline));
      const later = { code: 'x', severity: 'error', message: 'm', at: ['jobs', 'unit'] } as const;
      assert.deepEqual(await second.value.locate([later]), await first.value.locate([later]));
      writeFileSync(
        join(directory, 'lockstep.config.yaml'),
        'project: weather\njobs: { unit: npm run unit }\n',
      );
      const third = await read();
      assert.deepEqual(
        [third.ok && third.value.pipeline.jobs[0]?.steps[0]?.run, third.diagnostics],
        ['npm run unit', []],
      );
    },
  ));
