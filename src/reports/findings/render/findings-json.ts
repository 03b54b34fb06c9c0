import type { AssessedFinding, FindingsAssessment } from '../findings-assessment.ts';
import { FINGERPRINT_VERSION } from '../identify-findings.ts';
import type { Suppression } from '../suppressions.ts';

/**
 * All there is to know of findings as plain data, for `--json` and for baselines: `format` "lockstep-findings", `version` 1. Described in
 * docs/reports.md. Nothing in it is of the time it was made, so that the same reports give the same text.
 */
export function findingsData(assessment: FindingsAssessment): unknown {
  const { check, policy, findings, readings, notScanned, expired, unused, foreign, outside, gone } =
    assessment;
  return {
    format: 'lockstep-findings',
    version: 1,
    fingerprintVersion: FINGERPRINT_VERSION,
    check,
    policy: { ...policy, failOn: policy.failOn ?? 'none' },
    reports: readings.map(({ file, report }) => ({
      file,
      tool: report.tool,
      ...(report.version !== undefined && { version: report.version }),
      findings: report.findings.length,
      ...(report.databaseBuilt !== undefined && {
        databaseBuilt: new Date(report.databaseBuilt).toISOString(),
      }),
    })),
    notScanned,
    suppressions: { expired: expired.map(suppressionData), unused: unused.map(suppressionData) },
    suppressedByTools: foreign,
    ofOtherClasses: outside,
    ...(gone !== undefined && { gone }),
    findings: findings.map(findingData),
  };
}

export function renderFindingsJson(assessment: FindingsAssessment): string {
  return `${JSON.stringify(findingsData(assessment), null, 1).replace(REORDERING, escaped)}\n`;
}

/** JSON escapes C0 alone: whoever looks at the file must not be shown another order than it has. */
const REORDERING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

function suppressionData({ matches: _, offset: __, ...rest }: Suppression): unknown {
  return rest;
}

function findingData({ suppression, context: _, ...finding }: AssessedFinding): unknown {
  return {
    ...finding,
    ...(suppression !== undefined && { suppression: suppressionData(suppression) }),
  };
}
