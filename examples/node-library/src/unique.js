import { slug } from './slug.js';

/**
 * A function that never gives the same slug twice: the second `Intro` becomes `intro-2`.
 *
 * @param {Iterable<string>} [taken] slugs that are in use already
 */
export function uniqueSlugs(taken = []) {
  const used = new Set(taken);
  /** @param {string} text */
  return (text) => {
    const base = slug(text) || 'untitled';
    let candidate = base;
    for (let count = 2; used.has(candidate); count++) candidate = `${base}-${count}`;
    used.add(candidate);
    return candidate;
  };
}
