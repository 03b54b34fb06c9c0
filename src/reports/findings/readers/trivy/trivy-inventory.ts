import { type JsonObject, objectOf, objectsOf, optional, textOf, textsOf } from '../../../json/json-value.ts';
import type { Inventory, InventoryPackage } from '../../inventory.ts';
import { nameOf, namesOf, pathOf } from '../finding-text.ts';

/** `Packages` of all results (pkg/fanal/types/package.go), which are there with `--list-all-pkgs`; undefined where no result has any. */
export function trivyInventory(data: JsonObject): Inventory | undefined {
  const packages = new Map<string, InventoryPackage>();
  for (const result of objectsOf(data.Results)) {
    const where = nameOf(result.Target);
    const own = objectsOf(result.Packages);
    // Names of packages in `DependsOn` are those of their own result.
    const keys = new Map(own.map((one) => [textOf(one.ID), keyOf(one, where)]));
    for (const one of own) {
      const made = packageOf(one, where, keys);
      if (made !== undefined) packages.set(made.key, made);
    }
  }
  if (packages.size === 0) return undefined;
  const made = Date.parse(textOf(data.CreatedAt) ?? '');
  const image = data.ArtifactType === 'container_image';
  const digest = textsOf(objectOf(data.Metadata)?.RepoDigests)[0]?.split('@')[1];
  return {
    subject: {
      name: nameOf(data.ArtifactName) ?? 'unknown',
      kind: image ? 'image' : 'files',
      ...optional('digest', digest),
    },
    packages: [...packages.values()],
    ...(!Number.isNaN(made) && { made }),
  };
}

function packageOf(
  one: JsonObject,
  where: string | undefined,
  keys: ReadonlyMap<string | undefined, string>,
): InventoryPackage | undefined {
  const name = nameOf(one.Name);
  if (name === undefined) return undefined;
  return {
    key: keyOf(one, where),
    name,
    ...optional('version', versionOf(one)),
    ...optional('purl', nameOf(objectOf(one.Identifier)?.PURL)),
    licenses: namesOf(one.Licenses),
    ...optional('where', pathOf(one.FilePath) ?? where),
    needs: textsOf(one.DependsOn).flatMap((id) => keys.get(id) ?? []),
  };
}

/** What tells packages apart: what and where they are. Trivy's `UID` may be another one in its next version. */
function keyOf(one: JsonObject, where: string | undefined): string {
  const what = nameOf(objectOf(one.Identifier)?.PURL) ?? `${nameOf(one.Name)}@${versionOf(one) ?? ''}`;
  return JSON.stringify([where ?? '', pathOf(one.FilePath) ?? '', what]);
}

/** Distributions have an epoch and a release beside the version (pkg/fanal/utils, `FormatVersion`): `1:2.3-4`. */
function versionOf({ Version, Release, Epoch }: JsonObject): string | undefined {
  const version = nameOf(Version);
  if (version === undefined) return undefined;
  const release = nameOf(Release);
  const epoch = typeof Epoch === 'number' && Epoch > 0 ? `${Epoch}:` : '';
  return `${epoch}${version}${release === undefined ? '' : `-${release}`}`;
}
