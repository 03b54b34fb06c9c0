import { RE2JS } from 're2js';
import { endOfSet } from '../pipeline/glob-set.ts';

/** A compiled branch, tag or path pattern. Matching takes time linear in the text, whatever the pattern (RE2). */
export type Matcher = (text: string) => boolean;

/** Is this written as a regular expression, between slashes? */
export function isRegex(pattern: string): boolean {
  return pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/');
}

/**
 * Compiles a pattern that must match the whole text: `/regex/` in RE2 syntax, else a glob where `*` stays within a path
 * segment, `**` crosses them, `?` is one character, `[…]` a set and `{a,b}` alternatives.
 * Throws what re2js throws; definitions are checked for that before they are planned.
 */
export function compilePattern(pattern: string): Matcher {
  const compiled = RE2JS.compile(regexOf(pattern));
  return (text) => compiled.matches(text);
}

/** A pattern as the text of an RE2 expression that must match the whole text. */
export function regexOf(pattern: string): string {
  return isRegex(pattern) ? pattern.slice(1, -1) : globToRegex(pattern);
}

/** Does the pattern match itself alone? */
export function isLiteral(pattern: string): boolean {
  return !isRegex(pattern) && !/[*?[\]{}]/.test(pattern);
}

/** Does any of the patterns match? */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => compilePattern(pattern)(text));
}

const SPECIAL = /[\\^$.|+()]/;

/** A glob as the text of an RE2 expression. Unpaired brackets and braces and reversed ranges are refused when a definition is checked. */
function globToRegex(glob: string): string {
  let regex = '';
  let braces = 0;
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    if (glob.startsWith('**/', at) && (at === 0 || glob[at - 1] === '/')) {
      regex += '(?:.*/)?';
      at += 2;
    } else if (glob.startsWith('**', at)) {
      regex += '.*';
      at += 1;
    } else if (character === '*') regex += '[^/]*';
    else if (character === '?') regex += '[^/]';
    else if (character === '[' && endOfSet(glob, at) !== -1) {
      const end = endOfSet(glob, at);
      const [, not, set = ''] = /^([!^]?)(.*)$/s.exec(glob.slice(at + 1, end)) ?? [];
      regex += `[${not ? '^' : ''}${set.replace(/[\\[\]^]/g, '\\$&')}]`;
      at = end;
    } else if (character === '{' && isClosed(glob, at)) {
      regex += '(?:';
      braces++;
    } else if (character === '}' && braces > 0) {
      regex += ')';
      braces--;
    } else if (character === ',' && braces > 0) regex += '|';
    else regex += SPECIAL.test(character) || '[]{}'.includes(character) ? `\\${character}` : character;
  }
  return regex;
}

/** Has the brace that opens here one that closes it, after those that open later? */
function isClosed(glob: string, at: number): boolean {
  let depth = 0;
  for (const character of glob.slice(at)) {
    if (character === '{') depth++;
    else if (character === '}') depth--;
    if (depth === 0) return true;
  }
  return false;
}
