import { createRequire } from 'node:module';
import {
  type LoopbackAnswer,
  type LoopbackRequest,
  LoopbackServer,
} from '../../src/platform/loopback-server.ts';

type Sodium = typeof import('libsodium-wrappers');
const sodium = createRequire(import.meta.url)('libsodium-wrappers') as Sodium;

interface Kept {
  readonly name: string;
  value: string;
  readonly created: number;
  updated: number;
}

/**
 * Where both systems keep secrets, as their APIs have it: GitHub's secrets of repository and environments (docs.github.com), CircleCI's contexts and variables of a
 * project (circleci.com/docs/api/v2). What GitHub is given is opened with libsodium. Values never come back.
 */
export class VaultServer {
  /** By place: `repository`, `environment pypi`, `context coverage`, `project`. */
  readonly places = new Map<string, Kept[]>();
  readonly asked: string[] = [];
  /** `Authorization` of every request. */
  readonly credentials = new Set<string>();
  /** The end of a token, as the header has it. */
  readonly expirations = new Map<string, string>();
  instead: (request: LoopbackRequest) => LoopbackAnswer | undefined = () => undefined;
  /** One time for all that is stored: what was stored 40 days apart is not 1 ms less. */
  readonly #began = Date.now();
  #server!: LoopbackServer;
  #keys!: { publicKey: Uint8Array; privateKey: Uint8Array };

  static async start(): Promise<VaultServer> {
    await sodium.ready;
    const vault = new VaultServer();
    vault.#keys = sodium.crypto_box_keypair();
    vault.#server = await LoopbackServer.start((request) => {
      vault.asked.push(`${request.method} ${request.path}`);
      vault.credentials.add(request.headers.authorization ?? '');
      return vault.instead(request) ?? vault.#answer(request);
    });
    return vault;
  }

  get url(): string {
    return this.#server.url;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  forget(): void {
    for (const store of [this.places, this.expirations, this.credentials]) store.clear();
    this.asked.length = 0;
    this.instead = () => undefined;
  }

  /** `days` ago. */
  store(place: string, name: string, days: number): void {
    const time = this.#began - days * 86_400_000;
    this.#put(place, name, 'as it was', time);
  }

  valueOf(place: string, name: string): string | undefined {
    return this.places.get(place)?.find((one) => one.name === name)?.value;
  }

  #put(place: string, name: string, value: string, time: number): void {
    const all = this.places.get(place) ?? [];
    this.places.set(place, all);
    const found = all.find((one) => one.name === name);
    if (found === undefined) all.push({ name, value, created: time, updated: time });
    else Object.assign(found, { value, updated: time });
  }

  #answer({ method, path, query, body, headers }: LoopbackRequest): LoopbackAnswer {
    const data =
      body.byteLength > 0 ? (JSON.parse(Buffer.from(body).toString()) as Record<string, string>) : {};
    if (path === '/rate_limit') return this.#limits(headers.authorization ?? '');
    const [, environment, rest = ''] =
      /^\/repos\/octo-org\/octo-repo\/(?:actions|environments\/([^/]+))\/secrets(.*)$/.exec(path) ?? [];
    if (path.startsWith('/repos/octo-org/octo-repo/') && path.includes('/secrets'))
      return this.#github(method, {
        place: environment === undefined ? 'repository' : `environment ${environment}`,
        rest,
        data,
      });
    if (path.endsWith('/organization-secrets')) return said(200, { total_count: 0, secrets: [] });
    if (path === '/api/v2/context') return this.#contexts(query);
    const [, context, name] =
      /^\/api\/v2\/context\/id-([^/]+)\/environment-variable(?:\/(.+))?$/.exec(path) ?? [];
    if (context !== undefined) return this.#context(method, { context, name, value: data.value ?? '' });
    if (path === '/api/v2/project/gh/octo-org/octo-repo/envvar') {
      const items = (this.places.get('project') ?? []).map((one) => ({
        name: one.name,
        value: 'xxxx',
        created_at: iso(one.created),
      }));
      return said(200, { items, next_page_token: null });
    }
    return said(404, { message: 'Not Found' });
  }

  #limits(authorization: string): LoopbackAnswer {
    const token = authorization.replace(/^\w+ /, '');
    const end = this.expirations.get(token);
    const more: Record<string, string> =
      end === undefined ? {} : { 'github-authentication-token-expiration': end };
    return said(200, {}, more);
  }

  #github(
    method: string,
    {
      place,
      rest,
      data,
    }: { readonly place: string; readonly rest: string; readonly data: Record<string, string> },
  ): LoopbackAnswer {
    if (rest === '/public-key')
      return said(200, { key_id: 'k1', key: Buffer.from(this.#keys.publicKey).toString('base64') });
    const known = this.places.get(place);
    if (method === 'PUT') {
      if (data.key_id !== 'k1') return said(422, { message: 'no such key' });
      const sealed = Buffer.from(data.encrypted_value ?? '', 'base64');
      const opened = sodium.crypto_box_seal_open(sealed, this.#keys.publicKey, this.#keys.privateKey);
      this.#put(place, rest.slice(1), Buffer.from(opened).toString(), Date.now());
      return { status: 204 };
    }
    if (known === undefined && place !== 'repository') return said(404, { message: 'Not Found' });
    const secrets = (known ?? []).map(({ name, created, updated }) => ({
      name,
      created_at: iso(created),
      updated_at: iso(updated),
    }));
    return said(200, { total_count: secrets.length, secrets });
  }

  /** Two pages: the wanted one is on the second. */
  #contexts(query: URLSearchParams): LoopbackAnswer {
    if (query.get('owner-slug') !== 'gh/octo-org') return said(404, { message: 'not found' });
    if (query.get('page-token') !== 'more')
      return said(200, { items: [{ id: 'id-other', name: 'other' }], next_page_token: 'more' });
    const names = [...this.places.keys()].filter((place) => place.startsWith('context '));
    const items = names.map((place) => ({ id: `id-${place.slice(8)}`, name: place.slice(8) }));
    return said(200, { items, next_page_token: null });
  }

  #context(
    method: string,
    {
      context,
      name,
      value,
    }: { readonly context: string; readonly name: string | undefined; readonly value: string },
  ): LoopbackAnswer {
    const place = `context ${context}`;
    if (method === 'PUT' && name !== undefined) {
      this.#put(place, name, value, Date.now());
      return said(200, { variable: name });
    }
    const items = (this.places.get(place) ?? []).map((one) => {
      return {
        variable: one.name,
        truncated_value: 'abcd',
        created_at: iso(one.created),
        updated_at: iso(one.updated),
      };
    });
    return said(200, { items, next_page_token: null });
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function said(status: number, body: unknown, headers: Record<string, string> = {}): LoopbackAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
