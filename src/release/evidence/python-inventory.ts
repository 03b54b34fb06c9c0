import type { InventoryPackage } from '../../reports/findings/inventory.ts';
import type { FrozenRequirement } from './requirements.ts';

/** What a Python package needs at run time, as the packages of a bill of materials. Who needs whom a frozen list does not say. */
export function pythonPackages(
  requirements: readonly FrozenRequirement[],
  where: string,
): readonly InventoryPackage[] {
  return requirements.map(({ name, normalName, version, hashes, marker }) => ({
    // One name may have a line for each of several markers.
    key: `pypi:${normalName}@${version}${marker === undefined ? '' : `;${marker}`}`,
    name,
    version,
    // purl-spec, PURL-TYPES, "pypi".
    purl: `pkg:pypi/${normalName}@${encodeURIComponent(version)}`,
    licenses: [],
    where,
    distribution: { url: `https://pypi.org/project/${normalName}/${version}/`, hashes },
    needs: [],
  }));
}
