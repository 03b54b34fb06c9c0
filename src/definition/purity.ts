/**
 * Words that a module can reach something with that may be different tomorrow: the process, time, chance, the network, other
 * code, the locale, its own place. `constructor` leads from any value to `Function`. A bundle has no import declarations left; a
 * `fetch` right before a quote ends a text such as `cargo fetch`.
 */
const IMPURE =
  /\b(?:process|Date|random|globalThis|global|self|eval|Function|performance|crypto|require|WebAssembly|Intl|setTimeout|setInterval|setImmediate|queueMicrotask|navigator|Worker|SharedArrayBuffer|Atomics|WeakRef|FinalizationRegistry|constructor|stack|localeCompare|console|Buffer|Temporal|module|__dirname|__filename)\b|\btoLocale|\bimport\s*[(.]|\bfetch\b(?!["'`])/;

/**
 * Is the module evidently a function of its own text? Conservative: a text that merely contains one of the words makes the
 * answer no, and the only price is that nothing is cached.
 */
export function isEvidentlyPure(code: string): boolean {
  // Escapes in identifiers and property names would spell the words otherwise.
  return !IMPURE.test(code) && !/\\(?:u|x)/.test(code);
}
