import {
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optional,
  textOf,
} from '../../../json/json-value.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { Finding, FindingLocation } from '../../finding.ts';
import type { FindingsReport } from '../../findings-report.ts';
import { labelOf } from '../../severity-policy.ts';
import { descriptionOf, linkOf, nameOf, pathOf, titleOf, versionsOf } from '../finding-text.ts';
import { repositoryOf } from '../image-name.ts';
import { offsetOf, type ReadingContext, readObject } from '../report-gaps.ts';

/**
 * grype's JSON, `grype … -o json` (github.com/anchore/grype, grype/presenter/models): an object with `matches`, each a vulnerability in an `artifact`.
 *
 * - `descriptor.db` says which database was asked and when it was built (grype/vulnerability/provider.go, `ProviderStatus`; in schema 5 and before it
 *   stands in `db` itself). Without it nobody knows whether there was one.
 * - `ignoredMatches` are what grype's own rules left out: they are findings that their tool has suppressed.
 * - `relatedVulnerabilities` are the same vulnerability in other databases, mostly its CVE.
 */
export const grypeReader: ReportReader<FindingsReport> = {
  name: 'grype',
  kind: 'findings',
  title: 'grype JSON',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\{\s*"(?:matches|ignoredMatches)"\s*:/u.test(head),
  read: (file) => readObject(file, readGrype),
};

function readGrype(data: JsonObject, context: ReadingContext): FindingsReport | string {
  const descriptor = objectOf(data.descriptor);
  if (!Array.isArray(data.matches) || descriptor === undefined)
    return 'this has no matches and descriptor, as reports of grype do';
  const database = objectOf(descriptor.db);
  const status = objectOf(database?.status) ?? database;
  const built = Date.parse(textOf(status?.built) ?? '');
  const image = imageOf(objectOf(data.source));
  const read = (entry: JsonObject, ignored: boolean): readonly Finding[] =>
    matchOf(entry, { image, ignored, context });
  return {
    tool: 'grype',
    ...optional('version', nameOf(descriptor.version)),
    findings: [
      ...objectsOf(data.matches).flatMap((entry) => read(entry, false)),
      ...objectsOf(data.ignoredMatches).flatMap((entry) => read(entry, true)),
    ],
    looksFor: ['vulnerability'],
    gaps: gapsOf(status, built),
    ...(!Number.isNaN(built) && { databaseBuilt: built }),
  };
}

function gapsOf(status: JsonObject | undefined, built: number): readonly string[] {
  const error = textOf(status?.error);
  return [
    ...(Number.isNaN(built) ? ['it does not say which database of vulnerabilities was asked'] : []),
    ...(error === undefined ? [] : [`its database of vulnerabilities has an error: ${error.slice(0, 200)}`]),
  ];
}

function imageOf(source: JsonObject | undefined): string | undefined {
  return source?.type === 'image' ? repositoryOf(nameOf(objectOf(source.target)?.userInput)) : undefined;
}

interface Where {
  readonly image: string | undefined;
  readonly ignored: boolean;
  readonly context: ReadingContext;
}

function matchOf(entry: JsonObject, { image, ignored, context }: Where): readonly Finding[] {
  const vulnerability = objectOf(entry.vulnerability) ?? {};
  const artifact = objectOf(entry.artifact) ?? {};
  const [id, name] = [nameOf(vulnerability.id), nameOf(artifact.name)];
  if (id === undefined || name === undefined) {
    context.passedOver.add('a match without an id or a package', offsetOf(context.file, id ?? name));
    return [];
  }
  const related = objectsOf(entry.relatedVulnerabilities);
  const fix = objectOf(vulnerability.fix);
  const word = nameOf(vulnerability.severity);
  const described = descriptionOf(vulnerability.description) ?? descriptionOf(related[0]?.description);
  return [
    {
      tool: 'grype',
      alsoBy: [],
      class: 'vulnerability',
      id,
      aliases: related.flatMap((one) => nameOf(one.id) ?? []).filter((one) => one !== id),
      severity: labelOf('grype', word),
      ...optional('says', word),
      ...optional('score', scoreOf(vulnerability) ?? related.map(scoreOf).find((one) => one !== undefined)),
      title: titleOf(described) ?? `${id} in ${name}`,
      ...optional('description', described),
      ...optional('link', linkOf(vulnerability.dataSource, vulnerability.urls)),
      package: {
        name,
        ...optional('version', nameOf(artifact.version)),
        ...optional('purl', nameOf(artifact.purl)),
      },
      fix: fixOf(fix),
      fixed: versionsOf(fix?.versions),
      ...optional('location', locationOf(artifact, image)),
      ...(ignored && { foreignSuppression: reasonOf(entry) }),
    },
  ];
}

/** `fixed`, `not-fixed`, `wont-fix`, `unknown` (grype/vulnerability/fix.go). */
function fixOf(fix: JsonObject | undefined): Finding['fix'] {
  if (fix?.state === 'fixed' || versionsOf(fix?.versions).length > 0) return 'available';
  return fix?.state === 'not-fixed' || fix?.state === 'wont-fix' ? 'none' : 'unknown';
}

/** The highest of the newest scheme there is. */
function scoreOf({ cvss }: JsonObject): number | undefined {
  const scores = listOf(cvss).flatMap((one) => numberOf(objectOf(objectOf(one)?.metrics)?.baseScore) ?? []);
  return scores.length === 0 ? undefined : Math.max(...scores);
}

/** Packages of an operating system stand in the database of its package manager, which is no place to look at. */
function locationOf(artifact: JsonObject, image: string | undefined): FindingLocation | undefined {
  const system = artifact.type === 'deb' || artifact.type === 'apk' || artifact.type === 'rpm';
  if (system && image !== undefined) return { path: image, kind: 'image' };
  const path = pathOf(objectsOf(artifact.locations)[0]?.path)?.replace(/^\/+/u, '');
  if (path === undefined || path === '')
    return image === undefined ? undefined : { path: image, kind: 'image' };
  return { path, kind: 'file' };
}

function reasonOf({ appliedIgnoreRules }: JsonObject): string {
  const [rule] = objectsOf(appliedIgnoreRules);
  return nameOf(rule?.reason) ?? nameOf(rule?.['vex-status']) ?? 'an ignore rule of grype';
}
