import type { CircleciClient } from '../../providers/circleci/api/circleci-client.ts';
import {
  type CircleSecretPlace,
  listCircleSecrets,
  writeCircleSecret,
} from '../../providers/circleci/api/circleci-secrets.ts';
import type { GithubClient } from '../../providers/github/api/github-client.ts';
import {
  type GithubSecretPlace,
  listGithubSecrets,
  writeGithubSecret,
} from '../../providers/github/api/github-secrets.ts';
import { isSourceRefusal } from '../../providers/run-source.ts';
import type { SecretPlace, StoredSecret } from '../../secrets/secret-place.ts';
import type { SecretListing, SecretStore, UnseenPlace } from '../../secrets/secret-store.ts';

/** Where GitHub keeps secrets. What is kept for the whole repository is always looked at: nobody may refer to it. */
export class GithubSecretStore implements SecretStore {
  readonly system = 'github';
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  list(places: readonly SecretPlace[]): Promise<SecretListing> {
    const environments = places.filter(({ kind }) => kind === 'environment');
    const all: readonly SecretPlace[] = [
      { system: 'github', kind: 'repository' },
      { system: 'github', kind: 'organization' },
      ...environments,
    ];
    return lookInto(all, (place) => listGithubSecrets(this.#client, place as GithubSecretPlace));
  }

  write(name: string, place: SecretPlace, value: string): Promise<void> {
    return writeGithubSecret(this.#client, { name, place: place as GithubSecretPlace, value });
  }
}

/** Where CircleCI keeps secrets: the contexts that the definition names, and the project. */
export class CircleciSecretStore implements SecretStore {
  readonly system = 'circleci';
  readonly #client: CircleciClient;

  constructor(client: CircleciClient) {
    this.#client = client;
  }

  list(places: readonly SecretPlace[]): Promise<SecretListing> {
    const contexts = places.filter(({ kind }) => kind === 'context');
    const all: readonly SecretPlace[] = [{ system: 'circleci', kind: 'project' }, ...contexts];
    return lookInto(all, (place) => listCircleSecrets(this.#client, place as CircleSecretPlace));
  }

  write(name: string, place: SecretPlace, value: string): Promise<void> {
    return writeCircleSecret(this.#client, { name, place: place as CircleSecretPlace, value });
  }
}

type Listed = readonly Omit<StoredSecret, 'place'>[];

/** One after the other; what one place refuses takes nothing from the others. */
async function lookInto(
  places: readonly SecretPlace[],
  list: (place: SecretPlace) => Promise<Listed>,
): Promise<SecretListing> {
  const stored: StoredSecret[] = [];
  const unseen: UnseenPlace[] = [];
  for (const place of places)
    try {
      for (const secret of await list(place)) stored.push({ ...secret, place });
    } catch (error) {
      if (!isSourceRefusal(error)) throw error;
      // An environment that is not there has no secrets; a repository of no organisation has none of it.
      const isAbsent = error.kind === 'missing' && (place.kind === 'environment' || place.kind === 'context');
      const hasNone = place.kind === 'organization' && (error.kind === 'missing' || error.kind === 'invalid');
      if (!isAbsent && !hasNone) unseen.push({ place, reason: error.message, fix: error.fix });
    }
  return { stored, unseen };
}
