import { z } from 'zod';
import { sha1, sha512 } from '../../../platform/digest.ts';
import type { LoopbackAnswer, LoopbackRequest } from '../../../platform/loopback-server.ts';
import { answerJson, bodyOf } from './server-answers.ts';

interface StoredVersion {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly tarball: Uint8Array;
  deprecated: string | undefined;
}

interface StoredPackage {
  readonly versions: Map<string, StoredVersion>;
  readonly tags: Map<string, string>;
  revision: number;
}

const published = z.looseObject({
  name: z.string(),
  'dist-tags': z.record(z.string(), z.string()),
  versions: z.record(
    z.string(),
    z.looseObject({ name: z.string(), version: z.string(), dist: z.looseObject({ integrity: z.string() }) }),
  ),
  _attachments: z.record(
    z.string(),
    z.looseObject({ content_type: z.string(), data: z.string(), length: z.number() }),
  ),
});
const changed = z.looseObject({
  _rev: z.string(),
  versions: z.record(z.string(), z.looseObject({ deprecated: z.string().optional() })),
});

/**
 * A registry of npm packages in memory: documents, publishing, dist-tags, deprecation, and tokens for the identities of jobs (npm/registry,
 * docs/REGISTRY-API.md). Versions are taken once. A package's first version becomes `latest`, as on npmjs.com.
 */
export class NpmServer {
  readonly packages = new Map<string, StoredPackage>();
  /** What may be written with. */
  readonly tokens = new Set<string>();
  /** Attestations that came with versions, by `name@version`. */
  readonly attestations = new Map<string, string>();
  /** Identity tokens that were given a token already. */
  readonly #spent = new Set<string>();
  /** Is asked for each identity token; undefined: there is no trusted publisher. */
  trusts: ((identity: string) => boolean) | undefined;

  handle(request: LoopbackRequest, base: string): LoopbackAnswer {
    const { method } = request;
    const path = decodeURIComponent(request.path.slice(1).replace(/%2f/gi, '/'));
    const exchange = /^-\/npm\/v1\/oidc\/token\/exchange\/package\/(.+)$/.exec(path);
    if (exchange !== null) return this.#exchange(request);
    const tag = /^-\/package\/(.+)\/dist-tags\/([^/]+)$/.exec(path);
    const tarball = /^((?:@[^/]+\/)?[^/]+)\/-\/(.+\.tgz)$/.exec(path);
    if (method === 'GET' && tarball !== null) return this.#tarball(tarball[1] ?? '', tarball[2] ?? '');
    if (method === 'GET') return this.#document(path, base);
    const refusal = this.#refuse(request);
    if (refusal !== undefined) return refusal;
    if (tag !== null) return this.#tag(request, tag[1] ?? '', tag[2] ?? '');
    return method === 'PUT' ? this.#put(request, path) : answerJson(405, { error: 'method not allowed' });
  }

