import type { SignedBlob } from '../release/signing/blob-signature.ts';
import type { SignedStatement } from '../release/signing/envelope.ts';
import type { KeylessContent, SigstoreServers } from '../release/signing/sign-keyless.ts';
import type { StatementDocument } from '../run/receipt-statement.ts';
import type { Invocation } from './commands/command.ts';
import { UsageError } from './exit-code.ts';
import { readGivenFile } from './given-files.ts';

export interface SignOptions {
  readonly key?: string;
  readonly fulcioUrl?: string;
  readonly rekorUrl?: string;
  readonly timestampServerUrl?: string;
}

export interface ContentSigner {
  /** For people: `with the key cosign.key`. */
  readonly how: string;
  /** What must never be printed. */
  readonly secrets: readonly string[];
  sign(statements: readonly StatementDocument[]): Promise<readonly SignedStatement[]>;
  /** Files, by what is in them. */
  signFiles(contents: readonly Uint8Array[]): Promise<readonly SignedBlob[]>;
}

/** By the key that is named, else by the identity of this job of a CI system. Throws a `UsageError`, before anything is signed. */
export async function openSigner({ directory }: Invocation, options: SignOptions): Promise<ContentSigner> {
  return options.key === undefined ? keylessSigner(options) : keySigner(directory, options.key);
}

const PASSWORD_VARIABLE = 'COSIGN_PASSWORD';

async function keySigner(directory: string, name: string): Promise<ContentSigner> {
  const { readCosignKey } = await import('../release/signing/cosign-key.ts');
  const { signWithKey } = await import('../release/signing/envelope.ts');
  const { signBlobWithKey } = await import('../release/signing/blob-signature.ts');
  const password = process.env[PASSWORD_VARIABLE];
  if (password === undefined)
    throw new UsageError(
      `the password of ${name} is not known`,
      `Set ${PASSWORD_VARIABLE} to it; to nothing when it has none.`,
    );
  const reading = readCosignKey(await keyText(directory, name), password);
  if (reading.kind === 'wrong_password')
    throw new UsageError(`${PASSWORD_VARIABLE} is not the password of ${name}`);
  if (reading.kind === 'broken')
    throw new UsageError(
      `${name} is no key to sign with: it ${reading.why}`,
      'lockstep keys generate makes one.',
    );
  return {
    how: `with the key ${name}`,
    secrets: [password],
    sign: async (statements) => statements.map((statement) => signWithKey(payloadOf(statement), reading.key)),
    signFiles: async (contents) => contents.map((content) => signBlobWithKey(content, reading.key)),
  };
}

/** `env://NAME` is the text in a variable, as cosign has it: a key that is never a file. */
async function keyText(directory: string, name: string): Promise<string> {
  const [, variable] = /^env:\/\/(.+)$/.exec(name) ?? [];
  if (variable === undefined) return readGivenFile(directory, name);
  const text = process.env[variable];
  if (text === undefined || text === '') throw new UsageError(`the variable ${variable} is not set`);
  return text;
}

async function keylessSigner(options: SignOptions): Promise<ContentSigner> {
  const { identityToken } = await import('../release/signing/identity-token.ts');
  const servers: SigstoreServers = {
    fulcio: serverOf('--fulcio-url', options.fulcioUrl),
    rekor: serverOf('--rekor-url', options.rekorUrl),
    timestamps: serverOf('--timestamp-server-url', options.timestampServerUrl),
  };
  const answer = await identityToken(process.env);
  if (answer.kind === 'none') throw new UsageError(answer.why, answer.fix);
  const sign = async (kind: KeylessContent['kind'], contents: readonly Uint8Array[]) => {
    const { KeylessError, signKeyless } = await import('../release/signing/sign-keyless.ts');
    const signable = contents.map((bytes) => ({ kind, bytes }));
    return signKeyless(signable, answer.token, servers).catch((error: unknown) => {
      throw error instanceof KeylessError ? new SigningFailed(error.message) : error;
    });
  };
  return {
    how: 'with the identity of this job',
    secrets: [answer.token],
    sign: async (statements) =>
      (await sign('statement', statements.map(payloadOf))).map((bundle) => ({ bundle, envelope: undefined })),
    signFiles: async (contents) =>
      (await sign('file', contents)).map((bundle) => ({ bundle, signature: undefined })),
  };
}

/** The servers of Sigstore would not, or could not be reached: nobody's input is wrong. */
export class SigningFailed extends Error {}

/** An identity token is sent to it: in the clear to this machine alone. */
function serverOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url?.hostname ?? '');
  if (url === undefined || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)))
    throw new UsageError(`${option} is no https address: '${text}'`);
  return text.replace(/\/+$/, '');
}

function payloadOf(statement: StatementDocument): Uint8Array {
  return Buffer.from(JSON.stringify(statement));
}
