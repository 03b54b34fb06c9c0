import { z } from 'zod';
import type { ReleaseManifest } from './release-manifest.ts';

/** A name that no file system reads as anything else than a file in this folder. */
export const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}$/;

const line = z.string().regex(/^[^\r\n]*$/);
const filled = line.min(1);
const fileName = z.string().regex(FILE_NAME);
const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
const objectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const repository = z.string().regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/);
/** Below the root of a repository: never out of it. */
const innerPath = z
  .string()
  .regex(/^[A-Za-z0-9._@+-]+(?:\/[A-Za-z0-9._@+-]+)*$/)
  .refine((path) => !path.split('/').some((part) => part === '..' || part === '.git'));

const file = z.strictObject({
  name: fileName,
  kind: z.enum([
    'wheel',
    'sdist',
    'npm',
    'binary',
    'source',
    'image',
    'formula',
    'scoop',
    'nupkg',
    'requirements',
    'sbom',
    'checksums',
    'provenance',
    'signature',
  ]),
  size: z.int().nonnegative(),
  sha256: hex(64),
  sha512: hex(128),
  platform: z
    .strictObject({ os: z.enum(['linux', 'macos', 'windows']), arch: z.enum(['x64', 'arm64']) })
    .exactOptional(),
});

/** Name of a variable. */
const secret = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
  .exactOptional();
const access = { secret };

const tap = {
  ...access,
  repository,
  branch: filled,
  path: innerPath,
  file: fileName,
  message: filled,
  url: filled.exactOptional(),
  by: z.enum(['commit', 'dispatch']),
  workflow: fileName.exactOptional(),
  event: filled.max(100).exactOptional(),
};

const channel = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('github'),
    ...access,
    repository,
    title: filled,
    assets: z.array(fileName),
    latest: z.boolean(),
  }),
  z.strictObject({ name: z.literal('pypi'), ...access, project: filled, files: z.array(fileName).min(1) }),
  z.strictObject({ name: z.literal('npm'), ...access, package: filled, file: fileName, distTag: filled }),
  z.strictObject({
    name: z.literal('container'),
    ...access,
    image: filled,
    file: fileName,
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    tags: z.array(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/)).min(1),
    attached: z.array(fileName),
  }),
  z.strictObject({ name: z.literal('homebrew'), ...tap }),
  z.strictObject({ name: z.literal('scoop'), ...tap }),
  z.strictObject({
    name: z.literal('chocolatey'),
    ...access,
    id: filled,
    file: fileName,
    feed: z.url({ protocol: /^https?$/ }).exactOptional(),
    push: z.url({ protocol: /^https?$/ }).exactOptional(),
  }),
]);

const subject = z.strictObject({
  description: line,
  repository: z.url({ protocol: /^https$/ }),
  homepage: z.url({ protocol: /^https?$/ }),
  license: line,
  authors: z.array(line),
});

/** `release.json`: strict, as who signed and who reads must see the same. */
export const manifestSchema: z.ZodType<ReleaseManifest> = z.strictObject({
  manifest: z.literal(1),
  project: filled,
  version: z.string().regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/),
  pep440: filled.exactOptional(),
  prerelease: z.boolean(),
  tag: filled,
  commit: objectId,
  tree: objectId,
  committedAt: z.iso.datetime(),
  previous: filled.exactOptional(),
  notes: z.string(),
  about: subject,
  files: z.array(file),
  channels: z.array(channel),
});
