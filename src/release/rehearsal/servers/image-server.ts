import { z } from 'zod';
import { sha256 } from '../../../platform/digest.ts';
import type { LoopbackAnswer, LoopbackRequest } from '../../../platform/loopback-server.ts';
import { answerJson, bodyOf } from './server-answers.ts';

interface StoredRepository {
  readonly blobs: Map<string, Uint8Array>;
  readonly manifests: Map<string, { readonly mediaType: string; readonly bytes: Uint8Array }>;
  readonly tags: Map<string, string>;
  readonly uploads: Set<string>;
}

const reference = z.looseObject({ digest: z.string() });
const manifestSchema = z.looseObject({
  config: reference.optional(),
  layers: z.array(reference).optional(),
  manifests: z.array(reference).optional(),
  subject: reference.optional(),
  artifactType: z.string().optional(),
});

/**
 * A registry of images in memory (opencontainers/distribution-spec v1.1.1): blobs, manifests, tags, referrers, deletion, and tokens as registries give them
 * (distribution.github.io, "Token Authentication Specification"). Who pulls needs a token that anybody is given, as on Docker Hub.
 */
export class ImageServer {
  readonly repositories = new Map<string, StoredRepository>();
  /** Users that may push, as `name:token`. */
  readonly users = new Set<string>();
  /** Without it, what is attached is listed at a tag. */
  listsReferrers = true;
  #tokens = 0;
  readonly #granted = new Map<string, { readonly scope: string; readonly mayPush: boolean }>();

  handle(request: LoopbackRequest, base: string): LoopbackAnswer {
    if (request.path === '/token') return this.#grant(request);
    const parsed = /^\/v2\/(.+)\/(blobs|manifests|referrers)\/(.*)$/.exec(request.path);
    if (parsed === null) return error(404, 'NAME_UNKNOWN');
    const [, name = '', kind, rest = ''] = parsed;
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const refusal = this.#refuse(request, { name, isReading, base });
    if (refusal !== undefined) return refusal;
    const repository = this.repositories.get(name) ?? newRepository();
    if (kind === 'manifests') {
      const answer = this.#manifest(request, repository, rest);
      if (request.method === 'PUT' && typeof answer !== 'string' && answer.status === 201)
        this.repositories.set(name, repository);
      return answer;
    }
    if (kind === 'referrers') return this.#referrers(repository, rest);
    if (!isReading) this.repositories.set(name, repository);
    return this.#blob(request, { repository, name, rest });
  }

  /** Puts a manifest there that somebody else made. */
  tag(name: string, tag: string, bytes: Uint8Array): void {
    const repository = this.repositories.get(name) ?? newRepository();
    const digest = `sha256:${sha256(bytes)}`;
    repository.manifests.set(digest, { mediaType: 'application/vnd.oci.image.manifest.v1+json', bytes });
    repository.tags.set(tag, digest);
    this.repositories.set(name, repository);
  }

