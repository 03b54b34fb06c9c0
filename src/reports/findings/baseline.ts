import { z } from 'zod';
import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import type { FindingsCode } from './diagnostic-codes.ts';
import { FINGERPRINT_VERSION } from './identify-findings.ts';

/** What was known before: a pull request answers only for what it brings. */
export interface Baseline {
  /** Every fingerprint of every finding. */
  readonly known: ReadonlySet<string>;
  /** The fingerprints of each finding. */
  readonly findings: readonly (readonly string[])[];
}

const fingerprint = z.string().regex(/^[0-9a-f]{32}$/u);

/** What is looked at of the JSON that `findings-json.ts` writes; the rest is for people and other programs. */
const written = z.object({
  format: z.literal('lockstep-findings'),
  version: z.literal(1),
  fingerprintVersion: z.literal(FINGERPRINT_VERSION),
  findings: z.array(z.object({ fingerprint, otherFingerprints: z.array(fingerprint).max(1000) })),
});

export function readBaseline(file: SourceFile): Result<Baseline> {
  let data: unknown;
  try {
    data = JSON.parse(file.text.replace(/^\u{feff}/u, ''));
  } catch {
    return invalid(file, 'it is not JSON, or cut off');
  }
  const { format, fingerprintVersion } = (data ?? {}) as { format?: unknown; fingerprintVersion?: unknown };
  if (format === 'lockstep-findings' && fingerprintVersion !== FINGERPRINT_VERSION)
    return invalid(file, 'its fingerprints are those of another version of lockstep');
  const parsed = written.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')})`;
    return invalid(file, `${issue?.message ?? 'it has another form'}${where}`);
  }
  const findings = parsed.data.findings.map((one) => [one.fingerprint, ...one.otherFingerprints]);
  return success({ known: new Set(findings.flat()), findings });
}

function invalid(file: SourceFile, why: string): Result<never> {
  return failure({
    code: 'baseline-invalid' satisfies FindingsCode,
    severity: 'error',
    message: `this is no findings of lockstep: ${why}`,
    location: { path: file.path },
    fix: 'Make it where the change leads to: lockstep report findings FILES --json FILE',
  });
}
