import {
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  optional,
  textOf,
} from '../../../json/json-value.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { Finding } from '../../finding.ts';
import type { FindingsReport } from '../../findings-report.ts';
import { labelOf } from '../../severity-policy.ts';
import { linkOf, nameOf, namesOf, titleOf } from '../finding-text.ts';
import { offsetOf, type ReadingContext, readObject, toolErrors } from '../report-gaps.ts';

/**
 * `npm audit --json` of npm 7 and later (docs.npmjs.com, "npm-audit"; github.com/npm/cli, workspaces/arborist, lib/audit-report.js and lib/vuln.js): `auditReportVersion` 2,
 * with `vulnerabilities` by package. Advisories stand in `via` as objects; names in `via` are packages that are affected through another one, which
 * has the advisory.
 *
 * - Ranges are known, the versions that are installed are not.
 * - An advisory is called by the GHSA in its address; npm's own number is another name of it.
 * - `fixAvailable` says whether `npm audit fix` could do something.
 * - When the registry cannot be asked, there is an object with `error` instead: nothing was scanned.
 */
export const npmAuditReader: ReportReader<FindingsReport> = {
  name: 'npm-audit',
  kind: 'findings',
  title: 'npm audit JSON',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\{\s*"auditReportVersion"\s*:/u.test(head) ||
    (/^\s*\{\s*"(?:message|error)"\s*:/u.test(head) && /"(?:error|summary)"\s*:/u.test(head)),
  read: (file) => readObject(file, readAudit),
};

function readAudit(data: JsonObject, context: ReadingContext): FindingsReport | string {
  const error = objectOf(data.error);
  const vulnerabilities = objectOf(data.vulnerabilities);
  if (error !== undefined || vulnerabilities === undefined) {
    if (error === undefined && textOf(data.message) === undefined)
      return 'this has no vulnerabilities, as reports of npm 7 and later do';
    const said = [data.message, error?.summary, error?.code].map(textOf).find((one) => one !== undefined);
    // The address is the registry's, which is nobody's business.
    const message = (said ?? 'no reason is given').replace(/https?:\/\/\S+/gu, 'the registry');
    return { tool: 'npm-audit', findings: [], looksFor: ['vulnerability'], gaps: toolErrors([message]) };
  }
  const findings = new Map<string, Finding>();
  for (const [name, value] of Object.entries(vulnerabilities))
    for (const via of objectsOf(objectOf(value)?.via)) {
      const finding = advisoryOf(via, { name, entry: objectOf(value) ?? {}, context });
      if (finding !== undefined) findings.set(JSON.stringify([finding.id, finding.package?.name]), finding);
    }
  const total = numberOf(objectOf(objectOf(data.metadata)?.dependencies)?.total);
  return {
    tool: 'npm-audit',
    findings: [...findings.values()],
    looksFor: ['vulnerability'],
    gaps: total === 0 || total === undefined ? ['it looked at no dependency: nothing was scanned'] : [],
  };
}

function advisoryOf(
  via: JsonObject,
  {
    name,
    entry,
    context,
  }: { readonly name: string; readonly entry: JsonObject; readonly context: ReadingContext },
): Finding | undefined {
  const number = numberOf(via.source);
  const address = textOf(via.url) ?? '';
  const advisory = /GHSA(?:-[0-9a-z]{4}){3}/iu.exec(address)?.[0];
  const id = advisory ?? (number === undefined ? undefined : `npm-${number}`);
  if (id === undefined) {
    context.passedOver.add(
      `an advisory on '${name.slice(0, 80)}' without a number`,
      offsetOf(context.file, name),
    );
    return undefined;
  }
  const word = nameOf(via.severity);
  const score = numberOf(objectOf(via.cvss)?.score);
  const fix = entry.fixAvailable;
  return {
    tool: 'npm-audit',
    alsoBy: [],
    class: 'vulnerability',
    id,
    aliases: number !== undefined && id !== `npm-${number}` ? [`npm-${number}`] : [],
    severity: labelOf('npm-audit', word),
    ...optional('says', word),
    ...(score !== undefined && score > 0 && { score }),
    title: titleOf(via.title) ?? id,
    ...optional('link', linkOf(via.url)),
    package: {
      name: nameOf(via.dependency) ?? nameOf(via.name) ?? name,
      ...optional('range', nameOf(via.range)),
    },
    fix: fix === false ? 'none' : fix === undefined ? 'unknown' : 'available',
    fixed: [],
    ...optional('location', placeOf(namesOf(entry.nodes))),
  };
}

/** Folders of `node_modules` in which it is installed: the first of them in the order of their names. */
function placeOf(nodes: readonly string[]): Finding['location'] {
  const [first] = nodes.map((node) => node.replaceAll('\\', '/')).sort();
  return first === undefined || first === '' ? undefined : { path: first, kind: 'file' };
}
