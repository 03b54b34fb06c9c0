import { type Result, success } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import {
  type JsonObject,
  listOf,
  objectOf,
  optional,
  placeNumberOf,
  readJson,
} from '../../../json/json-value.ts';
import { PassedOver } from '../../../passed-over.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { Finding } from '../../finding.ts';
import type { FindingsReport } from '../../findings-report.ts';
import { labelOf } from '../../severity-policy.ts';
import { nameOf, pathOf, titleOf } from '../finding-text.ts';
import { offsetOf, unreadable } from '../report-gaps.ts';

/**
 * gitleaks' JSON, `gitleaks dir|git --report-format json` (github.com/gitleaks/gitleaks, report/finding.go): a list of leaks, and nothing else.
 *
 * - `Match`, `Secret`, `Fragment`, and who committed it (`Author`, `Email`, `Message`) are never looked at.
 * - An empty list does not say that anything was looked at, nor that it is gitleaks': that is an error. gitleaks' SARIF says it.
 * - There is no severity: a leaked secret is high.
 */
export const gitleaksReader: ReportReader<FindingsReport> = {
  name: 'gitleaks',
  kind: 'findings',
  title: 'gitleaks JSON',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\[\s*\{/u.test(head) && /"RuleID"\s*:/u.test(head),
  read,
};

function read(file: SourceFile): Result<FindingsReport> {
  const json = readJson(file);
  if (!json.ok) return json;
  if (!Array.isArray(json.value)) return unreadable(file, 'this is no list of leaks');
  const entries = listOf(json.value);
  if (entries.length === 0)
    return unreadable(file, 'an empty list does not say what was looked at: let gitleaks write SARIF');
  const passedOver = new PassedOver(file);
  const findings = entries.flatMap((value): readonly Finding[] => {
    const entry = objectOf(value) ?? {};
    const [id, path] = [nameOf(entry.RuleID), pathOf(entry.File)];
    if (id !== undefined && path !== undefined) return [findingOf(entry, id, path)];
    passedOver.add('a leak without a rule or a file', offsetOf(file, id ?? path));
    return [];
  });
  return success({ tool: 'gitleaks', findings, looksFor: ['secret'], gaps: [] }, passedOver.diagnostics);
}

function findingOf(entry: JsonObject, id: string, path: string): Finding {
  return {
    tool: 'gitleaks',
    alsoBy: [],
    class: 'secret',
    id,
    aliases: [],
    severity: labelOf('gitleaks', undefined),
    title: titleOf(entry.Description) ?? id,
    fix: 'unknown',
    fixed: [],
    location: {
      path,
      kind: 'file',
      ...optional('line', placeNumberOf(entry.StartLine)),
      ...optional('endLine', placeNumberOf(entry.EndLine)),
      ...optional('column', placeNumberOf(entry.StartColumn)),
    },
    // Of a history, a commit tells two leaks in one file apart; it is a digest already.
    ...optional('context', nameOf(entry.Commit)),
  };
}
