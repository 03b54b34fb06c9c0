import { z } from 'zod';
import { sha256 } from '../../platform/digest.ts';
import { BUNDLE_TYPE, type EnvelopeDocument, PAYLOAD_TYPE } from '../signing/envelope.ts';
import { readStrictJson } from './strict-json.ts';

/** One signed statement, whose signature nobody has looked at yet. */
export interface SignedDocument {
  /** Where it came from, as people are shown it. */
  readonly source: string;
  /** SHA-256 of its text. */
  readonly digest: string;
  /** A Sigstore bundle as JSON data; a plain envelope is put into one. */
  readonly bundle: unknown;
  /** Does a certificate vouch for the key? */
  readonly keyless: boolean;
  /** What names the key, if anything does. */
  readonly hint: string | undefined;
  /** The payload, as data. Nothing of it is to be trusted before the signature was verified. */
  readonly statement: unknown;
}

/** `why` completes "it …". */
export type SignedReading =
  | { readonly kind: 'signed'; readonly document: SignedDocument }
  | { readonly kind: 'broken'; readonly source: string; readonly why: string };

/** Characters of one bundle or envelope. A receipt has some two thousand, with a certificate and proofs of a log some fifteen. */
const LONGEST = 1 << 20;

const base64Text = z.string().regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);

const envelope = z.object({
  payload: base64Text.min(1),
  payloadType: z.string().max(200),
  signatures: z.array(z.object({ sig: base64Text.min(1), keyid: z.string().max(1000).optional() })).length(1),
});

const bundle = z.object({
  mediaType: z.string().max(200),
  verificationMaterial: z.object({
    publicKey: z.object({ hint: z.string().max(1000).optional() }).optional(),
  }),
  dsseEnvelope: envelope,
});

/**
 * Reads what a file holds: a Sigstore bundle with a DSSE envelope, an envelope alone, or several of them, one a line. Everything that is not
 * exactly that is `broken`, with the reason.
 */
export function readSigned(source: string, text: string): readonly SignedReading[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const isLines = lines.length > 1 && lines.every((line) => /^\s*\{.*\}\s*$/.test(line));
  if (!isLines) return [readOne(source, text)];
  return lines.map((line, index) => readOne(`${source}:${index + 1}`, line));
}

function readOne(source: string, text: string): SignedReading {
  const broken = (why: string): SignedReading => ({ kind: 'broken', source, why });
  if (text.length > LONGEST) return broken(`is longer than ${LONGEST / 1024} kilobytes`);
  const json = readStrictJson(text);
  if ('why' in json) return broken(json.why);
  const parts = partsOf(json.data);
  if (parts === undefined)
    return broken('is neither a Sigstore bundle with one signature nor a DSSE envelope with one');
  const { content, keyless, hint } = parts;
  if (content.payloadType !== PAYLOAD_TYPE)
    return broken(`signs a '${content.payloadType}', and no in-toto statement`);
  const payload = readStrictJson(Buffer.from(content.payload, 'base64').toString('utf8'));
  if ('why' in payload) return broken(`signs a statement that ${payload.why}`);
  const document = {
    source,
    digest: sha256(text),
    bundle: parts.bundle,
    keyless,
    hint,
    statement: payload.data,
  };
  return { kind: 'signed', document };
}

interface Parts {
  readonly content: EnvelopeDocument;
  readonly bundle: unknown;
  readonly keyless: boolean;
  readonly hint: string | undefined;
}

function partsOf(data: unknown): Parts | undefined {
  const whole = bundle.safeParse(data);
  if (whole.success) {
    const { verificationMaterial, dsseEnvelope } = whole.data;
    const keyless = verificationMaterial.publicKey === undefined;
    const hint = verificationMaterial.publicKey?.hint;
    return { content: dsseEnvelope as EnvelopeDocument, bundle: data, keyless, hint };
  }
  const alone = envelope.safeParse(data);
  if (!alone.success) return undefined;
  const [first] = alone.data.signatures;
  const hint = first?.keyid === '' ? undefined : first?.keyid;
  return {
    content: alone.data as EnvelopeDocument,
    bundle: bundleOf(alone.data as EnvelopeDocument, hint),
    keyless: false,
    hint,
  };
}

function bundleOf(dsseEnvelope: EnvelopeDocument, hint = ''): unknown {
  return { mediaType: BUNDLE_TYPE, verificationMaterial: { publicKey: { hint } }, dsseEnvelope };
}
