import type { TokenAnswer } from '../signing/identity-token.ts';

/** Who publishes, where the CI system says so: registries give short-lived tokens for that, and signatures need no key. */
export interface PublisherIdentity {
  /** A token that says to one audience which job this is. Each call asks anew: registries take a token once. */
  token(audience: string): Promise<TokenAnswer>;
  /** Is it a job of GitHub Actions? npm takes provenance of those, and not of CircleCI (docs.npmjs.com, "Generating provenance statements"). */
  readonly isGithub?: boolean;
  /**
   * Signs in-toto statements in the name of this job, each as a Sigstore bundle in JSON; undefined where nobody can. Throws a `KeylessError`.
   */
  readonly sign?: (statements: readonly Uint8Array[]) => Promise<readonly string[]>;
}

/** Where nobody says who this is. */
export const NOBODY: PublisherIdentity = {
  token: async () => ({
    kind: 'none',
    why: 'no CI system says who this is',
    fix: 'Name a secret with a token in the definition, or publish in a job of a CI system that the registry trusts.',
  }),
};
