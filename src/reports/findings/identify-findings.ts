import { sha256 } from '../../platform/digest.ts';
import type { Finding } from './finding.ts';
import { plainName } from './unite-findings.ts';

/** A finding that is known again in the next scan. */
export interface IdentifiedFinding extends Finding {
  /**
   * 32 hexadecimal digits. The same in every scan of the same thing: lines, tags and digests of images, versions of the package, the order of the
   * report and, of vulnerabilities, the tool are no part of it. Of several findings that are alike but for those, each has a number.
   */
  readonly fingerprint: string;
  /** What it would be under each of its other names: the next database may know it by another one. */
  readonly otherFingerprints: readonly string[];
}

/** `findings` in the order of `uniteFindings`, which they keep. */
export function identifyFindings(findings: readonly Finding[]): readonly IdentifiedFinding[] {
  const numbers = numbersOf(findings);
  return findings.map((finding) => {
    const number = numbers.get(finding) ?? 1;
    const [fingerprint = '', ...otherFingerprints] = [finding.id, ...finding.aliases].map((name) =>
      sha256(JSON.stringify([...keyOf(finding, name), number])).slice(0, 32),
    );
    return { ...finding, fingerprint, otherFingerprints };
  });
}

/** All it may be known by. */
export function fingerprintsOf({ fingerprint, otherFingerprints }: IdentifiedFinding): readonly string[] {
  return [fingerprint, ...otherFingerprints];
}

/** Bumped when what a fingerprint is made of changes: then no baseline matches any more, and that is told. */
export const FINGERPRINT_VERSION = 1;

function keyOf(finding: Finding, name: string): readonly string[] {
  const { class: kind, tool, package: of, location, context } = finding;
  return [
    String(FINGERPRINT_VERSION),
    kind,
    // Two scanners mean the same vulnerability; two rules of one name are two rules.
    kind === 'vulnerability' ? '' : tool,
    kind === 'vulnerability' ? name.toUpperCase() : name,
    of === undefined ? '' : plainName(of.name),
    location?.path.replace(/^\/+/u, '') ?? '',
    context ?? '',
  ];
}

/** From 1, among those that are alike, in the order of versions and places. */
function numbersOf(findings: readonly Finding[]): ReadonlyMap<Finding, number> {
  const alike = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify(keyOf(finding, finding.id));
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [finding]);
    else group.push(finding);
  }
  const numbers = new Map<Finding, number>();
  for (const group of alike.values())
    for (const [index, finding] of group.sort(byPlace).entries()) numbers.set(finding, index + 1);
  return numbers;
}

function byPlace(one: Finding, two: Finding): number {
  const [versionOne, versionTwo] = [one.package?.version ?? '', two.package?.version ?? ''];
  if (versionOne !== versionTwo) return versionOne < versionTwo ? -1 : 1;
  return (
    (one.location?.line ?? 0) - (two.location?.line ?? 0) ||
    (one.location?.column ?? 0) - (two.location?.column ?? 0)
  );
}