  #grant({ query, headers }: LoopbackRequest): LoopbackAnswer {
    const [, basic] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
    const user = basic === undefined ? undefined : Buffer.from(basic, 'base64').toString('utf8');
    if (user !== undefined && !this.users.has(user)) return error(401, 'UNAUTHORIZED');
    const token = `granted-${++this.#tokens}`;
    this.#granted.set(token, { scope: query.get('scope') ?? '', mayPush: user !== undefined });
    return answerJson(200, { token, expires_in: 300 });
  }

  #refuse(
    { headers }: LoopbackRequest,
    { name, isReading, base }: { readonly name: string; readonly isReading: boolean; readonly base: string },
  ): LoopbackAnswer | undefined {
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
    const granted = this.#granted.get(token);
    const scope = `repository:${name}:`;
    if (granted?.scope.startsWith(scope) !== true)
      return error(401, 'UNAUTHORIZED', {
        'www-authenticate': `Bearer realm="${base}/token",service="rehearsal",scope="${scope}pull"`,
      });
    const mayPush = granted.mayPush && granted.scope.includes('push');
    return isReading || mayPush ? undefined : error(403, 'DENIED');
  }

  #blob(
    request: LoopbackRequest,
    {
      repository,
      name,
      rest,
    }: { readonly repository: StoredRepository; readonly name: string; readonly rest: string },
  ): LoopbackAnswer {
    const { method, query, body } = request;
    const { blobs, uploads } = repository;
    if (method === 'GET' || method === 'HEAD') {
      const found = blobs.get(rest);
      if (found === undefined) return error(404, 'BLOB_UNKNOWN');
      return { status: 200, headers: { 'docker-content-digest': rest }, body: found };
    }
    if (method === 'POST' && rest === 'uploads/') {
      const id = `upload-${uploads.size + 1}`;
      uploads.add(id);
      return { status: 202, headers: { location: `/v2/${name}/blobs/uploads/${id}?state=begun` } };
    }
    const id = rest.replace(/^uploads\//, '');
    if (method !== 'PUT' || !uploads.has(id)) return error(404, 'BLOB_UPLOAD_UNKNOWN');
    const digest = query.get('digest') ?? '';
    if (digest !== `sha256:${sha256(body)}`) return error(400, 'DIGEST_INVALID');
    blobs.set(digest, body);
    return { status: 201, headers: { location: `/v2/${name}/blobs/${digest}` } };
  }

  #manifest(request: LoopbackRequest, repository: StoredRepository, at: string): LoopbackAnswer {
    const { manifests, tags } = repository;
    const digest = at.startsWith('sha256:') ? at : tags.get(at);
    if (request.method === 'PUT') return this.#putManifest(request, repository, at);
    const found = digest === undefined ? undefined : manifests.get(digest);
    if (digest === undefined || found === undefined) return error(404, 'MANIFEST_UNKNOWN');
    if (request.method === 'DELETE') {
      if (at === digest) manifests.delete(digest);
      for (const [tag, to] of tags) if (tag === at || (at === digest && to === digest)) tags.delete(tag);
      return { status: 202 };
    }
    const headers = { 'content-type': found.mediaType, 'docker-content-digest': digest };
    return { status: 200, headers, body: found.bytes };
  }

  #putManifest(request: LoopbackRequest, repository: StoredRepository, at: string): LoopbackAnswer {
    const parsed = manifestSchema.safeParse(bodyOf(request));
    if (!parsed.success) return error(400, 'MANIFEST_INVALID');
    const { config, layers = [], manifests = [], subject } = parsed.data;
    const digest = `sha256:${sha256(request.body)}`;
    if (at.startsWith('sha256:') && at !== digest) return error(400, 'DIGEST_INVALID');
    const blobs = config === undefined ? layers : [config, ...layers];
    if (blobs.some((one) => !repository.blobs.has(one.digest))) return error(404, 'MANIFEST_BLOB_UNKNOWN');
    if (manifests.some((one) => !repository.manifests.has(one.digest)))
      return error(404, 'MANIFEST_BLOB_UNKNOWN');
    const mediaType = request.headers['content-type'] ?? '';
    repository.manifests.set(digest, { mediaType, bytes: request.body });
    if (at !== digest) repository.tags.set(at, digest);
    const listed = this.listsReferrers && subject !== undefined ? { 'oci-subject': subject.digest } : {};
    return { status: 201, headers: { 'docker-content-digest': digest, ...listed } };
  }

  #referrers({ manifests }: StoredRepository, digest: string): LoopbackAnswer {
    if (!this.listsReferrers) return error(404, 'UNSUPPORTED');
    const found = [...manifests].flatMap(([at, { mediaType, bytes }]) => {
      const { subject, artifactType } = manifestSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      return subject?.digest === digest
        ? [{ mediaType, digest: at, size: bytes.byteLength, artifactType }]
        : [];
    });
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    return answerJson(200, { schemaVersion: 2, mediaType, manifests: found }, { 'content-type': mediaType });
  }
}

function newRepository(): StoredRepository {
  return { blobs: new Map(), manifests: new Map(), tags: new Map(), uploads: new Set() };
}

/** distribution-spec, "Error Codes". */
function error(status: number, code: string, headers: Readonly<Record<string, string>> = {}): LoopbackAnswer {
  return answerJson(
    status,
    { errors: [{ code, message: code.toLowerCase().replaceAll('_', ' ') }] },
    headers,
  );
}
