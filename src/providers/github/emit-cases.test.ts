import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { readFrom } from '../../../test/support/definition-report.ts';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { emitOptions } from '../provider.contract.ts';
import { assertReadBack } from '../read-back.contract.ts';
import { GITHUB_ACTIONS } from './actions.ts';
import { GITHUB_CODES } from './diagnostic-codes.ts';
import { githubProvider } from './provider.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const cases = join(root, 'test/cases/emit-github');
const names = readdirSync(cases).sort();
const schema = JSON.parse(
  readFileSync(join(root, 'test/support/schemas/github-workflow.json'), 'utf8'),
) as object;
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);

async function pipelineIn(path: string): Promise<Pipeline> {
  const read = await readFrom(path);
  if (!read.ok) throw new Error(renderDiagnostics(read.diagnostics));
  return read.value.pipeline;
}

function assertValid(path: string, text: string): void {
  assert.ok(validate(parse(text)), `${path}: ${JSON.stringify(validate.errors, undefined, 2)}\n${text}`);
}

/** What stands in the case's folder: each file by its name, and what was said. */
function expectedOf(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

for (const name of names)
  test(`the case ${name} is emitted as expected`, async () => {
    const pipeline = await pipelineIn(join(cases, name, 'lockstep.config.yaml'));
    const emission = githubProvider.emit(pipeline, emitOptions(GITHUB_ACTIONS));
    const said = renderDiagnostics(emission.diagnostics);
    const actual = Object.fromEntries([
      ...(said === '' ? [] : [['diagnostics.txt', said]]),
      ...emission.files.map((file) => [basename(file.path), file.text]),
    ]) as Record<string, string>;
    const folder = join(cases, name, 'expected');
    // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
    if (process.env.LOCKSTEP_UPDATE_CASES === '1') {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const [file, text] of Object.entries(actual)) writeFileSync(join(folder, file), text);
    }
    assert.deepEqual(actual, expectedOf(folder));
    if (emission.diagnostics.some((one) => one.severity === 'error')) return;
    for (const file of emission.files) assertValid(file.path, file.text);
    // What a raw block says is for GitHub alone to understand.
    if (name !== 'raw-blocks') assertReadBack(githubProvider, pipeline, emission);
  });

for (const path of [
  'lockstep.config.ts',
  'examples/python-cli/lockstep.config.ts',
  'examples/node-library/lockstep.config.ts',
])
  test(`${path} is emitted validly, and reads back as it was planned`, async () => {
    const pipeline = await pipelineIn(join(root, path));
    const emission = githubProvider.emit(pipeline, emitOptions(GITHUB_ACTIONS));
    assert.ok(emission.files.length > 0);
    for (const file of emission.files) assertValid(join(dirname(path), file.path), file.text);
    assertReadBack(githubProvider, pipeline, emission);
  });

test('every code is said in a case, or in a test of its own', () => {
  const said = names
    .map((name) => expectedOf(join(cases, name, 'expected'))['diagnostics.txt'] ?? '')
    .join('\n');
  const unsaid = GITHUB_CODES.filter((code) => !said.includes(`[${code}]`));
  assert.deepEqual(unsaid, [
    'action-not-locked',
    'action-of-other-major',
    'actions-lock-invalid',
    'github-file-not-understood',
  ]);
});

test('an action without a commit is refused', async () => {
  const pipeline = await pipelineIn(join(cases, 'one-job', 'lockstep.config.yaml'));
  for (const lock of [{}, { 'actions/checkout': { version: 'v6', sha: 'v6' } }]) {
    const { diagnostics } = githubProvider.emit(pipeline, emitOptions(lock));
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => [code, severity]),
      [['action-not-locked', 'error']],
    );
  }
});

test('a file that somebody has changed in ways that lockstep does not write is not understood', () => {
  const text =
    "on: push\njobs:\n  unit:\n    runs-on: ubuntu-24.04\n    if: vars.FAST == 'yes'\n    steps:\n      - run: echo ${{ format('{0}', 1) }}\n";
  const { diagnostics } = githubProvider.read([{ path: '.github/workflows/ci.yml', text }]);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [
      ".github/workflows/ci.yml cannot be understood: the expression 'vars.FAST == 'yes'' is none that lockstep writes.",
      ".github/workflows/ci.yml cannot be understood: the expression 'echo ${{ format('{0}', 1) }}' is none that lockstep writes.",
    ],
  );
});

test('a trigger that gives strangers the secrets is refused in each of the forms GitHub takes', async () => {
  const pipeline = await pipelineIn(join(cases, 'one-job', 'lockstep.config.yaml'));
  const triggers = [
    'pull_request_target',
    ['push', 'pull_request_target'],
    { workflow_run: { workflows: ['ci'] } },
    'workflow_run',
  ];
  for (const on of triggers) {
    const { diagnostics } = githubProvider.emit({ ...pipeline, github: { on } }, emitOptions(GITHUB_ACTIONS));
    assert.ok(
      diagnostics.some(({ code, severity }) => code === 'raw-block-refused' && severity === 'error'),
      JSON.stringify(on),
    );
  }
});
