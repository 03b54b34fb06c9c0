import { z } from 'zod';
import type { InventoryPackage, PackageHash } from '../../reports/findings/inventory.ts';

const entry = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  link: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
});

type Entry = z.infer<typeof entry>;

const lock = z.object({ lockfileVersion: z.int().min(2).max(3), packages: z.record(z.string(), entry) });

/**
 * What is installed with a package of npm, by its `package-lock.json` (docs.npmjs.com, "package-lock.json", versions 2 and 3): everything but what
 * only development needs. Undefined when the text is no such file.
 */
export function npmPackages(text: string, where: string): readonly InventoryPackage[] | undefined {
  const packages = read(text);
  if (packages === undefined) return undefined;
  const production = new Map(
    Object.entries(packages).filter(([path, { dev, link }]) => path !== '' && dev !== true && link !== true),
  );
  return [...production].map(([path, one]) => {
    const name = one.name ?? nameOf(path);
    const hash = hashOf(one.integrity);
    return {
      key: `npm:${path}`,
      name,
      ...(one.version !== undefined && { version: one.version, purl: purlOf(name, one.version) }),
      licenses: one.license === undefined ? [] : [one.license],
      where,
      ...(hash !== undefined &&
        one.resolved !== undefined && { distribution: { url: one.resolved, hashes: [hash] } }),
      needs: needsOf(path, one, production),
    };
  });
}

function read(text: string): Readonly<Record<string, Entry>> | undefined {
  try {
    const parsed = lock.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.packages : undefined;
  } catch {
    return undefined;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** purl-spec, PURL-TYPES, "npm": the scope is the namespace, whose `@` is encoded. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${encodeURIComponent(version)}`;
}

/** As Node finds them: in the nearest `node_modules` on the way up. */
function needsOf(path: string, one: Entry, all: ReadonlyMap<string, Entry>): readonly string[] {
  const names = Object.keys({ ...one.dependencies, ...one.optionalDependencies, ...one.peerDependencies });
  return names.flatMap((name) => {
    for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
      if (all.has(place)) return [`npm:${place}`];
      if (folder === '') return [];
    }
  });
}

/** `sha512-…` (w3.org/TR/SRI); the strongest where there are several. */
function hashOf(integrity: string | undefined): PackageHash | undefined {
  for (const algorithm of ['sha512', 'sha384', 'sha256'] as const) {
    const [, value] = new RegExp(`\\b${algorithm}-([A-Za-z0-9+/=]+)`).exec(integrity ?? '') ?? [];
    if (value !== undefined) return { algorithm, value: Buffer.from(value, 'base64').toString('hex') };
  }
  return undefined;
}
