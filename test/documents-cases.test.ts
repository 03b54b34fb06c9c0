import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { renderDiagnostics } from '../src/diagnostics/render-diagnostic.ts';
import { SourceFile } from '../src/diagnostics/source-file.ts';
import { DOCUMENT_CODES } from '../src/documents/diagnostic-codes.ts';
import { documentGlobs, planDocuments } from '../src/documents/update-documents.ts';
import { proveOwnership } from '../src/plan/ownership.ts';
import { findFiles } from '../src/platform/find-files.ts';
import { readFrom } from './support/definition-report.ts';

const CASES = resolve('test/cases/documents');

/** What `lockstep generate` says of documents, whose definition is right. */
async function report(name: string): Promise<string> {
  const folder = join(CASES, name);
  const result = await readFrom(join(folder, 'lockstep.config.yaml'));
  assert.ok(result.ok);
  const { pipeline } = result.value;
  const paths = await findFiles(documentGlobs(pipeline), folder);
  const files = paths.map((path) => new SourceFile(path, readFileSync(join(folder, path), 'utf8')));
  const { diagnostics } = planDocuments({ pipeline, proof: proveOwnership(pipeline), files });
  return renderDiagnostics(diagnostics, { files: (path) => files.find((file) => file.path === path) });
}

for (const name of readdirSync(CASES).sort())
  test(`the case ${name} reads as expected`, async () => {
    const actual = await report(name);
    const path = join(CASES, name, 'expected.txt');
    // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
    if (process.env.LOCKSTEP_UPDATE_CASES === '1') writeFileSync(path, actual);
    assert.equal(actual, readFileSync(path, 'utf8'));
  });

test('every code of documents has a case of its name, whose report has the code', () => {
  for (const code of DOCUMENT_CODES)
    assert.match(readFileSync(join(CASES, code, 'expected.txt'), 'utf8'), new RegExp(`\\[${code}\\]`));
});
