import { sha256 } from '../../../platform/digest.ts';
import { type Json, listOf, textOf } from '../../json/json-value.ts';

/** UTF-16 units; a name that is longer is no name. */
const LONGEST_NAME = 400;
const LONGEST_TITLE = 300;
const LONGEST_DESCRIPTION = 1_500;

/** The beginning of a text, and never half of a character: JSON may have such halves, and UTF-8 may not. */
function cutTo(text: string, length: number): string {
  const start = text.length > length ? `${text.slice(0, length - 1)}…` : text;
  return start.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A name, a version, a path: anything that is longer than names are is cut. */
export function nameOf(value: Json | undefined): string | undefined {
  const text = textOf(value)?.trim();
  return text === undefined ? undefined : cutTo(text, LONGEST_NAME);
}

/** The first line of a text, as far as a line goes. */
export function titleOf(value: Json | undefined): string | undefined {
  const line = textOf(value)?.trim().split('\n', 1)[0]?.trim();
  if (line === undefined || line === '') return undefined;
  return cutTo(line, LONGEST_TITLE);
}

export function descriptionOf(value: Json | undefined): string | undefined {
  const text = textOf(value)?.trim();
  return text === undefined ? undefined : cutTo(text, LONGEST_DESCRIPTION);
}

/** The first of some addresses that a browser may be sent to. */
export function linkOf(...values: readonly (Json | undefined)[]): string | undefined {
  return values
    .flatMap((value) => [value, ...listOf(value)])
    .map(textOf)
    .find((text) => text !== undefined && text.length <= 500 && /^https?:\/\/[^\s"'<>`\\]+$/u.test(text));
}

/** Names of a list. */
export function namesOf(value: Json | undefined): readonly string[] {
  return listOf(value).flatMap((one) => nameOf(one) ?? []);
}

/** Versions of a list, or of one text with commas between them: `2.15.0, 2.12.2`. */
export function versionsOf(value: Json | undefined): readonly string[] {
  const texts = typeof value === 'string' ? value.split(',') : listOf(value);
  return [
    ...new Set(texts.flatMap((text) => nameOf(typeof text === 'string' ? text.trim() : text) ?? [])),
  ].slice(0, 20);
}

/** A path as a repository has it: forward slashes, nothing in front that only says "here". */
export function pathOf(value: Json | undefined): string | undefined {
  const text = nameOf(value)
    ?.replaceAll('\\', '/')
    .replace(/^(?:\.\/+)+/u, '');
  return text === undefined || text === '' ? undefined : text;
}

/** Digest of a piece of code, so that it is known again wherever it stands in its file. Never of anything that may be a secret. */
export function contextOf(code: string | undefined): string | undefined {
  const bare = code?.replace(/\s+/gu, '') ?? '';
  return bare === '' ? undefined : sha256(bare).slice(0, 16);
}
