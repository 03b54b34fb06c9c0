import { coverageData } from '../../reports/coverage/coverage-data.ts';
import type { CoverageModel } from '../../reports/coverage/coverage-model.ts';

/** The document that `lockstep report coverage --json` prints; its shape is in docs/reports.md. */
export function coverageJson(model: CoverageModel): unknown {
  return { version: 1, ...coverageData(model) };
}
