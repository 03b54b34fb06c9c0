import {
  type JsonObject,
  objectOf,
  objectsOf,
  optional,
  placeNumberOf,
  textOf,
} from '../../../json/json-value.ts';
import type { Finding, FindingClass, FindingLocation } from '../../finding.ts';
import { labelOf } from '../../severity-policy.ts';
import { descriptionOf, linkOf, nameOf, pathOf, titleOf } from '../finding-text.ts';
import { offsetOf } from '../report-gaps.ts';
import { ruleWords } from '../secret-evidence.ts';
import { type TrivyTarget, trivyLocation } from './trivy-target.ts';

/**
 * `Misconfigurations` of a result (pkg/types/misconfiguration.go). `Status` may be `PASS` or `EXCEPTION` with `--include-non-failures`: those are no
 * findings. Since 0.60 the id is in `ID` (`DS-0002`, before `DS002`), and the older one in `AVDID`.
 */
export function misconfigurationFindings(target: TrivyTarget): readonly Finding[] {
  return objectsOf(target.result.Misconfigurations).flatMap((entry) => {
    if (entry.Status === 'PASS' || entry.Status === 'EXCEPTION') return [];
    const cause = objectOf(entry.CauseMetadata);
    return one(target, entry, {
      class: 'misconfiguration',
      id: nameOf(entry.ID) ?? nameOf(entry.AVDID),
      title: titleOf(entry.Title),
      // The message may quote what is written in the file.
      description: descriptionOf(entry.Description),
      link: linkOf(entry.PrimaryURL),
      lines: cause,
    });
  });
}

/** `Secrets` of a result (pkg/fanal/types/secret.go): the rule and the lines; never `Match` or `Code`. */
export function secretFindings(target: TrivyTarget): readonly Finding[] {
  return objectsOf(target.result.Secrets).flatMap((entry) => {
    const id = nameOf(entry.RuleID);
    return one(target, entry, {
      class: 'secret',
      id,
      title: titleOf(entry.Title) ?? (id === undefined ? undefined : ruleWords(id)),
      lines: entry,
    });
  });
}

/** `Licenses` of a result (pkg/types/license.go). What Trivy calls them is a finding of its own severity; without a category it is `UNKNOWN`. */
export function licenseFindings(target: TrivyTarget): readonly Finding[] {
  return objectsOf(target.result.Licenses).flatMap((entry) => {
    const name = nameOf(entry.PkgName);
    const category = nameOf(entry.Category);
    return one(target, entry, {
      class: 'license',
      id: nameOf(entry.Name),
      title: `License ${nameOf(entry.Name)}${category === undefined ? '' : ` (${category})`}`,
      link: linkOf(entry.Link),
      path: pathOf(entry.FilePath),
      ...optional('packageName', name === '' ? undefined : name),
    });
  });
}

interface Parts {
  readonly class: FindingClass;
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly description?: string | undefined;
  readonly link?: string | undefined;
  readonly path?: string | undefined;
  readonly packageName?: string;
  /** What has `StartLine` and `EndLine`. */
  readonly lines?: JsonObject | undefined;
}

function one(target: TrivyTarget, entry: JsonObject, parts: Parts): readonly Finding[] {
  const { id } = parts;
  if (id === undefined) {
    const { file, passedOver } = target.context;
    passedOver.add(`a ${parts.class} without an id`, offsetOf(file, textOf(entry.Title)));
    return [];
  }
  const word = nameOf(entry.Severity);
  // Licenses of packages are in no file: their target is a heading, `OS Packages`.
  const placed = parts.class !== 'license' || parts.path !== undefined;
  const location = placed ? trivyLocation(target, parts.path) : undefined;
  return [
    {
      tool: 'trivy',
      alsoBy: [],
      class: parts.class,
      id,
      aliases: [],
      severity: labelOf('trivy', word),
      ...optional('says', word),
      title: parts.title ?? id,
      ...optional('description', parts.description),
      ...optional('link', parts.link),
      ...optional('package', parts.packageName === undefined ? undefined : { name: parts.packageName }),
      fix: 'unknown',
      fixed: [],
      ...optional('location', withLines(location, parts.lines)),
    },
  ];
}

function withLines(
  location: FindingLocation | undefined,
  lines: JsonObject | undefined,
): FindingLocation | undefined {
  if (location?.kind !== 'file') return location;
  const line = placeNumberOf(lines?.StartLine);
  if (line === undefined) return location;
  return { ...location, line, ...optional('endLine', placeNumberOf(lines?.EndLine)) };
}
