import { z } from 'zod';
import type { ChannelSurroundings } from './channel.ts';

/** The predicate of SLSA (slsa.dev/spec/v1.1/provenance). */
export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';

const envelope = z.looseObject({ payload: z.string() });
const signed = z.union([
  envelope,
  z.looseObject({ dsseEnvelope: envelope }).transform((bundle) => bundle.dsseEnvelope),
]);
const statement = z.looseObject({ predicateType: z.string(), predicate: z.record(z.string(), z.unknown()) });

/** How the files of a release were made: the predicate of its own provenance, which was signed when it was built; undefined where it has none. */
export async function releaseProvenance({
  manifest,
  files,
}: Pick<ChannelSurroundings, 'manifest' | 'files'>): Promise<object | undefined> {
  for (const { name, kind } of manifest.files) {
    if (kind !== 'provenance') continue;
    const [line = ''] = Buffer.from(await files.bytes(name))
      .toString('utf8')
      .split('\n');
    const parsed = readStatement(line);
    if (parsed?.predicateType === PROVENANCE_TYPE) return parsed.predicate;
  }
  return undefined;
}

function readStatement(line: string): z.infer<typeof statement> | undefined {
  try {
    const { payload } = signed.parse(JSON.parse(line));
    return statement.parse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')));
  } catch {
    return undefined;
  }
}
