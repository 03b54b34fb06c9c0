import type { Clock } from '../../platform/clock.ts';
import { type ContentSource, contentsOf, type ResultCache, type StoredResult } from '../result-cache.ts';
import { inAdvance } from './in-parallel.ts';
import type { FetchedResult, SharedCache } from './shared-cache.ts';

export interface TieredCacheOptions {
  readonly local: ResultCache;
  readonly shared: SharedCache;
  /** Also the contents of what is found in the shared cache, and keep them here; false when a result is only asked about. */
  readonly bring: boolean;
  readonly clock: Clock;
  /** Milliseconds that bringing one result may take; `BRINGING` unless said. */
  readonly bringing?: number;
  warn(message: string): void;
}

/** Contents that are loaded before they are asked for. */
const AHEAD = 8;
/** Results that are given away at once: each is read and packed in memory. */
const GIVEN_AT_ONCE = 2;
const BRINGING = 60_000;

/**
 * A cache here in front of one that is shared. What is here is not asked for there, and what is found there is kept here before it is
 * used. What is new is kept here, and given to the others in the background: nobody waits for that before the run is over, and what
 * is given is read from the cache here, as the workspace has gone on by then.
 */
export class TieredCache implements ResultCache {
  readonly #options: TieredCacheOptions;
  readonly #queue: StoredResult[] = [];
  readonly #workers = new Set<Promise<void>>();
  readonly #problems = new Map<string, number>();
  /** Contents that could not be kept here, with where they are. */
  readonly #unkept = new Map<string, FetchedResult['contentOf']>();
  #underWay = 0;
  #taken = 0;
  #given = 0;

  constructor(options: TieredCacheOptions) {
    this.#options = options;
  }

  get name(): string {
    return `${this.#options.local.name}, ${this.#options.shared.name}`;
  }

  /** Results that came from the shared cache, and went there. */
  get traffic(): { readonly taken: number; readonly given: number } {
    return { taken: this.#taken, given: this.#given };
  }

  async find(key: string): Promise<StoredResult | undefined> {
    const { local, shared, bring } = this.#options;
    const here = await local.find(key);
    if (here !== undefined) return here;
    if (!bring) return shared.find(key);
    const found = await shared.fetch(key);
    if (found === undefined || !(await this.#bring(found))) return undefined;
    this.#taken++;
    return found.result;
  }

  async read(digest: string): Promise<Uint8Array | undefined> {
    return (await this.#options.local.read(digest)) ?? this.#unkept.get(digest)?.(digest);
  }

  async copyTo(path: string, content: { readonly digest: string; readonly mode: number }): Promise<boolean> {
    return (await this.#options.local.copyTo?.(path, content)) ?? false;
  }

  async store(
    result: StoredResult,
    contentOf: ContentSource,
    fileOf?: (digest: string) => string | undefined,
  ): Promise<string | undefined> {
    const problem = await this.#options.local.store(result, contentOf, fileOf);
    if (problem === undefined && this.#options.shared.whyNotGiven === undefined) this.#giveLater(result);
    return problem;
  }

  /** Waits for what is still to be given, so many milliseconds at most, and tells what was not. Nothing is given or taken afterwards. */
  async settle(patience: number): Promise<void> {
    const { shared, clock, warn } = this.#options;
    let forget = (): void => undefined;
    const late = new Promise<'late'>((resolve) => {
      forget = clock.after(patience, () => resolve('late'));
    });
    const end = patience <= 0 ? 'late' : await Promise.race([Promise.all(this.#workers), late]);
    forget();
    const left = this.#underWay + this.#queue.length;
    this.#queue.length = 0;
    if (end === 'late' && left > 0 && patience > 0)
      this.#note(`it took longer than ${patience / 1000} s`, left);
    // What is wrong with the server as a whole has been told.
    const isTold = shared.whyNotGiven !== undefined;
    shared.close();
    for (const [reason, count] of this.#problems)
      if (!isTold)
        warn(
          `${count === 1 ? '1 result was' : `${count} results were`} not given to the shared cache: ${reason}`,
        );
  }

  /** False when a content is not to be had. That it cannot be kept here is no reason not to use it. */
  async #bring({ result, contentOf }: FetchedResult): Promise<boolean> {
    const { local, shared, clock, bringing = BRINGING } = this.#options;
    const known = new Map<string, boolean>();
    for (const digest of contentsOf(result)) known.set(digest, (await local.read(digest)) !== undefined);
    const missing = [...known].flatMap(([digest, isHere]) => (isHere ? [] : [digest]));
    let isWhole = true;
    const forget = clock.after(bringing, () => {
      shared.leaveAlone(`a result takes longer than ${bringing / 1000} s`);
    });
    const load = inAdvance(missing, AHEAD, contentOf);
    const problem = await local.store(result, async (digest) => {
      const content = isWhole ? await load(digest) : undefined;
      isWhole &&= content !== undefined;
      return content;
    });
    forget();
    if (problem !== undefined && isWhole) for (const digest of missing) this.#unkept.set(digest, contentOf);
    return isWhole;
  }

  #giveLater(result: StoredResult): void {
    this.#queue.push(result);
    if (this.#workers.size >= GIVEN_AT_ONCE) return;
    const worker = this.#give().finally(() => this.#workers.delete(worker));
    this.#workers.add(worker);
  }

  async #give(): Promise<void> {
    const { local, shared } = this.#options;
    for (let result = this.#queue.shift(); result !== undefined; result = this.#queue.shift()) {
      this.#underWay++;
      const problem = await shared.store(result, (digest) => local.read(digest));
      this.#underWay--;
      if (problem === undefined) this.#given++;
      else this.#note(problem, 1);
    }
  }

  #note(reason: string, count: number): void {
    this.#problems.set(reason, (this.#problems.get(reason) ?? 0) + count);
  }
}
