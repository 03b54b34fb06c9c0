import type { CircleciClient } from './circleci-client.ts';
import { CircleciRefusal, type CirclePurpose } from './circleci-refusal.ts';

/** Where in CircleCI: a context of the organisation, or the project. */
export type CircleSecretPlace =
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'project' };

/** Times are milliseconds since 1970. */
export interface CircleSecret {
  readonly name: string;
  readonly created: number | undefined;
  /** Undefined for variables of the project, of which only the creation is told. */
  readonly updated: number | undefined;
}

const CONTEXTS: CirclePurpose = {
  what: 'tell what is in the contexts',
  right:
    'see the contexts of the organisation (an administrator of it, or a member that they are not restricted for)',
};
const PROJECT: CirclePurpose = { what: 'tell the variables of the project', right: 'administer the project' };
const WRITING: CirclePurpose = {
  what: 'take the secret',
  right: 'change contexts, or the settings of the project',
};

/**
 * Names and times of what is kept, by version 2 of the API, which alone has them (circleci.com/docs/api/v2, "Context", "Project"). The ends of values, which it tells
 * too, are dropped here.
 */
export async function listCircleSecrets(
  client: CircleciClient,
  place: CircleSecretPlace,
): Promise<readonly CircleSecret[]> {
  if (place.kind === 'project') {
    const path = `/api/v2/project/${pathOf(client.project)}/envvar`;
    return (await client.listV2(path, PROJECT)).flatMap((one) => secretOf(one, 'name'));
  }
  const id = await contextId(client, place.name);
  const path = `/api/v2/context/${encodeURIComponent(id)}/environment-variable`;
  return (await client.listV2(path, CONTEXTS)).flatMap((one) => secretOf(one, 'variable'));
}

/** Writes over what is there. */
export async function writeCircleSecret(
  client: CircleciClient,
  {
    name,
    place,
    value,
  }: { readonly name: string; readonly place: CircleSecretPlace; readonly value: string },
): Promise<void> {
  if (place.kind === 'project') {
    const path = `/api/v2/project/${pathOf(client.project)}/envvar`;
    await client.ask('POST', path, WRITING, { body: { name, value } });
    return;
  }
  const id = await contextId(client, place.name);
  const path = `/api/v2/context/${encodeURIComponent(id)}/environment-variable/${encodeURIComponent(name)}`;
  await client.ask('PUT', path, WRITING, { body: { value } });
}

/** Contexts are asked for by their owner, which a slug begins with: `gh/octo-org/…`. */
async function contextId(client: CircleciClient, wanted: string): Promise<string> {
  const owner = client.project.split('/').slice(0, 2).join('/');
  const all = await client.listV2(`/api/v2/context?owner-slug=${encodeURIComponent(owner)}`, CONTEXTS);
  for (const one of all) {
    const { id, name } = (one ?? {}) as { id?: unknown; name?: unknown };
    if (name === wanted && typeof id === 'string') return id;
  }
  throw new CircleciRefusal('missing', `CircleCI has no context ${wanted} for ${owner}`, {
    fix: `Make it in the settings of the organisation, or say in the definition which context holds the secret.`,
  });
}

function secretOf(one: unknown, key: 'name' | 'variable'): readonly CircleSecret[] {
  const { [key]: name, created_at: created, updated_at: updated } = (one ?? {}) as Record<string, unknown>;
  return typeof name === 'string' ? [{ name, created: timeOf(created), updated: timeOf(updated) }] : [];
}

function timeOf(text: unknown): number | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function pathOf(slug: string): string {
  return slug.split('/').map(encodeURIComponent).join('/');
}
