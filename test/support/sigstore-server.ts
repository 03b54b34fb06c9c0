import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  tsaHandler,
} from '@sigstore/mock';
import { HashAlgorithm, PublicKeyDetails, TrustedRoot } from '@sigstore/protobuf-specs';

/** Claims of an identity token. `san` is what the certificate has for its subject. */
export type Claims = Readonly<Record<string, string>> & { readonly san: string };

type KeyPair = Parameters<typeof initializeCTLog>[0];

/**
 * A Sigstore of its own on the loopback: a certificate authority, a log, a clock, and who gives identity tokens to jobs of GitHub Actions. The parts are
 * those that sigstore-js tests itself with.
 */
export class SigstoreServer {
  readonly #server: Server;
  /** JSON of a trusted root. */
  readonly trustedRoot: string;
  /** Who asks for a token is this one. */
  claims: Claims;
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  /** For whom a job may have a token. */
  readonly audiences = new Set(['sigstore']);
  #tokens = 0;
  /** The next answers are this status. */
  failing: number | undefined;

  private constructor(server: Server, trustedRoot: string, claims: Claims) {
    this.#server = server;
    this.trustedRoot = trustedRoot;
    this.claims = claims;
  }

  static async start(makeKeys: () => KeyPair, claims: Claims): Promise<SigstoreServer> {
    const [caKeys, ctKeys, logKeys, tsaKeys] = [makeKeys(), makeKeys(), makeKeys(), makeKeys()];
    const ctlog = await initializeCTLog(ctKeys);
    const ca = await initializeCA(caKeys, ctlog);
    const tlog = await initializeTLog('http://rekor.loopback', logKeys);
    // The mock writes milliseconds below 100 with fewer than three digits, which nobody reads: its clock has whole seconds.
    const time = new Date();
    const tsa = await initializeTSA(tsaKeys, time);
    const server = createServer();
    const start = new Date(Date.now() - 3_600_000);
    const authority = (certificates: readonly ArrayBufferView[]) => ({
      subject: { commonName: 'loopback', organization: 'loopback' },
      uri: '',
      certChain: { certificates: certificates.map((view) => ({ rawBytes: bytesOf(view) })) },
      validFor: { start },
      operator: '',
    });
    const log = (publicKey: Buffer, id: Buffer) => ({
      baseUrl: 'http://rekor.loopback',
      hashAlgorithm: HashAlgorithm.SHA2_256,
      publicKey: {
        rawBytes: publicKey,
        keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
        validFor: { start },
      },
      logId: { keyId: id },
      checkpointKeyId: undefined,
      operator: '',
    });
    const root: TrustedRoot = {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      certificateAuthorities: [authority([ca.rootCertificate])],
      tlogs: [log(tlog.publicKey, createHash('sha256').update(tlog.publicKey).digest())],
      ctlogs: [log(ctlog.publicKey, bytesOf(ctlog.logID))],
      timestampAuthorities: [authority([tsa.intCertificate, tsa.rootCertificate])],
    };
    const made = new SigstoreServer(server, JSON.stringify(TrustedRoot.toJSON(root)), claims);
    const handlers = new Map<string, (body: string) => Promise<Answer>>();
    const fulcio = fulcioHandler(ca, { strict: true, subjectClaim: 'san' } as never);
    handlers.set(fulcio.path, (body) => fulcio.fn(body));
    const clock = tsaHandler(tsa);
    handlers.set(clock.path, (body) => {
      time.setTime(Math.floor(Date.now() / 1000) * 1000);
      return clock.fn(body);
    });
    handlers.set('/api/v1/log/entries', async (body) => ({
      statusCode: 201,
      response: JSON.stringify(await tlog.log(canonicalEntry(JSON.parse(body)))),
      contentType: 'application/json',
    }));
    server.on('request', (request, response) => void made.#answer(handlers, request, response));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What a job of GitHub Actions with `id-token: write` has. */
  get jobEnvironment(): Readonly<Record<string, string>> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'a bearer of a token',
    };
  }

  /** Each is another one. */
  token(aud = 'sigstore'): string {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none' })}.${part({ sub: 'repo:acme/weather', jti: String(++this.#tokens), aud, ...this.claims })}.c2ln`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(
    handlers: ReadonlyMap<string, (body: string) => Promise<Answer>>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    this.asked.push(pathname);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const end = ({ statusCode, response: content, contentType }: Answer): void => {
      response.writeHead(statusCode, { 'content-type': contentType ?? 'text/plain' });
      response.end(typeof content === 'string' ? content : bytesOf(content));
    };
    if (this.failing !== undefined) return end({ statusCode: this.failing, response: 'not today' });
    if (pathname === '/token') {
      const audience = searchParams.get('audience') ?? '';
      const isAsked =
        this.audiences.has(audience) && request.headers.authorization === 'Bearer a bearer of a token';
      return end({
        statusCode: isAsked ? 200 : 401,
        response: JSON.stringify({ value: this.token(audience) }),
      });
    }
    const handler = handlers.get(pathname);
    end(
      handler === undefined
        ? { statusCode: 404, response: '' }
        : await handler(Buffer.concat(parts).toString()),
    );
  }
}

interface Answer {
  readonly statusCode: number;
  readonly response: string | ArrayBufferView;
  readonly contentType?: string;
}

interface ProposedEntry {
  readonly kind: string;
  readonly apiVersion: string;
  readonly spec: {
    readonly proposedContent?: { readonly envelope: string; readonly verifiers: readonly string[] };
  };
}

/** What Rekor keeps of an envelope: digests and signatures (sigstore/rekor, pkg/types/dsse/v0.0.1/entry.go, `Canonicalize`), which the mock leaves out. */
function canonicalEntry({ kind, apiVersion, spec }: ProposedEntry): object {
  // Of a file it keeps what it was given (pkg/types/hashedrekord/v0.0.1/entry.go).
  if (spec.proposedContent === undefined) return { kind, apiVersion, spec };
  const { envelope, verifiers } = spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope) as {
    readonly payload: string;
    readonly signatures: readonly { readonly sig: string }[];
  };
  const hash = (content: string | Buffer) => ({
    algorithm: 'sha256',
    value: createHash('sha256').update(content).digest('hex'),
  });
  return {
    kind,
    apiVersion,
    spec: {
      envelopeHash: hash(envelope),
      payloadHash: hash(Buffer.from(payload, 'base64')),
      signatures: signatures.map(({ sig }, index) => ({ signature: sig, verifier: verifiers[index] })),
    },
  };
}

/** The library's own types of bytes are of several kinds. */
function bytesOf(view: ArrayBufferView | ArrayBuffer): Buffer<ArrayBuffer> {
  const bytes = ArrayBuffer.isView(view)
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    : new Uint8Array(view);
  return Buffer.from(bytes);
}
