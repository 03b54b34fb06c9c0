import { type JsonObject, objectsOf, optional, textOf } from '../../../json/json-value.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { Finding } from '../../finding.ts';
import type { FindingsReport } from '../../findings-report.ts';
import { descriptionOf, nameOf, namesOf, titleOf, versionsOf } from '../finding-text.ts';
import { offsetOf, type ReadingContext, readObject } from '../report-gaps.ts';

/**
 * pip-audit's JSON, `pip-audit --format json` (github.com/pypa/pip-audit, pip_audit/_format/json.py): `dependencies`, each with `vulns`, or with a `skip_reason`.
 *
 * - There are no severities: everything is `unknown`, and blocks until `--map-severity pip-audit:unknown=…` says what it is taken for.
 * - A dependency that was skipped was not looked at. pip-audit ends with 0 and says that nothing was found also when all of them were.
 */
export const pipAuditReader: ReportReader<FindingsReport> = {
  name: 'pip-audit',
  kind: 'findings',
  title: 'pip-audit JSON',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\{\s*"dependencies"\s*:\s*\[\s*(?:\]\s*,\s*"fixes"|\{\s*"name"\s*:)/u.test(head) &&
    /"(?:vulns|skip_reason|fixes)"\s*:/u.test(head),
  read: (file) => readObject(file, readPipAudit),
};

function readPipAudit(data: JsonObject, context: ReadingContext): FindingsReport | string {
  if (!Array.isArray(data.dependencies)) return 'this has no dependencies, as reports of pip-audit do';
  const dependencies = objectsOf(data.dependencies);
  const skipped = dependencies.filter((one) => textOf(one.skip_reason) !== undefined);
  const none = skipped.length === dependencies.length;
  if (!none) tellSkipped(skipped, context);
  return {
    tool: 'pip-audit',
    findings: dependencies.flatMap((one) => findingsOf(one, context)),
    looksFor: ['vulnerability'],
    gaps: none ? [`none of its ${dependencies.length} dependencies was looked up`] : [],
  };
}

function tellSkipped(skipped: readonly JsonObject[], { file, passedOver }: ReadingContext): void {
  const [first] = skipped;
  if (first === undefined) return;
  const more = skipped.length > 1 ? `, and ${skipped.length - 1} more were not either` : '';
  passedOver.tell({
    code: 'report-incomplete',
    severity: 'warning',
    message: `'${nameOf(first.name) ?? '?'}' was not looked up (${nameOf(first.skip_reason)})${more}`,
    ...optional('offset', offsetOf(file, textOf(first.skip_reason))),
  });
}

function findingsOf(dependency: JsonObject, { file, passedOver }: ReadingContext): readonly Finding[] {
  const name = nameOf(dependency.name);
  return objectsOf(dependency.vulns).flatMap((entry): readonly Finding[] => {
    const id = nameOf(entry.id);
    if (id === undefined || name === undefined) {
      passedOver.add('a vulnerability without an id or a package', offsetOf(file, id ?? name));
      return [];
    }
    const fixed = versionsOf(entry.fix_versions);
    return [
      {
        tool: 'pip-audit',
        alsoBy: [],
        class: 'vulnerability',
        id,
        aliases: namesOf(entry.aliases).filter((one) => one !== id),
        severity: 'unknown',
        title: titleOf(entry.description) ?? `${id} in ${name}`,
        ...optional('description', descriptionOf(entry.description)),
        link: `https://osv.dev/vulnerability/${encodeURIComponent(id)}`,
        package: { name, ...optional('version', nameOf(dependency.version)) },
        fix: fixed.length > 0 ? 'available' : 'none',
        fixed,
      },
    ];
  });
}
