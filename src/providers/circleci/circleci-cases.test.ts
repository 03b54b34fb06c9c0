import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { eventsOf, plannedFacts, readFacts } from '../../../test/support/circleci-plan.ts';
import { readFrom } from '../../../test/support/definition-report.ts';
import { pipelineOf } from '../../../test/support/pipeline-of.ts';
import { manual } from '../../index.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { Emission } from '../provider.ts';
import { circleci } from './circleci.ts';
import { CIRCLECI_CODES } from './diagnostic-codes.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const cases = join(root, 'test/cases/emit-circleci');
const names = readdirSync(cases).sort();

async function pipelineAt(path: string): Promise<Pipeline> {
  const result = await readFrom(path);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics, null, 2));
  return result.value.pipeline;
}

function emitted(pipeline: Pipeline): Emission {
  const source = { path: 'lockstep.config.yaml', digest: '0'.repeat(64) };
  return circleci.emit(pipeline, { source, actions: {} });
}

function told({ diagnostics }: Emission): string {
  return diagnostics
    .map(
      ({ severity, code, message, at = [], fix }) =>
        `${severity}[${code}] ${at.join('.')}\n  ${message}\n  ${fix}\n`,
    )
    .join('\n');
}

/** LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it. */
function same(path: string, actual: string): void {
  if (process.env.LOCKSTEP_UPDATE_CASES === '1' && (actual !== '' || existsSync(path)))
    writeFileSync(path, actual);
  assert.equal(actual, existsSync(path) ? readFileSync(path, 'utf8') : '');
}

const examples = [
  'lockstep.config.ts',
  'examples/node-library/lockstep.config.ts',
  'examples/python-cli/lockstep.config.ts',
];
const definitions = [
  ...names.map((name) => ({ name: `the case ${name}`, path: join(cases, name, 'lockstep.config.yaml') })),
  ...examples.map((path) => ({ name: path, path: join(root, path) })),
];

for (const name of names)
  test(`the case ${name} becomes the expected file`, async () => {
    const emission = emitted(await pipelineAt(join(cases, name, 'lockstep.config.yaml')));
    same(join(cases, name, 'expected.yml'), emission.files[0]?.text ?? '');
    same(join(cases, name, 'diagnostics.txt'), told(emission));
  });

for (const { name, path } of definitions)
  test(`${name}: what is read back does what the definition says, for every event`, async () => {
    const pipeline = await pipelineAt(path);
    const emission = emitted(pipeline);
    const read = circleci.read(emission.files);
    const text = emission.files[0]?.text ?? '';
    if (emission.diagnostics.some(({ severity }) => severity === 'error')) return;
    // Raw blocks may say what lockstep has no words for.
    if (/^ *circleci:/m.test(readFileSync(path, 'utf8'))) return;
    assert.deepEqual(read.diagnostics, [], text);
    for (const event of eventsOf(pipeline))
      assert.deepEqual(
        readFacts(read, event),
        plannedFacts(pipeline, event),
        `${JSON.stringify(event)}\n${text}`,
      );
  });

for (const { name, path } of definitions)
  test(`${name}: every command is free of template tags and no cache key is the prefix of another`, async () => {
    const emission = emitted(await pipelineAt(path));
    const [file] = emission.files;
    if (file === undefined) return;
    const { commands, keys } = facts(parse(file.text, { version: '1.1' }));
    if (emission.diagnostics.some(({ severity }) => severity === 'error')) return;
    for (const command of commands) assert.ok(!command.replaceAll('\\<<', '').includes('<<'), command);
    const distinct = [...new Set(keys)];
    for (const key of distinct)
      assert.deepEqual(
        distinct.filter((other) => other !== key && other.startsWith(key)),
        [],
      );
    assert.doesNotMatch(file.text, /^orbs:/m);
  });

function facts(value: unknown): { commands: string[]; keys: string[] } {
  const commands: string[] = [];
  const keys: string[] = [];
  JSON.stringify(value, (key, one) => {
    if ((key === 'command' || key === 'run') && typeof one === 'string') commands.push(one);
    if (key === 'key') keys.push(one);
    return one;
  });
  return { commands, keys };
}

test('every code has a case that gives it', () => {
  const all = names
    .map((name) => join(cases, name, 'diagnostics.txt'))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  for (const code of CIRCLECI_CODES)
    if (code !== 'file-not-understood') assert.ok(all.includes(`[${code}]`), `no case gives ${code}`);
});

test('what nobody wrote is not understood', () => {
  const broken = (text: string): readonly string[] =>
    circleci.read([{ path: '.circleci/config.yml', text }]).diagnostics.map(({ message }) => message);
  const file = (job: string, entry = ' a'): string =>
    `version: 2.1\njobs:\n  a:\n    docker: [{image: x}]\n    steps:\n${job}workflows:\n  w:\n    jobs:\n      -${entry}\n`;
  assert.deepEqual(broken(file('      - run: echo\n')), []);
  assert.match(
    broken(file('      - run: echo << pipeline.git.branch >>\n'))[0] ?? '',
    /has a template tag in it/,
  );
  assert.match(broken(file('      - node/install\n'))[0] ?? '', /step 'node\/install'/);
  assert.match(broken(file('      - run: x\n', ' b'))[0] ?? '', /no job 'b'/);
  assert.match(
    broken(file('      - run: x\n', ' a: {filters: {branches: {only: main}}}'))[0] ?? '',
    /filters are an expression/,
  );
  assert.match(
    broken(file('      - run: x\n', ' a: {filters: pipeline.nothing}'))[0] ?? '',
    /'pipeline.nothing' is not known/,
  );
  assert.match(broken(file('      - run: x\n', ' a: {requires: [z]}'))[0] ?? '', /no job 'z' to wait for/);
  assert.match(broken('orbs: {a: b/c@1}\nversion: 2.1')[0] ?? '', /does not write 'orbs'/);
  assert.match(broken('a: [')[0] ?? '', /not understood/);
});

test("what a title or an input's description says is never a tag of the template language", () => {
  const pipeline = pipelineOf({
    jobs: { unit: 'true' },
    workflows: {
      ci: {
        title: 'a << pipeline.id >> b',
        jobs: '*',
        owner: 'circleci',
        on: [manual({ version: { description: 'x << pipeline.id >> y' } })],
      },
    },
  });
  const [file] = emitted(pipeline).files;
  assert.match(file?.text ?? '', /a \\<< pipeline\.id >> b/);
  assert.match(file?.text ?? '', /x \\<< pipeline\.id >> y/);
  assert.doesNotMatch(file?.text ?? '', /[^\\]<< pipeline\.id >>/);
});
