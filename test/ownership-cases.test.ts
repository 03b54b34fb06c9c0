import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { renderDiagnostics } from '../src/diagnostics/render-diagnostic.ts';
import { PLAN_CODES } from '../src/plan/diagnostic-codes.ts';
import { proveOwnership } from '../src/plan/ownership.ts';
import { systemPlan } from '../src/plan/system-plan.ts';
import { readFrom } from './support/definition-report.ts';
import { reportCases } from './support/report-cases.ts';

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

reportCases(CASES, 'the plan', PLAN_CODES, report);
