import { RE2JS } from 're2js';
import type { HookFilesConfig } from '../pipeline/hooks-config.ts';
import { type KnownTags, tagsOfBytes } from './file-tags.ts';

/** Which files a hook looks at: by name at once, by content only where the name does not say it. */
export interface FileSelection {
  matchesName(path: string): boolean;
  /** `undefined`: the content has to say. */
  matchesTags(known: KnownTags): boolean | undefined;
  matchesContent(known: KnownTags, bytes: Buffer): boolean;
}

/** What a content says nothing about. */
const DECIDED: ReadonlySet<string> = new Set([
  'file',
  'symlink',
  'directory',
  'executable',
  'non-executable',
]);

/** Throws what re2js throws for an expression that it does not take; `compileUserRegex` says it beforehand. */
export function selectFiles(given: HookFilesConfig): FileSelection {
  const { types = [], typesOr = [], excludeTypes = [] } = given;
  const wants = given.files === undefined ? undefined : compileUserRegex(given.files);
  const shuns = given.exclude === undefined ? undefined : compileUserRegex(given.exclude);
  const fits = (tags: ReadonlySet<string>): boolean =>
    types.every((tag) => tags.has(tag)) &&
    (typesOr.length === 0 || typesOr.some((tag) => tags.has(tag))) &&
    !excludeTypes.some((tag) => tags.has(tag));
  return {
    matchesName: (path) => (wants?.(path) ?? true) && !(shuns?.(path) ?? false),
    matchesTags(known) {
      if (!known.needsBytes) return fits(known.tags);
      if (types.some((tag) => DECIDED.has(tag) && !known.tags.has(tag))) return false;
      if (excludeTypes.some((tag) => known.tags.has(tag))) return false;
      const asks = [...types.filter((tag) => !known.tags.has(tag)), ...typesOr, ...excludeTypes];
      return asks.length === 0 ? true : undefined;
    },
    matchesContent: (known, bytes) => fits(tagsOfBytes(known, bytes)),
  };
}

/**
 * A user's expression, searched for as Python's `re.search` does, in time linear in the name (RE2). `(?x)` at its start, which
 * configurations of pre-commit use to write one over several lines, is understood: white space and comments go (Python's `re.VERBOSE`).
 */
function compileUserRegex(source: string): (text: string) => boolean {
  const plain = source.startsWith('(?x)') ? withoutLayout(source.slice(4)) : source;
  // What most exclude: nothing at all.
  if (plain === '^$') return (text) => text === '';
  const compiled = RE2JS.compile(plain);
  return (text) => compiled.matcher(text).find();
}

function withoutLayout(source: string): string {
  let plain = '';
  let inSet = false;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') {
      plain += source.slice(at, at + 2);
      at += 1;
    } else if (inSet) {
      inSet = character !== ']';
      plain += character;
    } else if (character === '#') {
      const end = source.indexOf('\n', at);
      at = end === -1 ? source.length : end;
    } else if (!/\s/.test(character)) {
      inSet = character === '[';
      plain += character;
    }
  }
  return plain;
}

/** What is wrong with an expression, in re2js' words; undefined when nothing is. */
export function faultOfRegex(source: string): string | undefined {
  try {
    compileUserRegex(source);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^error parsing regexp: /, '');
  }
}
