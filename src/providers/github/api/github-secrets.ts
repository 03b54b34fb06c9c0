import { sealBox } from '../../../platform/sealed-box.ts';
import type { GithubClient, Parameters } from './github-client.ts';
import type { Purpose } from './github-refusal.ts';
import { GithubRefusal } from './github-refusal.ts';
import { asObject } from './sarif/sarif-log.ts';

/** Where in GitHub: the repository, one of its environments, or what the organisation gives it. */
export type GithubSecretPlace =
  | { readonly kind: 'repository' }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'organization' };

/** Times are milliseconds since 1970. */
export interface GithubSecret {
  readonly name: string;
  readonly created: number | undefined;
  readonly updated: number | undefined;
}

/** A workflow's own token cannot do it, whatever its permissions (docs.github.com, "Permissions required for fine-grained personal access tokens"). */
function reading({ kind }: GithubSecretPlace): Purpose {
  return {
    what: 'tell the names of the secrets',
    permission: kind === 'environment' ? 'environments: read' : 'secrets: read',
    scope: 'repo',
  };
}

function writing({ kind }: GithubSecretPlace): Purpose {
  return {
    what: 'take the secret',
    permission: kind === 'environment' ? 'environments: write' : 'secrets: write',
    scope: 'repo',
  };
}

/** docs.github.com, "REST API endpoints for GitHub Actions secrets". Never a value. */
export async function listGithubSecrets(
  client: GithubClient,
  place: GithubSecretPlace,
): Promise<readonly GithubSecret[]> {
  const { route, parameters } = routeTo(place);
  const found = await client.list(`GET ${route}`, reading(place), parameters);
  return found
    .map(asObject)
    .flatMap(({ name, created_at: created, updated_at: updated }) =>
      typeof name === 'string' ? [{ name, created: timeOf(created), updated: timeOf(updated) }] : [],
    );
}

/** Sealed with the key of the place before it leaves this process. */
export async function writeGithubSecret(
  client: GithubClient,
  {
    name,
    place,
    value,
  }: { readonly name: string; readonly place: GithubSecretPlace; readonly value: string },
): Promise<void> {
  if (place.kind === 'organization')
    throw new GithubRefusal(
      'invalid',
      'Secrets of the organisation are not written: other repositories have them too',
    );
  const { route, parameters } = routeTo(place);
  const key = asObject(await client.ask(`GET ${route}/public-key`, writing(place), parameters));
  const bytes = Buffer.from(typeof key.key === 'string' ? key.key : '', 'base64');
  if (bytes.byteLength !== 32 || typeof key.key_id !== 'string')
    throw new GithubRefusal('unreachable', 'GitHub did not take the secret: its public key is none');
  await client.ask(`PUT ${route}/{secret_name}`, writing(place), {
    ...parameters,
    secret_name: name,
    encrypted_value: Buffer.from(sealBox(new TextEncoder().encode(value), bytes)).toString('base64'),
    key_id: key.key_id,
  });
}

function routeTo(place: GithubSecretPlace): { readonly route: string; readonly parameters: Parameters } {
  switch (place.kind) {
    case 'repository':
      return { route: '/repos/{owner}/{repo}/actions/secrets', parameters: {} };
    case 'organization':
      return { route: '/repos/{owner}/{repo}/actions/organization-secrets', parameters: {} };
    case 'environment':
      return {
        route: '/repos/{owner}/{repo}/environments/{environment_name}/secrets',
        parameters: { environment_name: place.name },
      };
    default:
      return place satisfies never;
  }
}

function timeOf(text: unknown): number | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
