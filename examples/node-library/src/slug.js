import { LETTERS } from './letters.js';

const ACCENTS = /\p{Mark}+/gu;
const OTHERS = /[^a-z0-9]+/g;

/**
 * The text as a part of a URL: `slug('Größe & Maß')` is `grosse-and-mass`. Lower-cased the same way in every locale, so that
 * a page keeps its address wherever it is built.
 *
 * @param {string} text
 * @param {{ separator?: string, longest?: number }} [options] `longest`: cut between words to at most this many characters
 */
export function slug(text, { separator = '-', longest = Number.POSITIVE_INFINITY } = {}) {
  const letters = Array.from(text.toLowerCase(), (letter) => LETTERS.get(letter) ?? letter).join('');
  const words = letters.normalize('NFKD').replace(ACCENTS, '').split(OTHERS).filter(Boolean);
  return shorten(words, separator, longest);
}

/**
 * @param {string[]} words
 * @param {string} separator
 * @param {number} longest
 */
function shorten(words, separator, longest) {
  let result = '';
  for (const word of words) {
    const next = result === '' ? word : `${result}${separator}${word}`;
    if (next.length > longest) return result === '' ? word.slice(0, longest) : result;
    result = next;
  }
  return result;
}
