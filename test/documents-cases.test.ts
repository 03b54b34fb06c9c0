import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderDiagnostics } from '../src/diagnostics/render-diagnostic.ts';
import { SourceFile } from '../src/diagnostics/source-file.ts';
import { DOCUMENT_CODES } from '../src/documents/diagnostic-codes.ts';
import { documentGlobs, planDocuments } from '../src/documents/update-documents.ts';
import { proveOwnership } from '../src/plan/ownership.ts';
import { findFiles } from '../src/platform/find-files.ts';
import { readFrom } from './support/definition-report.ts';
import { reportCases } from './support/report-cases.ts';

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

reportCases(CASES, 'documents', DOCUMENT_CODES, report);
