import { printableLine } from '../../../diagnostics/printable.ts';
import { sha256 } from '../../../platform/digest.ts';
import type { Inventory, InventoryPackage } from '../inventory.ts';
import type { BillOptions } from './cyclonedx.ts';
import { licenseOf } from './license-expression.ts';
import { stableUuid } from './stable-uuid.ts';

/**
 * An inventory as SPDX 2.3 JSON (spdx.github.io/spdx-spec/v2.3; the JSON form is that of the schema in github.com/spdx/spdx-spec): a document that describes what was scanned, which contains the
 * packages. What nobody has looked at is `NOASSERTION`: `licenseDeclared` is what packages say of themselves. Licenses that are none of SPDX's list are `LicenseRef-…` with their own words as text.
 */
export function renderSpdx(inventory: Inventory, { version, now }: BillOptions): string {
  const { subject, packages } = inventory;
  const ids = new Map(packages.map(({ key }, index) => [key, `SPDXRef-Package-${index + 1}`]));
  const others = new Map<string, string>();
  const declared = packages.map(({ licenses }) => declaredLicense(licenses, others));
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: printableLine(subject.name),
    // The form that the specification shows in 6.5; nothing needs to be there.
    documentNamespace: `https://spdx.org/spdxdocs/lockstep-${stableUuid(JSON.stringify(inventory))}`,
    creationInfo: {
      // Without fractions of a second (6.9).
      created: new Date(inventory.made ?? now).toISOString().replace(/\.\d+Z$/u, 'Z'),
      creators: [`Tool: lockstep-${version}`],
    },
    packages: [
      {
        SPDXID: SUBJECT,
        ...packageFacts(subject.name, subject.version ?? subject.digest),
        licenseDeclared: declaredLicense(subject.licenses ?? [], others),
        ...purlOf(subject.purl),
        primaryPackagePurpose: subject.kind === 'image' ? 'CONTAINER' : 'APPLICATION',
      },
      ...packages.map((one, index) =>
        packageOf(one, { id: ids.get(one.key) ?? '', declared: declared[index] ?? '' }),
      ),
    ],
    relationships: relationshipsOf(packages, ids),
    ...(others.size > 0 && {
      hasExtractedLicensingInfos: Array.from(others, ([name, licenseId]) => ({
        licenseId,
        name: printableLine(name),
        extractedText: printableLine(name),
      })),
    }),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

const SUBJECT = 'SPDXRef-Subject';

function packageFacts(name: string, version: string | undefined) {
  return {
    name: printableLine(name),
    ...(version !== undefined && { versionInfo: printableLine(version) }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
  };
}

function packageOf(
  one: InventoryPackage,
  { id, declared }: { readonly id: string; readonly declared: string },
): unknown {
  return {
    SPDXID: id,
    ...packageFacts(one.name, one.version),
    licenseDeclared: declared,
    ...(one.where !== undefined && { sourceInfo: `found in ${printableLine(one.where)}` }),
    ...checksumsOf(one),
    ...purlOf(one.purl),
    primaryPackagePurpose: 'LIBRARY',
  };
}

/** Of a package that is one file; where a version has several, there is no one checksum to name (7.10). */
function checksumsOf({ distribution }: InventoryPackage): object {
  const [only, ...more] = distribution?.hashes ?? [];
  if (only === undefined || more.length > 0) return {};
  return { checksums: [{ algorithm: only.algorithm.toUpperCase(), checksumValue: only.value }] };
}

function purlOf(purl: string | undefined): object {
  // White space would end the locator (7.21).
  if (purl === undefined || /\s/u.test(purl)) return {};
  return {
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: printableLine(purl),
      },
    ],
  };
}

/** All of them hold where a package names several. */
function declaredLicense(licenses: readonly string[], others: Map<string, string>): string {
  if (licenses.length === 0) return 'NOASSERTION';
  const parts = licenses.map((text) => {
    const license = licenseOf(text);
    if (license.kind === 'id') return license.text;
    if (license.kind === 'expression') return licenses.length === 1 ? license.text : `(${license.text})`;
    const ref = others.get(license.text) ?? `LicenseRef-${sha256(license.text).slice(0, 12)}`;
    others.set(license.text, ref);
    return ref;
  });
  return [...new Set(parts)].join(' AND ');
}

function relationshipsOf(packages: readonly InventoryPackage[], ids: ReadonlyMap<string, string>): unknown {
  const relation = (from: string, relationshipType: string, to: string) => ({
    spdxElementId: from,
    relationshipType,
    relatedSpdxElement: to,
  });
  return [
    relation('SPDXRef-DOCUMENT', 'DESCRIBES', SUBJECT),
    ...packages.flatMap(({ key, needs }) => {
      const id = ids.get(key) ?? '';
      const needed = [...new Set(needs.flatMap((need) => ids.get(need) ?? []))];
      return [relation(SUBJECT, 'CONTAINS', id), ...needed.map((one) => relation(id, 'DEPENDS_ON', one))];
    }),
  ];
}
