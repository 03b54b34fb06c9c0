import { sha256 } from '../../../platform/digest.ts';
import type { LoopbackAnswer, LoopbackRequest } from '../../../platform/loopback-server.ts';
import { readMultipart } from './multipart.ts';
import { answerJson, bodyOf } from './server-answers.ts';

interface StoredFile {
  readonly project: string;
  readonly version: string;
  readonly filename: string;
  readonly bytes: Uint8Array;
  readonly time: number;
  /** The form that it came with: several values of a field in their order. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  yanked: string | undefined;
}

/** docs.pypi.org, "Upload API"; blog.pypi.org, on releases that are closed. Milliseconds. */
const OPEN_FOR = 14 * 24 * 3_600_000;

/**
 * An index of Python packages in memory that keeps the rules of PyPI (pypi/warehouse, forklift/legacy.py and oidc/views.py): the same file once more changes
 * nothing, the same name with other bytes is refused, one sdist for a release, none after 14 days; identity tokens are changed for tokens once.
 */
export class PypiServer {
  readonly files = new Map<string, StoredFile>();
  /** API tokens that may upload. */
  readonly tokens = new Set<string>();
  /** Is asked for each identity token; undefined: no project has a trusted publisher. */
  trusts: ((identity: string) => boolean) | undefined;
  now: () => number = Date.now;
  readonly #minted = new Set<string>();
  readonly #spent = new Set<string>();

  handle(request: LoopbackRequest, base: string): LoopbackAnswer {
    const { method, path } = request;
    if (method === 'POST' && path === '/legacy/') return this.#upload(request);
    if (method === 'GET' && path === '/_/oidc/audience') return answerJson(200, { audience: 'pypi' });
    if (method === 'POST' && path === '/_/oidc/mint-token') return this.#mint(request);
    const [, project] = /^\/simple\/([^/]+)\/$/.exec(path) ?? [];
    if (method === 'GET' && project !== undefined) return this.#simple(request, project, base);
    const file = this.files.get(decodeURIComponent(path.replace(/^\/files\//, '')));
    if (method === 'GET' && path.startsWith('/files/') && file !== undefined)
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: file.bytes };
    return { status: 404, body: 'Not Found' };
  }

  #mint(request: LoopbackRequest): LoopbackAnswer {
    const refuse = (code: string, description: string): LoopbackAnswer =>
      answerJson(422, { message: 'Token request failed', errors: [{ code, description }] });
    const { token } = (bodyOf(request) ?? {}) as { readonly token?: unknown };
    if (typeof token !== 'string') return refuse('invalid-payload', 'Payload is not valid');
    if (this.#spent.has(token)) return refuse('invalid-reuse-token', 'Token already used');
    if (this.trusts?.(token) !== true) return refuse('invalid-publisher', 'No such publisher');
    this.#spent.add(token);
    const minted = `pypi-${sha256(token)}`;
    this.#minted.add(minted);
    return answerJson(200, { success: true, token: minted, expires: Math.floor(this.now() / 1000) + 900 });
  }

  #upload({ headers, body }: LoopbackRequest): LoopbackAnswer {
    const [, basic = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
    const [, token = ''] = /^__token__:(.+)$/.exec(Buffer.from(basic, 'base64').toString('utf8')) ?? [];
    const isMinted = this.#minted.has(token);
    if (!isMinted && !this.tokens.has(token))
      return { status: 403, body: 'Invalid or non-existent authentication information.' };
    const parts = readMultipart(headers['content-type'] ?? '', body);
    if (parts === undefined) return { status: 400, body: 'Include at least one message digest.' };
    const fields = new Map<string, string[]>();
    for (const { name, filename, bytes } of parts)
      if (filename === undefined)
        fields.set(name, [...(fields.get(name) ?? []), Buffer.from(bytes).toString('utf8')]);
    const content = parts.find(({ name }) => name === 'content');
    const why = this.#fault(fields, content?.filename, isMinted);
    if (why !== undefined || content?.filename === undefined) return { status: 400, body: why ?? '' };
    return this.#keep(fields, content.filename, content.bytes);
  }

  /** What a form lacks, in PyPI's words. */
  #fault(
    fields: ReadonlyMap<string, readonly string[]>,
    filename: string | undefined,
    isMinted: boolean,
  ): string | undefined {
    const one = (name: string): string => fields.get(name)?.[0] ?? '';
    if (one(':action') !== 'file_upload' || one('protocol_version') !== '1')
      return 'Unknown protocol version.';
    if (filename === undefined) return 'Upload payload does not have a file.';
    if (!['bdist_wheel', 'sdist'].includes(one('filetype')))
      return 'Invalid value for filetype. Error: Use a known file type.';
    if (one('filetype') === 'sdist' && one('pyversion') !== 'source')
      return "Use 'source' as Python version for an sdist.";
    for (const name of ['metadata_version', 'name', 'version'])
      if (one(name) === '')
        return `'' is invalid for the ${name.replace('_', ' ')}. Error: This field is required.`;
    if (one('sha256_digest') === '') return 'Include at least one message digest.';
    const stem = normal(one('name')).replaceAll('-', '_');
    if (!filename.toLowerCase().startsWith(`${stem}-`))
      return `Start filename for '${one('name')}' with '${stem}'.`;
    if (fields.has('attestations') && !isMinted)
      return 'Invalid attestations supplied during upload: Attestations are only supported when using Trusted Publishing';
    return undefined;
  }

  #keep(fields: ReadonlyMap<string, readonly string[]>, filename: string, bytes: Uint8Array): LoopbackAnswer {
    const one = (name: string): string => fields.get(name)?.[0] ?? '';
    if (one('sha256_digest') !== sha256(bytes))
      return {
        status: 400,
        body: 'The digest supplied does not match a digest calculated from the uploaded file.',
      };
    const before = this.files.get(filename);
    if (before !== undefined)
      return sha256(before.bytes) === sha256(bytes)
        ? { status: 200 }
        : { status: 400, body: `File already exists ('${filename}').` };
    const project = normal(one('name'));
    const release = [...this.files.values()].filter(
      (file) => file.project === project && file.version === one('version'),
    );
    if (one('filetype') === 'sdist' && release.some((file) => file.fields.get('filetype')?.[0] === 'sdist'))
      return { status: 400, body: 'Only one sdist may be uploaded per release.' };
    if (release.some(({ time }) => this.now() - time > OPEN_FOR))
      return { status: 400, body: 'This release is closed: it is older than 14 days.' };
    const stored = { project, version: one('version'), filename, bytes, time: this.now(), fields };
    this.files.set(filename, { ...stored, yanked: undefined });
    return { status: 200 };
  }

