import {
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  optional,
  placeNumberOf,
  textOf,
} from '../../../json/json-value.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { Finding, FindingLocation } from '../../finding.ts';
import type { FindingsReport } from '../../findings-report.ts';
import { labelOf } from '../../severity-policy.ts';
import { contextOf, linkOf, nameOf, pathOf, titleOf } from '../finding-text.ts';
import { offsetOf, type ReadingContext, readObject, toolErrors } from '../report-gaps.ts';
import { ruleWords, secretEvidence } from '../secret-evidence.ts';

/**
 * semgrep's JSON, `semgrep scan --json` (semgrep.dev, "JSON and SARIF fields"; github.com/semgrep/semgrep-interfaces, semgrep_output_v1.atd, `cli_output`): `results`, `errors`, and the
 * `paths` that were scanned.
 *
 * - Messages have what the rule's variables stand for in them, so that a rule on hard-coded passwords tells the password: of a finding of such a weakness, or of a rule
 *   about secrets, only the rule's name is kept.
 * - `lines` are the code, or `requires login`. They are used for a digest alone.
 * - `extra.is_ignored` is what `nosemgrep` has suppressed.
 */
export const semgrepReader: ReportReader<FindingsReport> = {
  name: 'semgrep',
  kind: 'findings',
  title: 'semgrep JSON',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\{/u.test(head) &&
    /"results"\s*:/u.test(head) &&
    /"(?:check_id|engine_requested|paths)"\s*:/u.test(head),
  read: (file) => readObject(file, readSemgrep),
};

function readSemgrep(data: JsonObject, context: ReadingContext): FindingsReport | string {
  const paths = objectOf(data.paths);
  if (!Array.isArray(data.results) || paths === undefined)
    return 'this has no results and paths, as reports of semgrep do';
  const errors = objectsOf(data.errors)
    .filter(({ level }) => level !== 'info')
    .map(({ type, message, path }) =>
      [nameOf(path), nameOf(message)?.replace(CODE, '`…`') ?? kindOf(type)]
        .filter((part) => part !== undefined)
        .join(': '),
    );
  return {
    tool: 'semgrep',
    ...optional('version', nameOf(data.version)),
    findings: objectsOf(data.results).flatMap((entry) => findingOf(entry, context)),
    looksFor: ['code', 'secret'],
    gaps: [
      ...(listOf(paths.scanned).length === 0 ? ['it looked at no file: nothing was scanned'] : []),
      ...toolErrors(errors),
    ],
  };
}

/** Errors of syntax quote the line that they are about. */
const CODE = /`[^`]*`?/gu;

/** A word, or a list that begins with one. */
function kindOf(type: Json | undefined): string {
  return nameOf(type) ?? nameOf(listOf(type)[0]) ?? 'no reason is given';
}

function findingOf(entry: JsonObject, { file, passedOver }: ReadingContext): readonly Finding[] {
  const id = nameOf(entry.check_id);
  const path = pathOf(entry.path);
  const extra = objectOf(entry.extra) ?? {};
  if (id === undefined || path === undefined) {
    passedOver.add('a result without a rule or a file', offsetOf(file, id ?? path));
    return [];
  }
  const metadata = objectOf(extra.metadata) ?? {};
  const weaknesses = [...listOf(metadata.cwe), metadata.cwe ?? null];
  const { isSecret, mayQuote } = secretEvidence({ names: [id], weaknesses });
  const word = nameOf(extra.severity);
  const lines = textOf(extra.lines);
  return [
    {
      tool: 'semgrep',
      alsoBy: [],
      class: isSecret ? 'secret' : 'code',
      id,
      aliases: [],
      severity: labelOf('semgrep', word),
      ...optional('says', word),
      title: (mayQuote ? undefined : titleOf(extra.message)) ?? ruleWords(id),
      ...optional('link', linkOf(metadata.shortlink, metadata.source, metadata.references)),
      fix: 'unknown',
      fixed: [],
      location: locationOf(path, entry),
      ...optional('context', mayQuote || lines === 'requires login' ? undefined : contextOf(lines)),
      ...(extra.is_ignored === true && { foreignSuppression: 'nosemgrep' }),
    },
  ];
}

function locationOf(path: string, { start, end }: JsonObject): FindingLocation {
  const [from, to] = [objectOf(start), objectOf(end)];
  return {
    path,
    kind: 'file',
    ...optional('line', placeNumberOf(from?.line)),
    ...optional('endLine', placeNumberOf(to?.line)),
    ...optional('column', placeNumberOf(from?.col)),
    ...optional('endColumn', placeNumberOf(to?.col)),
  };
}
