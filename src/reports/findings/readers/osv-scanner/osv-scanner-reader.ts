import { type JsonObject, objectOf, objectsOf, optional, textOf, textsOf } from '../../../json/json-value.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { Finding, FoundPackage, SeverityLabel } from '../../finding.ts';
import type { FindingsReport } from '../../findings-report.ts';
import { labelOf, labelOfScore } from '../../severity-policy.ts';
import { descriptionOf, nameOf, namesOf, pathOf, titleOf } from '../finding-text.ts';
import { offsetOf, type ReadingContext, readObject } from '../report-gaps.ts';

/**
 * osv-scanner's JSON, `osv-scanner scan … --format json` (google.github.io/osv-scanner, "Output"; github.com/google/osv-scanner, pkg/models/results.go): `results`
 * by source, in each `packages` with `vulnerabilities` as the OSV schema has them (ossf.github.io/osv-schema), and `groups` of those that are one.
 *
 * - Without `--all-packages` only packages with a vulnerability are in it, so that `results` is empty both for a project without any and for one that was not
 *   found: a gap.
 * - When it cannot reach its database it ends with 127 and writes the packages without vulnerabilities. Nothing in the report tells: its exit code must be heard.
 */
export const osvScannerReader: ReportReader<FindingsReport> = {
  name: 'osv-scanner',
  kind: 'findings',
  title: 'osv-scanner JSON',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\{\s*"results"\s*:\s*\[\s*(?:\{\s*"source"\s*:\s*\{|\]\s*,\s*"experimental_config")/u.test(head),
  read: (file) => readObject(file, readOsv),
};

function readOsv(data: JsonObject, context: ReadingContext): FindingsReport | string {
  if (!Array.isArray(data.results)) return 'this has no results, as reports of osv-scanner do';
  const findings: Finding[] = [];
  let packages = 0;
  for (const result of objectsOf(data.results)) {
    const path = pathOf(objectOf(result.source)?.path);
    for (const one of objectsOf(result.packages)) {
      packages += 1;
      findings.push(...packageFindings(one, path, context));
    }
  }
  return {
    tool: 'osv-scanner',
    findings,
    looksFor: ['vulnerability', 'license'],
    gaps:
      packages > 0
        ? []
        : ['it has no packages: nothing was scanned, or all is well (--all-packages makes the difference)'],
  };
}

interface Found {
  readonly of: FoundPackage;
  readonly path: string | undefined;
  readonly context: ReadingContext;
}

function packageFindings(
  one: JsonObject,
  path: string | undefined,
  context: ReadingContext,
): readonly Finding[] {
  const known = objectOf(one.package) ?? {};
  // What is compiled in from a repository has a commit and no name.
  const name = nameOf(known.name) ?? nameOf(known.commit);
  if (name === undefined) {
    context.passedOver.add('a package without a name');
    return [];
  }
  const of: FoundPackage = { name, ...optional('version', nameOf(known.version) ?? nameOf(known.commit)) };
  const found = { of, path, context };
  const groups = objectsOf(one.groups);
  const entries = objectsOf(one.vulnerabilities);
  const findings = entries.flatMap((entry) => {
    const group = groups.find(({ ids }) => textsOf(ids).includes(textOf(entry.id) ?? ''));
    const names = textsOf(group?.ids);
    const words = entries
      .filter(({ id }) => names.includes(textOf(id) ?? ''))
      .flatMap((other) => wordOf(other) ?? []);
    return vulnerabilityOf(entry, { group, word: wordOf(entry) ?? words[0] }, found);
  });
  return [...findings, ...namesOf(one.license_violations).map((license) => licenseOf(license, found))];
}

function vulnerabilityOf(
  entry: JsonObject,
  { group, word }: { readonly group: JsonObject | undefined; readonly word: string | undefined },
  { of, path, context }: Found,
): readonly Finding[] {
  const id = nameOf(entry.id);
  if (id === undefined) {
    context.passedOver.add('a vulnerability without an id', offsetOf(context.file, of.name));
    return [];
  }
  const names = [...namesOf(entry.aliases), ...namesOf(group?.ids), ...namesOf(group?.aliases)];
  const score = Number(textOf(group?.max_severity) ?? Number.NaN);
  const description = descriptionOf(entry.details);
  const fixed = fixedVersions(entry, of.name);
  return [
    {
      tool: 'osv-scanner',
      alsoBy: [],
      class: 'vulnerability',
      id,
      aliases: [...new Set(names)].filter((one) => one !== id).sort(),
      severity: severityOf(word, score),
      ...optional('says', word),
      ...(score > 0 && score <= 10 && { score }),
      title: titleOf(entry.summary) ?? titleOf(entry.details) ?? id,
      ...optional('description', description),
      link: `https://osv.dev/vulnerability/${encodeURIComponent(id)}`,
      package: of,
      fix: fixed.length > 0 ? 'available' : 'none',
      fixed,
      ...(path !== undefined && { location: { path, kind: 'file' } }),
    },
  ];
}

function wordOf(entry: JsonObject): string | undefined {
  return nameOf(objectOf(entry.database_specific)?.severity);
}

/** Some databases have a word, some a score, some (PYSEC) neither: the word of another name of it goes before a score. */
function severityOf(word: string | undefined, score: number): SeverityLabel {
  const label = labelOf('osv-scanner', word);
  return label === 'unknown' && word === undefined ? labelOfScore(score) : label;
}

/** `affected[].ranges[].events[].fixed` of this package; a commit is no version that anybody could install. */
function fixedVersions(entry: JsonObject, name: string): readonly string[] {
  const fixed = objectsOf(entry.affected)
    .filter(({ package: of }) => objectOf(of)?.name === name)
    .flatMap(({ ranges }) => objectsOf(ranges))
    .filter(({ type }) => type !== 'GIT')
    .flatMap(({ events }) => objectsOf(events))
    .flatMap((event) => nameOf(event.fixed) ?? []);
  return [...new Set(fixed)].slice(0, 20);
}

/** A license that `--licenses` does not allow: the project has said so, and not how bad it is. */
function licenseOf(license: string, { of, path }: Found): Finding {
  return {
    tool: 'osv-scanner',
    alsoBy: [],
    class: 'license',
    id: license,
    aliases: [],
    severity: 'unknown',
    title: `License ${license} is not allowed`,
    package: of,
    fix: 'unknown',
    fixed: [],
    ...(path !== undefined && { location: { path, kind: 'file' } }),
  };
}
