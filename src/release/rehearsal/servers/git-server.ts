import { runByteCommand } from '../../../platform/byte-command.ts';
import type { LoopbackAnswer, LoopbackRequest } from '../../../platform/loopback-server.ts';

/**
 * git's own server of HTTP, `git http-backend`, behind a request handler (git-http-backend(1), RFC 3875): bare repositories below a folder, as
 * `acme/homebrew-tap.git`. Anybody may fetch; who pushes needs a token as the password, as on GitHub.
 */
export class GitServer {
  readonly tokens = new Set<string>();
  /** May read, and is refused when it pushes. */
  readonly readers = new Set<string>();
  readonly #root: string;

  /** `root`: absolute. */
  constructor(root: string) {
    this.#root = root;
  }

  async handle(request: LoopbackRequest): Promise<LoopbackAnswer> {
    const refusal = this.#refusal(request);
    if (refusal !== undefined) return refusal;
    const { code, stdout, stderr } = await runByteCommand('git', ['http-backend'], {
      cwd: this.#root,
      env: {
        GIT_PROJECT_ROOT: this.#root,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: decodeURIComponent(request.path),
        QUERY_STRING: request.query.toString(),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        CONTENT_LENGTH: String(request.body.byteLength),
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: request.headers['git-protocol'] ?? '',
        REMOTE_USER: 'somebody',
        REMOTE_ADDR: '127.0.0.1',
        // Whoever pushes is not us: nothing of this process may change what is done.
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'http.receivepack',
        GIT_CONFIG_VALUE_0: 'true',
      },
      input: request.body,
    });
    return code === 0 ? answerOf(stdout) : { status: 500, body: stderr };
  }

  #refusal({ path, query, headers }: LoopbackRequest): LoopbackAnswer | undefined {
    const pushes = query.get('service') === 'git-receive-pack' || path.endsWith('/git-receive-pack');
    const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const [, token = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(basic, 'base64').toString('utf8')) ?? [];
    if (this.tokens.has(token)) return undefined;
    if (token !== '' && !this.readers.has(token)) return unauthorized();
    if (!pushes) return undefined;
    if (this.readers.has(token)) return { status: 403, body: 'Permission to write denied.' };
    return unauthorized();
  }
}

/** Does it change a branch? */
export function isPush({ method, path }: LoopbackRequest): boolean {
  return method === 'POST' && path.endsWith('/git-receive-pack');
}

function unauthorized(): LoopbackAnswer {
  return { status: 401, headers: { 'www-authenticate': 'Basic realm="git"' }, body: 'Bad credentials' };
}

/** Headers, an empty line, and the body (RFC 3875, section 6). */
function answerOf(output: Buffer): LoopbackAnswer {
  const end = output.indexOf('\r\n\r\n');
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of output.subarray(0, end).toString('latin1').split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else if (name !== '') headers[name.toLowerCase()] = value;
  }
  return { status, headers, body: output.subarray(end + 4) };
}