  #simple({ headers }: LoopbackRequest, project: string, base: string): LoopbackAnswer {
    const found = [...this.files.values()].filter((file) => file.project === normal(project));
    if (found.length === 0) return { status: 404, body: 'Not Found' };
    if (headers.accept?.includes('application/vnd.pypi.simple.v1+json') !== true)
      return { status: 200, headers: { 'content-type': 'text/html' }, body: pageOf(found, base) };
    const files = found.map(({ filename, bytes, time, yanked, fields }) => ({
      filename,
      url: `${base}/files/${encodeURIComponent(filename)}`,
      hashes: { sha256: sha256(bytes) },
      size: bytes.byteLength,
      'upload-time': new Date(time).toISOString(),
      yanked: yanked ?? false,
      'requires-python': fields.get('requires_python')?.[0] ?? null,
    }));
    const type = { 'content-type': 'application/vnd.pypi.simple.v1+json' };
    return answerJson(
      200,
      { meta: { 'api-version': '1.1' }, name: normal(project), files, versions: [] },
      type,
    );
  }
}

function pageOf(files: readonly StoredFile[], base: string): string {
  const links = files.map(
    ({ filename, bytes }) =>
      `<a href="${base}/files/${encodeURIComponent(filename)}#sha256=${sha256(bytes)}">${encodeURIComponent(filename)}</a>`,
  );
  return `<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`;
}

/** packaging.python.org, "Names and normalization". */
function normal(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
