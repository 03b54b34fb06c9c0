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

/**
 * Weaknesses whose evidence is the secret itself: a hard-coded credential, password or key, or one that is stored in the open
 * (cwe.mitre.org: 798, 259, 321, 256, 312, 540, 547, 615).
 */
const SECRET_WEAKNESSES: ReadonlySet<number> = new Set([798, 259, 321, 256, 312, 540, 547, 615]);

/** Does a finding of these weaknesses quote a secret? Texts such as `CWE-798: Use of …`, `external/cwe/cwe-798`, or bare numbers. */
export function quotesSecret(weaknesses: readonly Json[]): boolean {
  return weaknesses.some((one) => {
    if (typeof one === 'number') return SECRET_WEAKNESSES.has(one);
    const number = typeof one === 'string' ? /cwe-0*(\d{1,5})\b/iu.exec(one)?.[1] : undefined;
    return number !== undefined && SECRET_WEAKNESSES.has(Number(number));
  });
}

/** Is a rule about leaked secrets? `generic.secrets.security.detected-aws-access-key`, `wind.hardcoded-password`. */
export function isSecretRule(id: string): boolean {
  return /(?:^|[./_-])secrets?(?:$|[./_-])|hard[-_]?coded[-_]?(?:secret|password|credential|token|key)/iu.test(
    id,
  );
}

/** May what a rule says of its finding have a secret in it? Rather too often than once too seldom. */
export function mayQuoteSecret(id: string): boolean {
  return isSecretRule(id) || /password|passwd|credential|api[-_]?key|token|private[-_]?key/iu.test(id);
}

/** What is left to say of a secret: the name of its rule in words, `hardcoded-password` → `Hardcoded password`. */
export function ruleWords(id: string): string {
  const words = (id.split(/[./:]/u).at(-1) ?? id).replace(/[-_]+/gu, ' ').trim().toLowerCase();
  return words === '' ? 'A secret' : words[0]?.toUpperCase() + words.slice(1);
}