  #refuse({ headers }: LoopbackRequest): LoopbackAnswer | undefined {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    return token !== undefined && this.tokens.has(token)
      ? undefined
      : answerJson(401, { error: 'Unable to authenticate, your authentication token seems to be invalid.' });
  }

  #exchange({ method, headers }: LoopbackRequest): LoopbackAnswer {
    const identity = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if (method !== 'POST' || this.trusts?.(identity) !== true || this.#spent.has(identity))
      return answerJson(404, { message: 'OIDC token exchange error - package not found' });
    this.#spent.add(identity);
    const token = `npm_${sha1(Buffer.from(identity))}`;
    this.tokens.add(token);
    return answerJson(201, { token_type: 'oidc', token });
  }

  #document(name: string, base: string): LoopbackAnswer {
    const found = this.packages.get(name);
    if (found === undefined) return answerJson(404, { error: 'Not found' });
    const versions = [...found.versions].map(([version, { manifest, tarball, deprecated }]) => {
      const dist = {
        integrity: `sha512-${Buffer.from(sha512(tarball), 'hex').toString('base64')}`,
        shasum: sha1(tarball),
        tarball: `${base}/${name}/-/${fileName(name, version)}`,
      };
      return [version, { ...manifest, dist, ...(deprecated !== undefined && { deprecated }) }];
    });
    return answerJson(200, {
      _id: name,
      _rev: `${found.revision}-0`,
      name,
      'dist-tags': Object.fromEntries(found.tags),
      versions: Object.fromEntries(versions),
    });
  }

  #tarball(name: string, file: string): LoopbackAnswer {
    for (const [version, { tarball }] of this.packages.get(name)?.versions ?? [])
      if (fileName(name, version) === file)
        return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: tarball };
    return answerJson(404, { error: 'Not found' });
  }

  #put(request: LoopbackRequest, name: string): LoopbackAnswer {
    const body = bodyOf(request);
    const revised = changed.safeParse(body);
    if (revised.success && !('_attachments' in (body as object))) return this.#revise(name, revised.data);
    const parsed = published.safeParse(body);
    if (!parsed.success || parsed.data.name !== name) return answerJson(400, { error: 'bad document' });
    const [version = '', manifest] = Object.entries(parsed.data.versions)[0] ?? [];
    const attachments = Object.entries(parsed.data._attachments);
    const tarball = attachments.find(([file]) => file.endsWith('.tgz'))?.[1];
    if (manifest === undefined || manifest.version !== version || tarball === undefined)
      return answerJson(400, { error: 'bad document' });
    const bytes = Buffer.from(tarball.data, 'base64');
    const integrity = `sha512-${Buffer.from(sha512(bytes), 'hex').toString('base64')}`;
    if (bytes.byteLength !== tarball.length || integrity !== manifest.dist.integrity)
      return answerJson(400, { error: 'the tarball is not what its integrity says' });
    const found = this.packages.get(name) ?? { versions: new Map(), tags: new Map(), revision: 0 };
    if (found.versions.has(version))
      return answerJson(403, {
        error: `You cannot publish over the previously published versions: ${version}.`,
      });
    const { dist: _, ...rest } = manifest;
    found.versions.set(version, { manifest: rest, tarball: bytes, deprecated: undefined });
    if (found.versions.size === 1) found.tags.set('latest', version);
    for (const [tag, at] of Object.entries(parsed.data['dist-tags'])) found.tags.set(tag, at);
    found.revision += 1;
    this.packages.set(name, found);
    const attestation = attachments.find(([file]) => file.endsWith('.sigstore'))?.[1];
    if (attestation !== undefined) this.attestations.set(`${name}@${version}`, attestation.data);
    return answerJson(201, { ok: 'created new package', success: true });
  }

  #revise(name: string, { _rev, versions }: z.infer<typeof changed>): LoopbackAnswer {
    const found = this.packages.get(name);
    if (found === undefined) return answerJson(404, { error: 'Not found' });
    if (_rev !== `${found.revision}-0`) return answerJson(409, { error: 'document update conflict' });
    for (const [version, { deprecated }] of Object.entries(versions)) {
      const one = found.versions.get(version);
      if (one !== undefined) one.deprecated = deprecated;
    }
    found.revision += 1;
    return answerJson(200, { ok: true });
  }

  #tag(request: LoopbackRequest, name: string, tag: string): LoopbackAnswer {
    const found = this.packages.get(name);
    if (found === undefined) return answerJson(404, { error: 'Not found' });
    if (request.method === 'DELETE') {
      if (tag === 'latest') return answerJson(400, { error: 'latest cannot be removed' });
      return found.tags.delete(tag)
        ? answerJson(200, { ok: true })
        : answerJson(404, { error: `${tag} is not a dist-tag` });
    }
    const version = bodyOf(request);
    if (typeof version !== 'string' || !found.versions.has(version))
      return answerJson(404, { error: 'version not found' });
    found.tags.set(tag, version);
    return answerJson(201, { ok: true });
  }
}

function fileName(name: string, version: string): string {
  return `${name.split('/').at(-1)}-${version}.tgz`;
}
