import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { renderDiagnostics } from '../diagnostics/render-diagnostic.ts';
import { HOOK_CODES } from './diagnostic-codes.ts';
import { PRE_COMMIT_CONFIG } from './hook-plan.ts';
import { planHooks } from './plan-hooks.ts';
import { readPreCommitConfig } from './read-pre-commit-config.ts';

const folder = fileURLToPath(new URL('../../../test/cases/hook-plans/', import.meta.url));

async function report(name: string): Promise<string> {
  const read = readPreCommitConfig(readFileSync(join(folder, name, PRE_COMMIT_CONFIG), 'utf8'));
  if (!read.ok) return renderDiagnostics(read.diagnostics);
  const location = { path: PRE_COMMIT_CONFIG };
  const request = { ...read.value, jobs: [], hasDefinition: false, location };
  return renderDiagnostics((await planHooks({ ...request, origin: 'pre-commit-config' })).diagnostics);
}

for (const name of readdirSync(folder))
  test(`the case ${name} reads as expected`, async () => {
    const path = join(folder, name, 'expected.txt');
    if (process.env.LOCKSTEP_UPDATE_CASES === '1') writeFileSync(path, await report(name));
    assert.equal(await report(name), readFileSync(path, 'utf8'));
  });

test('every code has a case of its name', async () => {
  for (const code of HOOK_CODES) {
    assert.ok(existsSync(join(folder, code)), code);
    assert.match(await report(code), new RegExp(`\\[${code}\\]`));
  }
});
