import {
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optional,
  placeNumberOf,
  textOf,
} from '../../../json/json-value.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { Finding } from '../../finding.ts';
import type { FindingsReport } from '../../findings-report.ts';
import { labelOf } from '../../severity-policy.ts';
import { contextOf, linkOf, nameOf, pathOf, titleOf } from '../finding-text.ts';
import { offsetOf, type ReadingContext, readObject, toolErrors } from '../report-gaps.ts';
import { ruleWords, secretEvidence } from '../secret-evidence.ts';

/**
 * bandit's JSON, `bandit -f json` (bandit.readthedocs.io, "json"; bandit/formatters/json.py): `results`, `errors`, and `metrics` with a member for each file and
 * `_totals`.
 *
 * - `issue_text` of a hard-coded password has the password in it, and `code` the lines: of such a finding only its test's name is kept.
 * - `errors` are files that could not be read: they were not scanned.
 * - `issue_confidence` decides nothing. `UNDEFINED` is `unknown`.
 */
export const banditReader: ReportReader<FindingsReport> = {
  name: 'bandit',
  kind: 'findings',
  title: 'bandit JSON',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\{\s*"errors"\s*:\s*\[/u.test(head) && /"generated_at"\s*:/u.test(head),
  read: (file) => readObject(file, readBandit),
};

function readBandit(data: JsonObject, context: ReadingContext): FindingsReport | string {
  const metrics = objectOf(data.metrics);
  if (!Array.isArray(data.results) || metrics === undefined)
    return 'this has no results and metrics, as reports of bandit do';
  const files = Object.keys(metrics).filter((name) => name !== '_totals');
  const errors = objectsOf(data.errors).map(
    ({ filename, reason }) => `${nameOf(filename) ?? '?'}: ${nameOf(reason) ?? 'no reason is given'}`,
  );
  return {
    tool: 'bandit',
    findings: objectsOf(data.results).flatMap((entry) => findingOf(entry, context)),
    looksFor: ['code', 'secret'],
    gaps: [
      ...(files.length === 0 ? ['it looked at no file: nothing was scanned'] : []),
      ...toolErrors(errors),
    ],
  };
}

function findingOf(entry: JsonObject, { file, passedOver }: ReadingContext): readonly Finding[] {
  const id = nameOf(entry.test_id);
  const path = pathOf(entry.filename);
  if (id === undefined || path === undefined) {
    passedOver.add('a result without a test or a file', offsetOf(file, id ?? path));
    return [];
  }
  const word = nameOf(entry.issue_severity);
  const name = nameOf(entry.test_name) ?? id;
  const weaknesses = [numberOf(objectOf(entry.issue_cwe)?.id) ?? 0];
  const { isSecret, mayQuote } = secretEvidence({ names: [id, name], weaknesses });
  const line = placeNumberOf(entry.line_number);
  const last = placeNumberOf(listOf(entry.line_range).at(-1));
  return [
    {
      tool: 'bandit',
      alsoBy: [],
      class: isSecret ? 'secret' : 'code',
      id,
      aliases: [],
      severity: labelOf('bandit', word),
      ...optional('says', word),
      title: (mayQuote ? undefined : titleOf(entry.issue_text)) ?? ruleWords(name),
      ...optional('link', linkOf(entry.more_info)),
      fix: 'unknown',
      fixed: [],
      location: { path, kind: 'file', ...optional('line', line), ...optional('endLine', last) },
      ...optional('context', mayQuote ? undefined : contextOf(linesOf(entry))),
    },
  ];
}

/** `code` has lines around those that are meant, each behind its number. */
function linesOf({ code, line_range }: JsonObject): string {
  const meant = new Set(listOf(line_range));
  return (textOf(code) ?? '')
    .split('\n')
    .flatMap((text) => {
      const [, number, rest = ''] = /^(\d+) ?(.*)$/u.exec(text) ?? [];
      return number !== undefined && meant.has(Number(number)) ? [rest] : [];
    })
    .join('\n');
}
