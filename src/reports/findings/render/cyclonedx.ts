import { printableLine } from '../../../diagnostics/printable.ts';
import type { Inventory, InventoryPackage, InventorySubject } from '../inventory.ts';
import { licenseOf } from './license-expression.ts';
import { stableUuid } from './stable-uuid.ts';

export interface BillOptions {
  /** Of lockstep. */
  readonly version: string;
  /** Milliseconds since 1970, where the inventory does not say when it was made. */
  readonly now: number;
}

/**
 * An inventory as CycloneDX 1.6 JSON (cyclonedx.org/docs/1.6/json, ECMA-424): what was scanned is the component of the metadata, packages are components of type library, `dependencies`
 * says who needs whom, and what was scanned depends on those that nobody else needs.
 */
export function renderCycloneDx(inventory: Inventory, { version, now }: BillOptions): string {
  const { subject, packages } = inventory;
  const refs = new Map(packages.map(({ key }, index) => [key, `package-${index + 1}`]));
  const needed = new Set(packages.flatMap(({ needs }) => needs));
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${stableUuid(JSON.stringify(inventory))}`,
    version: 1,
    metadata: {
      timestamp: new Date(inventory.made ?? now).toISOString(),
      tools: { components: [{ type: 'application', name: 'lockstep', version }] },
      component: subjectOf(subject),
    },
    components: packages.map((one) => componentOf(one, refs)),
    dependencies: [
      {
        ref: 'subject',
        dependsOn: refsOf(
          packages.filter(({ key }) => !needed.has(key)).map(({ key }) => key),
          refs,
        ),
      },
      ...packages.map(({ key, needs }) => ({ ref: refs.get(key), dependsOn: refsOf(needs, refs) })),
    ],
  };
  return `${JSON.stringify(bill, null, 1)}\n`;
}

function subjectOf({ name, kind, digest, version = digest, licenses = [], purl }: InventorySubject): unknown {
  return {
    type: kind === 'image' ? 'container' : 'application',
    'bom-ref': 'subject',
    name: printableLine(name),
    ...(version !== undefined && { version: printableLine(version) }),
    ...(licenses.length > 0 && { licenses: licensesOf(licenses) }),
    ...(purl !== undefined && { purl: printableLine(purl) }),
  };
}

const ALGORITHMS = { sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' } as const;

function componentOf(one: InventoryPackage, refs: ReadonlyMap<string, string>): unknown {
  return {
    type: 'library',
    'bom-ref': refs.get(one.key),
    name: printableLine(one.name),
    ...(one.version !== undefined && { version: printableLine(one.version) }),
    ...(one.licenses.length > 0 && { licenses: licensesOf(one.licenses) }),
    ...(one.purl !== undefined && { purl: printableLine(one.purl) }),
    ...(one.distribution !== undefined && {
      externalReferences: [
        {
          type: 'distribution',
          url: one.distribution.url,
          hashes: one.distribution.hashes.map(({ algorithm, value }) => ({
            alg: ALGORITHMS[algorithm],
            content: value,
          })),
        },
      ],
    }),
    ...(one.where !== undefined && {
      properties: [{ name: 'lockstep:where', value: printableLine(one.where) }],
    }),
  };
}

/** Either licenses or one expression (`licenseChoice`); an expression among others is one license by its name. */
function licensesOf(texts: readonly string[]): unknown {
  const licenses = texts.map(licenseOf);
  const [first] = licenses;
  if (licenses.length === 1 && first?.kind === 'expression') return [{ expression: first.text }];
  return licenses.map(({ kind, text }) => ({
    license: kind === 'id' ? { id: text } : { name: printableLine(text) },
  }));
}

function refsOf(keys: readonly string[], refs: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set(keys.flatMap((key) => refs.get(key) ?? []))];
}
