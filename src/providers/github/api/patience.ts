/** How long GitHub is waited for. Milliseconds. */
export interface Patience {
  /** From the first try on, pauses included: what would take longer is given up. */
  readonly total: number;
  /** Tries of one request. */
  readonly tries: number;
}

/** What came of one try that failed. */
export interface FailedTry {
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** When to try again; `why` for people. */
export interface Pause {
  readonly wait: number;
  readonly why: string;
}

/** Milliseconds of the first pause after a fault; each one doubles it. */
const FIRST_PAUSE = 1_000;
/** Without a time of GitHub's own (docs.github.com, "Best practices for using the REST API", "Handle rate limit errors appropriately"). */
const LIMIT_PAUSE = 60_000;

/**
 * When a request may be tried again: as that page of GitHub's says, after `retry-after` seconds where there is such a header, else at
 * `x-ratelimit-reset` (seconds since 1970) where `x-ratelimit-remaining` is 0, else after a minute. Limits are 403 or 429. Faults of
 * the server (5xx) and of the network are tried again too. Undefined: trying again would change nothing.
 *
 * `before` is the number of tries that failed before this one; `now` is milliseconds since 1970.
 */
export function pauseAfter(failed: FailedTry, before: number, now: number): Pause | undefined {
  const { status, message, headers } = failed;
  const given = secondsIn(headers['retry-after']);
  const isLimit = status === 429 || (status === 403 && isRateLimit(failed, given));
  if (isLimit) {
    const why = /secondary/i.test(message) ? 'secondary rate limit' : 'rate limit';
    if (given !== undefined) return { wait: given * 1000, why };
    const reset = Number(headers['x-ratelimit-reset']);
    if (String(headers['x-ratelimit-remaining']) === '0' && reset > 0)
      return { wait: Math.max(0, reset * 1000 - now) + 1000, why };
    return { wait: LIMIT_PAUSE * 2 ** before, why };
  }
  if (status !== undefined && status < 500) return undefined;
  const wait = given === undefined ? FIRST_PAUSE * 2 ** before : given * 1000;
  return { wait, why: status === undefined ? 'no answer' : `it answered ${status}` };
}

/** A 403 that is not about permissions. */
function isRateLimit({ message, headers }: FailedTry, given: number | undefined): boolean {
  return (
    given !== undefined || String(headers['x-ratelimit-remaining']) === '0' || /rate limit/i.test(message)
  );
}

function secondsIn(header: string | number | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
