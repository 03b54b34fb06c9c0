import {
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  optional,
  placeNumberOf,
  textOf,
} from '../../../json/json-value.ts';
import type { Finding, FindingLocation } from '../../finding.ts';
import { labelOf } from '../../severity-policy.ts';
import { descriptionOf, linkOf, nameOf, namesOf, pathOf, titleOf, versionsOf } from '../finding-text.ts';
import { offsetOf } from '../report-gaps.ts';
import { type TrivyTarget, trivyLocation } from './trivy-target.ts';

/** `Vulnerabilities` of a result (pkg/types/vulnerability.go, `DetectedVulnerability`). */
export function vulnerabilityFindings(target: TrivyTarget): readonly Finding[] {
  const lines = packageLines(target.result);
  return objectsOf(target.result.Vulnerabilities).flatMap((entry) => {
    const id = nameOf(entry.VulnerabilityID);
    const name = nameOf(entry.PkgName);
    if (id !== undefined && name !== undefined) return [finding(target, entry, { id, name, lines })];
    const { file, passedOver } = target.context;
    passedOver.add(
      `a vulnerability without ${id === undefined ? 'an id' : 'a package'}`,
      offsetOf(file, id ?? name),
    );
    return [];
  });
}

interface Known {
  readonly id: string;
  readonly name: string;
  readonly lines: ReadonlyMap<string, Lines>;
}

function finding(target: TrivyTarget, entry: JsonObject, { id, name, lines }: Known): Finding {
  const word = nameOf(entry.Severity);
  const fixed = versionsOf(entry.FixedVersion);
  const location = trivyLocation(target, pathOf(entry.PkgPath));
  const identifier = objectOf(entry.PkgIdentifier);
  const key = keyOf(entry.PkgID, identifier);
  return {
    tool: 'trivy',
    alsoBy: [],
    class: 'vulnerability',
    id,
    aliases: namesOf(entry.VendorIDs),
    severity: labelOf('trivy', word),
    ...optional('says', word),
    ...optional('score', trivyScore(entry)),
    title: titleOf(entry.Title) ?? titleOf(entry.Description) ?? id,
    ...optional('description', descriptionOf(entry.Description)),
    ...optional('link', linkOf(entry.PrimaryURL)),
    package: {
      name,
      ...optional('version', nameOf(entry.InstalledVersion)),
      ...optional('purl', nameOf(identifier?.PURL)),
    },
    fix: fixed.length > 0 ? 'available' : 'none',
    fixed,
    ...optional('location', withLines(location, key === undefined ? undefined : lines.get(key))),
  };
}

type Lines = Pick<FindingLocation, 'line' | 'endLine'>;

function withLines(
  location: FindingLocation | undefined,
  lines: Lines | undefined,
): FindingLocation | undefined {
  return location?.kind === 'file' && lines !== undefined ? { ...location, ...lines } : location;
}

/** Where packages stand in their lock file (pkg/fanal/types/artifact.go, `Location`), the first place of each. */
function packageLines(result: JsonObject): ReadonlyMap<string, Lines> {
  const lines = new Map<string, Lines>();
  for (const one of objectsOf(result.Packages)) {
    const [first] = objectsOf(one.Locations);
    const key = keyOf(one.ID, objectOf(one.Identifier));
    const line = placeNumberOf(first?.StartLine);
    if (key === undefined || line === undefined) continue;
    lines.set(key, { line, ...optional('endLine', placeNumberOf(first?.EndLine)) });
  }
  return lines;
}

/** `UID` tells packages of one name and version apart; older reports have only `ID`. */
function keyOf(id: JsonObject[string] | undefined, identifier: JsonObject | undefined): string | undefined {
  return textOf(identifier?.UID) ?? textOf(id);
}

/** The CVSS base score of the source that the label is from, else the highest of any. */
function trivyScore({ CVSS, SeveritySource }: JsonObject): number | undefined {
  const vendors = objectOf(CVSS) ?? {};
  const own = typeof SeveritySource === 'string' && Object.hasOwn(vendors, SeveritySource);
  const looked = own ? [vendors[SeveritySource as string]] : Object.values(vendors);
  const scores = looked.flatMap((vendor) => {
    const { V40Score, V3Score, V2Score } = objectOf(vendor) ?? {};
    return numberOf(V3Score) ?? numberOf(V40Score) ?? numberOf(V2Score) ?? [];
  });
  return scores.length === 0 ? undefined : Math.max(...scores);
}
