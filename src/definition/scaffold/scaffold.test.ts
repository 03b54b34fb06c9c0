import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { pipelineOf } from '../../../test/support/pipeline-of.ts';
import * as lockstep from '../../index.ts';
import { proveOwnership } from '../../plan/ownership.ts';
import { type Files, nodeFiles } from '../../platform/files.ts';
import { join } from '../../platform/paths.ts';
import { draftDefinition } from './draft.ts';
import { printTypeScript } from './print-typescript.ts';
import { printYaml } from './print-yaml.ts';
import { type ScaffoldOptions, scaffoldDefinition } from './scaffold.ts';
import { surveyRepository } from './survey.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const CASES = join(ROOT, 'test/cases/scaffold');

/** Git does not keep a directory `.git`: in the cases it is `dot-git`. */
const inner = (path: string) => path.replace(/([\\/])\.git(?=[\\/]|$)/g, '$1dot-git');
const caseFiles: Files = {
  ...nodeFiles,
  readText: (path) => nodeFiles.readText(inner(path)),
  exists: (path) => nodeFiles.exists(inner(path)),
  stat: (path) => nodeFiles.stat(inner(path)),
  list: (path) => nodeFiles.list(inner(path)),
};

/** Compares with a file; with LOCKSTEP_UPDATE_CASES=1 it writes the file instead. */
async function matches(path: string, actual: string): Promise<void> {
  if (process.env.LOCKSTEP_UPDATE_CASES === '1') await nodeFiles.writeAtomic(path, actual);
  assert.equal(actual, await nodeFiles.readText(path));
}

const cases = await readdir(CASES);

describe('the definition for a repository', () => {
  test('there are cases', () => assert.ok(cases.length >= 14));
  for (const name of cases) {
    test(name.replaceAll('-', ' '), async () => {
      const directory = join(CASES, name);
      const options = (await nodeFiles.readText(join(directory, 'options.json'))) ?? '{}';
      const survey = await surveyRepository(caseFiles, join(directory, 'input'));
      const scaffold = scaffoldDefinition(survey, JSON.parse(options) as ScaffoldOptions);
      if (!scaffold.ok) {
        const { message, fix, related } = scaffold.diagnostics[0] ?? { message: '' };
        const lines = [message, ...(related ?? []).map((other) => other.message), fix];
        await matches(join(directory, 'error.txt'), `${lines.join('\n')}\n`);
        return;
      }
      const { path, text, notes } = scaffold.value;
      await matches(join(directory, path.replace('lockstep.config', 'expected')), text);
      await matches(join(directory, 'notes.txt'), `${notes.join('\n')}\n`);
    });
  }
});

const LOCKSTEP: Readonly<Record<string, unknown>> = lockstep;

/** What the definition in TypeScript comes to, with the real presets and triggers. */
function evaluate(text: string): unknown {
  const names = /^import \{ (.*) \} from 'lockstep';$/m.exec(text)?.[1] ?? '';
  const body = text.replace(/^import .*$/m, '').replace(/^export default/m, 'return');
  return new Function(...names.split(', '), body)(...names.split(', ').map((name) => LOCKSTEP[name]));
}

describe('both formats', () => {
  for (const name of cases) {
    test(`say the same as the draft, toolchains and all: ${name}`, async () => {
      const draft = draftDefinition(await surveyRepository(caseFiles, join(CASES, name, 'input')));
      const plain = structuredClone(draft.config);
      assert.deepEqual(parseYaml(printYaml(draft)), plain);
      assert.deepEqual(evaluate(printTypeScript(draft)), plain);
    });
  }
});

describe('what is written', () => {
  for (const name of cases) {
    test(`runs every check, and none twice for an event: ${name}`, async () => {
      const draft = draftDefinition(await surveyRepository(caseFiles, join(CASES, name, 'input')));
      if (draft.jobs.length === 0) return assert.ok(await nodeFiles.exists(join(CASES, name, 'error.txt')));
      const { claims, diagnostics } = proveOwnership(pipelineOf(draft.config));
      assert.deepEqual(
        diagnostics.map(({ message }) => message),
        [],
      );
      assert.deepEqual(new Set(claims.map(({ job }) => job)), new Set(draft.jobs.map((job) => job.name)));
    });
  }
});
