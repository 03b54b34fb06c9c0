import { STATEMENT_TYPE, type StatementDocument } from '../../run/receipt-statement.ts';
import type { ReleaseFile } from '../manifest/release-manifest.ts';
import type { BuildPlace } from './build-place.ts';

const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';

export interface ProvenanceFacts {
  readonly place: BuildPlace;
  /** What was built. */
  readonly files: readonly ReleaseFile[];
  /** The image in one of the files, by its own digest (`sha256:…`): what a registry knows it by. */
  readonly image: { readonly name: string; readonly digest: string } | undefined;
  /** `https://github.com/acme/weather`, where the CI system says none. */
  readonly repository: string;
  readonly tag: string;
  readonly commit: string;
  /** Of lockstep. */
  readonly lockstep: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** An in-toto Statement v1 with SLSA provenance v1 (slsa.dev/spec/v1.0/provenance), of all files together. */
export function provenanceStatement(facts: ProvenanceFacts): StatementDocument {
  const { place, files, image, tag, commit, lockstep, startedAt, finishedAt } = facts;
  const repository = (place.repository ?? facts.repository).replace(/\.git$/, '');
  return {
    _type: STATEMENT_TYPE,
    subject: [
      ...files.map(({ name, sha256, sha512 }) => ({ name, digest: { sha256, sha512 } })),
      ...(image === undefined
        ? []
        : [{ name: image.name, digest: { sha256: image.digest.replace(/^sha256:/, '') } }]),
    ],
    predicateType: PROVENANCE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: place.buildType,
        externalParameters: place.externalParameters,
        internalParameters: place.internalParameters,
        resolvedDependencies: [{ uri: `git+${repository}@refs/tags/${tag}`, digest: { gitCommit: commit } }],
      },
      runDetails: {
        builder: { id: place.builder, version: { lockstep } },
        metadata: {
          ...(place.invocation !== undefined && { invocationId: place.invocation }),
          startedOn: seconds(startedAt),
          finishedOn: seconds(finishedAt),
        },
      },
    },
  };
}

/** RFC 3339 in UTC, as the predicate's Timestamp is. */
function seconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
