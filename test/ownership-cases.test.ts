import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { renderDiagnostics } from '../src/diagnostics/render-diagnostic.ts';
import { PLAN_CODES } from '../src/plan/diagnostic-codes.ts';
import { proveOwnership } from '../src/plan/ownership.ts';
import { systemPlan } from '../src/plan/system-plan.ts';
import { readFrom } from './support/definition-report.ts';

const CASES = resolve('test/cases/ownership');

/** What `lockstep generate` says of a definition that is right in itself and wrongly divided between the systems. */
async function report(name: string): Promise<string> {
  const result = await readFrom(join(CASES, name, 'lockstep.config.yaml'));
  assert.ok(result.ok);
  const { pipeline, locate } = result.value;
  const far = (['circleci', 'github'] as const).flatMap((system) => [
    ...systemPlan(pipeline, system).diagnostics,
  ]);
  const diagnostics = await locate([...proveOwnership(pipeline).diagnostics, ...far]);
  return renderDiagnostics(diagnostics, { files: (path) => result.sources.get(path) });
}

for (const name of readdirSync(CASES).sort())
  test(`the case ${name} reads as expected`, async () => {
    const actual = await report(name);
    const path = join(CASES, name, 'expected.txt');
    // LOCKSTEP_UPDATE_CASES=1 writes what is there now; read the difference before you keep it.
    if (process.env.LOCKSTEP_UPDATE_CASES === '1') writeFileSync(path, actual);
    assert.equal(actual, readFileSync(path, 'utf8'));
  });

test('every code of the plan has a case of its name, whose report has the code', () => {
  for (const code of PLAN_CODES)
    assert.match(readFileSync(join(CASES, code, 'expected.txt'), 'utf8'), new RegExp(`\\[${code}\\]`));
});
