import { z } from 'zod';
import { ChannelRefusal } from '../channel.ts';
import {
  type ChannelAnswer,
  type ChannelRequest,
  type ChannelServer,
  excerpt,
  jsonOf,
  refusalOf,
} from '../channel-server.ts';

/** As much as is asked of a package's document (npm/registry, docs/responses/package-metadata.md). */
const packumentSchema = z.looseObject({
  _rev: z.string().optional(),
  'dist-tags': z.record(z.string(), z.string()).default({}),
  versions: z
    .record(
      z.string(),
      z.looseObject({
        dist: z.looseObject({ integrity: z.string().optional(), tarball: z.string() }),
        deprecated: z.union([z.string(), z.boolean()]).optional(),
      }),
    )
    .default({}),
});

/** Bytes: some packages have thousands of versions. */
const MOST_OF_DOCUMENT = 256 << 20;

export type Packument = z.infer<typeof packumentSchema>;

/** What is written takes one; undefined where nothing is to be told. */
export type Authorization = () => Promise<string | undefined>;

/** What a registry of npm packages is asked, by its own protocol. `base` has no slash at its end. */
export class NpmRegistry {
  readonly #server: ChannelServer;
  readonly #base: string;
  readonly #package: string;
  readonly #authorization: Authorization;
  readonly #reading: string | undefined;

  constructor(options: {
    readonly server: ChannelServer;
    readonly base: string;
    readonly package: string;
    readonly authorization: Authorization;
    /** For what is private. */
    readonly reading: string | undefined;
  }) {
    this.#server = options.server;
    this.#base = options.base;
    this.#package = options.package;
    this.#authorization = options.authorization;
    this.#reading = options.reading;
  }

  get host(): string {
    return new URL(this.#base).host;
  }

  /** Undefined when there is no such package, or none that can be seen. `whole`: with what `write` needs. */
  async packument(signal: AbortSignal, whole = false): Promise<Packument | undefined> {
    const accept = whole ? 'application/json' : 'application/vnd.npm.install-v1+json, application/json;q=0.8';
    const url = this.#url(`${escaped(this.#package)}${whole ? '?write=true' : ''}`);
    // A document that a cache kept says nothing of what was published a moment ago.
    const headers = { accept, 'cache-control': 'no-cache' };
    const answer = await this.#asAnybody({ method: 'GET', url, headers, most: MOST_OF_DOCUMENT }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusalOf(answer, `asking for ${this.#package}`);
    const parsed = packumentSchema.safeParse(jsonOf(answer));
    if (!parsed.success)
      throw new ChannelRefusal(
        'later',
        `${this.host} says of ${this.#package} what no registry of npm would`,
      );
    return parsed.data;
  }

  /** PUT of a document with the tarball in it (npm/npm-registry-client, lib/publish.js; npm/cli, workspaces/libnpmpublish). */
  async publish(document: object, signal: AbortSignal): Promise<string> {
    const answer = await this.#put(escaped(this.#package), document, signal);
    if (answer.status === 200 || answer.status === 201) return `${answer.status}: taken`;
    throw publishRefusal(answer, this.#package);
  }

  async moveTag(tag: string, version: string, signal: AbortSignal): Promise<string> {
    const answer = await this.#put(this.#tag(tag), version, signal);
    if (answer.status >= 300)
      throw refusalOf(answer, `pointing ${tag} at ${version}`, TAG_REMEDY(this.#package, tag, version));
    return `${tag} is ${version}`;
  }

  async removeTag(tag: string, signal: AbortSignal): Promise<string> {
    const authorization = await this.#authorization();
    const answer = await this.#server.ask(
      { method: 'DELETE', url: this.#url(this.#tag(tag)), authorization },
      signal,
    );
    if (answer.status >= 300 && answer.status !== 404) throw refusalOf(answer, `removing the tag ${tag}`);
    return `${tag} is gone`;
  }

  /** The document with another version of itself; 409 when somebody else was faster (docs.npmjs.com, "npm deprecate"). */
  async deprecate(version: string, message: string, signal: AbortSignal): Promise<string> {
    const document = await this.packument(signal, true);
    const found = document?.versions[version];
    if (document === undefined || found === undefined) return `${version} is not there`;
    found.deprecated = message;
    const answer = await this.#put(escaped(this.#package), document, signal);
    if (answer.status >= 300) throw refusalOf(answer, `deprecating ${version}`);
    return `${version} is deprecated`;
  }

  /** The tarball, as whoever installs gets it: without a token, unless the registry asks for one. */
  async tarball(url: URL, size: number, signal: AbortSignal): Promise<ChannelAnswer> {
    return this.#asAnybody({ method: 'GET', url, most: size + 1 }, signal);
  }

  /** Without a token, and with it where only that shows anything. */
  async #asAnybody(request: ChannelRequest, signal: AbortSignal): Promise<ChannelAnswer> {
    const open = await this.#server.ask(request, signal);
    const isHidden = open.status === 401 || open.status === 403 || open.status === 404;
    const isOurs = request.url.origin === new URL(this.#base).origin;
    if (!isHidden || !isOurs || this.#reading === undefined) return open;
    return this.#server.ask({ ...request, authorization: this.#reading }, signal);
  }

  async #put(path: string, content: unknown, signal: AbortSignal): Promise<ChannelAnswer> {
    const authorization = await this.#authorization();
    return this.#server.ask(
      {
        method: 'PUT',
        url: this.#url(path),
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: Buffer.from(JSON.stringify(content)),
        ...(authorization !== undefined && { authorization }),
      },
      signal,
    );
  }

  #tag(tag: string): string {
    return `-/package/${escaped(this.#package)}/dist-tags/${encodeURIComponent(tag)}`;
  }

  #url(path: string): URL {
    return new URL(`${this.#base}/${path}`);
  }
}

/** `@acme/weather` is one segment: `@acme%2fweather`. */
export function escaped(name: string): string {
  return name.replace('/', '%2f');
}

const TAG_REMEDY = (name: string, tag: string, version: string): string =>
  `npm dist-tag add ${name}@${version} ${tag}`;

/** What registries say to a version that they do not take (npm/cli, E402, E403, EPUBLISHCONFLICT, EOTP). */
function publishRefusal(answer: ChannelAnswer, name: string): ChannelRefusal {
  const { status } = answer;
  const said = excerpt(answer);
  if (status === 409 || (status === 403 && /previously published|cannot publish over/i.test(said)))
    return new ChannelRefusal(
      'later',
      `the registry has a version of this number: ${said}`,
      'Look again in some minutes. A version that was unpublished can never be published again: then release another number.',
    );
  if (status === 402)
    return new ChannelRefusal(
      'person',
      `${name} would be private, which the account does not pay for: ${said}`,
      'Write "publishConfig": {"access": "public"} in package.json, and build the release anew.',
    );
  if (status === 401 && /otp|one-time/i.test(`${answer.header('www-authenticate') ?? ''} ${said}`))
    return new ChannelRefusal(
      'person',
      'the registry wants a one-time password',
      'Use a granular token that may publish without one, or trusted publishing.',
    );
  if (status === 422)
    return new ChannelRefusal(
      'person',
      `the registry does not take the package: ${said}`,
      'With provenance, repository.url of package.json must be the repository that publishes.',
    );
  return refusalOf(answer, `publishing ${name}`);
}
