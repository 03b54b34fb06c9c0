import { z } from 'zod';
import { ChannelRefusal } from '../channel.ts';
import { type ChannelAnswer, type ChannelServer, jsonOf, refusalOf } from '../channel-server.ts';

const granted = z.looseObject({ token: z.string().optional(), access_token: z.string().optional() });

/**
 * How a registry of images is told who asks (distribution.github.io, "Token Authentication Specification"; RFC 7617): it refuses, and says where a token for what
 * is wanted can be had. The secret is `user:token`, or a token alone where any name will do, as on ghcr.io.
 */
export class RegistryAuthorization {
  readonly #server: ChannelServer;
  readonly #basic: string | undefined;
  readonly #values = new Map<string, string>();

  constructor(server: ChannelServer, secret: string | undefined) {
    this.#server = server;
    const pair = secret === undefined || secret.includes(':') ? secret : `token:${secret}`;
    this.#basic = pair === undefined ? undefined : `Basic ${Buffer.from(pair).toString('base64')}`;
  }

  /** What was granted for `access` (`pull`, `push`) so far. */
  value(access: string): string | undefined {
    return this.#values.get(access);
  }

  /** After a 401: asks for what it demands, for `access` to a repository. False when there is nothing more to try. */
  async obtain(
    answer: ChannelAnswer,
    access: string,
    asked: { readonly repository: string; readonly signal: AbortSignal },
  ): Promise<boolean> {
    const challenge = answer.header('www-authenticate') ?? '';
    const before = this.#values.get(access);
    const value = /^basic\b/i.test(challenge)
      ? this.#basic
      : await this.#token(challenge, `repository:${asked.repository}:${access}`, asked.signal);
    if (value === undefined || value === before) return false;
    this.#values.set(access, value);
    return true;
  }

  async #token(challenge: string, scope: string, signal: AbortSignal): Promise<string | undefined> {
    const said = new Map(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const realm = said.get('realm') ?? '';
    if (!/^bearer\b/i.test(challenge) || !URL.canParse(realm)) return undefined;
    const url = new URL(realm);
    const service = said.get('service');
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', scope);
    const answer = await this.#server.ask({ method: 'GET', url, authorization: this.#basic }, signal);
    if (answer.status !== 200) throw refusalOf(answer, `asking ${url.host} for a token`);
    const { token, access_token: other } = granted.safeParse(jsonOf(answer)).data ?? {};
    if (token === undefined && other === undefined)
      throw new ChannelRefusal('later', `${url.host} gave no token`);
    return `Bearer ${token ?? other}`;
  }
}
