import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { documentGlobs, planDocuments } from '../src/documents/update-documents.ts';
import { proveOwnership } from '../src/plan/ownership.ts';
import { findFiles } from '../src/platform/find-files.ts';
import { readFrom } from './support/definition-report.ts';

const PROJECTS: readonly (readonly [folder: string, expected: readonly string[]])[] = [
  ['.', ['docs/ci.md']],
  ['examples/python-cli', ['Makefile', 'README.md']],
];

for (const [folder, expected] of PROJECTS)
  test(`the documents in ${folder} tell of its definition as it is`, async () => {
    const root = resolve(folder);
    const read = (path: string): string => readFileSync(join(root, path), 'utf8');
    const definition = await readFrom(join(root, 'lockstep.config.ts'));
    assert.ok(definition.ok);
    const { pipeline } = definition.value;
    const paths = await findFiles(documentGlobs(pipeline), root);
    const planned = planDocuments({
      pipeline,
      proof: proveOwnership(pipeline),
      files: paths.map((path) => ({ path, text: read(path) })),
    });
    assert.deepEqual(planned.diagnostics, []);
    assert.deepEqual(planned.files.map((file) => file.path).sort(), expected);
    for (const { path, text } of planned.files) {
      // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
      if (process.env.LOCKSTEP_UPDATE_CASES === '1') writeFileSync(join(root, path), text);
      assert.equal(read(path), text);
    }
  });
