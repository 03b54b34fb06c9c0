import { sha256 } from '../../platform/digest.ts';
import type { ContentSource, StoredResult } from '../result-cache.ts';
import { type RemoteServer, whatIsWrong } from './remote-server.ts';
import type { FetchedResult, SharedCache } from './shared-cache.ts';
import { MOST_CONTENT, outputBytes, printShared, type Sharing, sharedKey } from './shared-result.ts';

/** A result that may be given away. */
export interface Gift {
  readonly result: StoredResult;
  /** The key it has on the server. */
  readonly key: string;
  /** The result itself as bytes, as `shared-result.ts` has it. */
  readonly manifest: Uint8Array;
  readonly contentOf: ContentSource;
}

/** What holds of every shared cache on a server, whatever is spoken there. */
export abstract class ServedCache implements SharedCache {
  protected readonly server: RemoteServer;
  protected readonly sharing: Sharing;

  constructor(server: RemoteServer, sharing: Sharing) {
    this.server = server;
    this.sharing = sharing;
  }

  get name(): string {
    return this.server.url;
  }

  get whyNotGiven(): string | undefined {
    return this.sharing.writes === undefined ? 'it is only read from' : this.server.whyNotGiven;
  }

  abstract find(key: string): Promise<StoredResult | undefined>;

  abstract fetch(key: string): Promise<FetchedResult | undefined>;

  async store(result: StoredResult, contentOf: ContentSource): Promise<string | undefined> {
    const { writes, signatureKey } = this.sharing;
    if (writes === undefined || this.whyNotGiven !== undefined) return this.whyNotGiven;
    if (outputBytes(result) > MOST_CONTENT) return `it is larger than ${MOST_CONTENT >> 20} MiB`;
    const manifest = printShared(result, writes, signatureKey);
    return this.give({ result, key: sharedKey(writes, result.key), manifest, contentOf });
  }

  /** Undefined when the server has taken all of it; otherwise why not. */
  protected abstract give(gift: Gift): Promise<string | undefined>;

  abstract probe(): Promise<string | undefined>;

  /** Asks for what is never there, below the path: the token is looked at all the same. */
  protected async probeUnknown(path: string): Promise<string | undefined> {
    const unknown = `${path}/${sha256('lockstep cache status')}`;
    const outcome = await this.server.probe(unknown, async ({ status }) => whatIsWrong(status));
    return outcome.ok ? outcome.value : outcome.reason;
  }

  leaveAlone(reason: string): void {
    this.server.leaveAlone(reason);
  }

  close(): void {
    this.server.close();
  }
}
