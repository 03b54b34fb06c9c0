import { z } from 'zod';
import { ArchiveFault, readTar } from '../../archives/tar-archive.ts';
import { ChannelRefusal } from '../channel.ts';

const packageSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  description: z.string().optional(),
  private: z.boolean().optional(),
  repository: z.union([z.string(), z.looseObject({ url: z.string().optional() })]).optional(),
  publishConfig: z
    .looseObject({ access: z.enum(['public', 'restricted']).optional(), registry: z.string().optional() })
    .optional(),
});

/** `package.json` of a packed package, with everything that is in it. */
export type PackedPackage = z.infer<typeof packageSchema>;

/** Reads `package/package.json` of a tarball of `npm pack` (docs.npmjs.com, "npm pack"; the first folder may be called otherwise). */
export async function readPackedPackage(file: string, tarball: Uint8Array): Promise<PackedPackage> {
  const fault = (why: string): ChannelRefusal =>
    new ChannelRefusal('never', `${file} ${why}`, 'Build the release anew.');
  try {
    const files = await readTar(tarball, {
      wants: (path) => /^[^/]+\/package\.json$/.test(path),
      mostOfFile: 4 << 20,
      mostOfAll: 2 ** 31,
    });
    const [text] = files.values();
    if (text === undefined) throw fault('holds no package.json');
    const parsed = packageSchema.safeParse(JSON.parse(Buffer.from(text).toString('utf8')));
    if (!parsed.success) throw fault('has a package.json that npm does not take');
    return parsed.data;
  } catch (error) {
    if (error instanceof ArchiveFault) throw fault(error.message);
    if (error instanceof SyntaxError) throw fault('has a package.json that is no JSON');
    throw error;
  }
}

/** `git+https://github.com/acme/weather.git`, `github:acme/weather` and `acme/weather` are one repository to npm (docs.npmjs.com, package.json, "repository"). */
export function repositoryOf({ repository }: PackedPackage): string | undefined {
  const url = typeof repository === 'string' ? repository : repository?.url;
  if (url === undefined) return undefined;
  return url
    .replace(/^git\+/, '')
    .replace(
      /^(?:github:|git@github\.com:|ssh:\/\/git@github\.com\/|git:\/\/github\.com\/)/,
      'https://github.com/',
    )
    .replace(/^(?=[^/:@]+\/[^/:@]+$)/, 'https://github.com/')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}
