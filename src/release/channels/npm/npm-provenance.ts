import type { ChannelSurroundings } from '../channel.ts';
import type { PublisherIdentity } from '../publisher-identity.ts';
import { PROVENANCE_TYPE, releaseProvenance } from '../release-provenance.ts';

/**
 * The provenance that npm shows (docs.npmjs.com, "Generating provenance statements"): the release's own, said of the package by its purl and SHA-512 as
 * the registry wants it (npm/cli, workspaces/libnpmpublish/lib/provenance.js), signed in the name of this job. A Sigstore bundle in JSON; undefined where nobody
 * can sign that npm would believe, or the release has no provenance.
 */
export async function npmProvenance(options: {
  readonly surroundings: Pick<ChannelSurroundings, 'manifest' | 'files'>;
  readonly identity: PublisherIdentity;
  readonly subject: { readonly package: string; readonly version: string; readonly sha512: string };
}): Promise<string | undefined> {
  const { surroundings, identity, subject } = options;
  if (identity.sign === undefined || identity.isGithub !== true) return undefined;
  const predicate = await releaseProvenance(surroundings);
  if (predicate === undefined) return undefined;
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: purlOf(subject.package, subject.version), digest: { sha512: subject.sha512 } }],
    predicateType: PROVENANCE_TYPE,
    predicate,
  };
  const [bundle] = await identity.sign([Buffer.from(JSON.stringify(statement))]);
  return bundle;
}

/** `pkg:npm/%40acme/weather@1.2.0` (package-url/purl-spec, PURL-TYPES, npm). */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${encodeURIComponent(version)}`;
}
