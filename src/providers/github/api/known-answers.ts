/** What is kept of an answer, to be shown again when nothing has changed. */
interface KnownAnswer<R> {
  readonly etag: string;
  readonly response: R;
}

/** Answers that are kept: a page of runs and the jobs of each. */
const MOST = 256;

/**
 * Asks GitHub whether an answer is still the same, in place of for all of it: 304 does not count against the limit of requests
 * (docs.github.com, "Best practices for using the REST API", "Use conditional requests if appropriate"). For as long as the program runs.
 */
export class KnownAnswers<
  R extends { readonly headers: { readonly etag?: string | undefined }; readonly data: unknown },
> {
  readonly #answers = new Map<string, KnownAnswer<R>>();

  /** `address` has everything in it that the answer depends on. */
  async ask(address: string, send: (etag: string | undefined) => Promise<R>): Promise<R> {
    const known = this.#answers.get(address);
    try {
      const response = await send(known?.etag);
      const { etag } = response.headers;
      if (etag !== undefined) this.#keep(address, { etag, response: copyOf(response) });
      return response;
    } catch (error) {
      if (known !== undefined && (error as { status?: unknown }).status === 304)
        return copyOf(known.response);
      throw error;
    }
  }

  #keep(address: string, answer: KnownAnswer<R>): void {
    this.#answers.delete(address);
    this.#answers.set(address, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST && oldest !== undefined) this.#answers.delete(oldest);
  }
}

/** Octokit makes a list of the data that it is given, in place. */
function copyOf<R extends { readonly data: unknown }>(response: R): R {
  return { ...response, data: structuredClone(response.data) };
}
