/** A line of a file, from 1; undefined when the text is none. */
export function readLineNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*\d{1,15}\s*$/u.test(text)) return undefined;
  const line = Number(text);
  return line >= 1 ? line : undefined;
}

/**
 * How often something ran. Counters of 32 bits that ran over are written as negative numbers by some tools: it ran, nobody knows how
 * often, and that is 1. Undefined when the text is no number.
 */
export function readHits(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*-?\d+(?:\.\d+)?(?:e\+?\d+)?\s*$/iu.test(text)) return undefined;
  const hits = Number(text);
  if (hits < 0) return 1;
  return Math.min(Math.ceil(hits), Number.MAX_SAFE_INTEGER);
}

/** A count that is not negative; 0 when the text is none. */
export function readCount(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/u.test(text) ? Number(text) : 0;
}
