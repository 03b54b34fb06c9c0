import type { z } from 'zod';
import { type ChannelRequest, type ChannelServer, jsonOf, refusalOf } from '../../channels/channel-server.ts';

/** A file of receipts, as a CI system kept it. Whose signature it has, nobody has looked at yet. */
export interface FetchedReceipt {
  readonly name: string;
  readonly text: string;
}

/** One CI system that keeps what its jobs wrote. */
export interface ReceiptSource {
  /** For people: `acme/weather on GitHub Actions`. */
  readonly title: string;
  /** What was kept for a commit. Throws a `ChannelRefusal`. */
  fetch(commit: string, signal: AbortSignal): Promise<readonly FetchedReceipt[]>;
}

export interface SourceAccess {
  readonly server: ChannelServer;
  /** Without a slash at its end: `https://api.github.com`. */
  readonly api: string;
  /** Undefined for asking as nobody. */
  readonly token: string | undefined;
}

/** Files of a job that writes receipts; others have receipts for their artifact's name. */
export const RECEIPTS = /receipts/;

/** As `receipt create` calls them: nothing that leads out of a folder. */
export const RECEIPT_FILE = /^[A-Za-z0-9][A-Za-z0-9_.@=,()#+-]{0,199}\.(?:sigstore|dsse)\.json$/;

/** Bytes of one file or archive. */
export const LARGEST = 16 << 20;

/** Asks for JSON of a form. Throws a `ChannelRefusal` for every other answer. */
export async function askFor<T>(
  schema: z.ZodType<T>,
  server: ChannelServer,
  {
    request,
    what,
    remedy,
    signal,
  }: { request: ChannelRequest; what: string; remedy: string; signal: AbortSignal },
): Promise<T> {
  const answer = await server.ask(request, signal);
  if (answer.status !== 200) throw refusalOf(answer, what, remedy);
  const parsed = schema.safeParse(jsonOf(answer));
  if (!parsed.success) throw refusalOf({ ...answer, status: 400 }, what, remedy);
  return parsed.data;
}
