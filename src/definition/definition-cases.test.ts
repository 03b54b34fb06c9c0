import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { reportOf } from '../../test/support/definition-report.ts';
import { renderDiagnostics } from '../diagnostics/render-diagnostic.ts';
import { DOCUMENT_CODES } from '../documents/diagnostic-codes.ts';
import { HOOK_CODES } from '../hooks/diagnostic-codes.ts';
import { PIPELINE_CODES } from '../pipeline/diagnostic-codes.ts';
import { PLAN_CODES } from '../plan/diagnostic-codes.ts';
import { nodeFiles } from '../platform/files.ts';
import { CIRCLECI_CODES } from '../providers/circleci/diagnostic-codes.ts';
import { API_CODES } from '../providers/github/api/diagnostic-codes.ts';
import { GITHUB_CODES } from '../providers/github/diagnostic-codes.ts';
import { RELEASE_CODES } from '../release/diagnostic-codes.ts';
import { BENCHMARK_CODES } from '../reports/benchmarks/diagnostic-codes.ts';
import { COVERAGE_CODES } from '../reports/coverage/diagnostic-codes.ts';
import { REPORT_CODES } from '../reports/diagnostic-codes.ts';
import { FINDINGS_CODES } from '../reports/findings/diagnostic-codes.ts';
import { TEST_CODES } from '../reports/tests/diagnostic-codes.ts';
import { DEFINITION_CODES } from './diagnostic-codes.ts';
import { findDefinition } from './find.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const cases = join(root, 'test/cases/definition');
const names = readdirSync(cases).sort();

/** What a user sees who runs lockstep in a copy of the case, outside of this repository. */
async function report(name: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-case-'));
  try {
    cpSync(join(cases, name), directory, { recursive: true });
    mkdirSync(join(directory, '.git'));
    const found = await findDefinition(nodeFiles, directory);
    const limit = name === 'definition-times-out' ? { timeLimit: 2000 } : {};
    const text = found.ok ? await reportOf(found.value, limit) : renderDiagnostics(found.diagnostics);
    return text.replaceAll(directory, '<project>');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

for (const name of names)
  test(`the case ${name} reads as expected`, async () => {
    const actual = await report(name);
    const path = join(cases, name, 'expected.txt');
    // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
    if (process.env.LOCKSTEP_UPDATE_CASES === '1') writeFileSync(path, actual);
    assert.equal(actual, readFileSync(path, 'utf8'));
  });

const codes = [...PIPELINE_CODES, ...DEFINITION_CODES];

test('every code has a case of its name, whose report has the code', () => {
  assert.ok(codes.length > 30);
  for (const code of codes) {
    const path = join(cases, code, 'expected.txt');
    assert.ok(existsSync(path), `no case for ${code}`);
    assert.match(readFileSync(path, 'utf8'), new RegExp(`\\[${code}\\]`), code);
  }
});

test('every code has a heading in the documentation, and every heading is a code', () => {
  const text = readFileSync(join(root, 'docs/diagnostics.md'), 'utf8');
  const headings = [...text.matchAll(/^### (.+)$/gm)].map((match) => match[1]);
  // Those of the CI systems, of the plan and of reports have their cases elsewhere.
  const all = new Set([
    ...codes,
    ...PLAN_CODES,
    ...GITHUB_CODES,
    ...API_CODES,
    ...CIRCLECI_CODES,
    ...DOCUMENT_CODES,
    ...REPORT_CODES,
    ...BENCHMARK_CODES,
    ...RELEASE_CODES,
    ...COVERAGE_CODES,
    ...TEST_CODES,
    ...FINDINGS_CODES,
    ...HOOK_CODES,
  ]);
  assert.deepEqual(headings.toSorted(), [...all].toSorted());
});
