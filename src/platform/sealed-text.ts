import { sha256 } from './digest.ts';

/** `<format> <SHA-256 of the rest>\n`, then the rest: what is damaged on a disk or on the way is not taken for something else. */
export function sealText(format: string, body: string): string {
  return `${format} ${sha256(body)}\n${body}`;
}

/** What was sealed; undefined for anything that is not whole, or of another format. */
export function unsealText(format: string, text: string): string | undefined {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return end !== -1 && text.slice(0, end) === `${format} ${sha256(body)}` ? body : undefined;
}

/** The data in a sealed JSON text; undefined for anything that is not whole. Whoever asks knows what it wrote. */
export function unsealJson(format: string, text: string): unknown {
  const body = unsealText(format, text);
  try {
    return body === undefined ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}
