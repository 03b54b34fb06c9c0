/**
 * Words that a module can reach something with that may be different tomorrow: the process, time, chance, the network, other
 * code, the locale, its own place. `constructor` leads from any value to `Function`.
 */
const IMPURE =
  /\b(?:process|Date|random|fetch|globalThis|global|eval|Function|performance|crypto|require|import|WebAssembly|Intl|setTimeout|setInterval|setImmediate|queueMicrotask|navigator|Worker|SharedArrayBuffer|Atomics|WeakRef|FinalizationRegistry|constructor|stack|localeCompare|console|Buffer|Temporal|module|__dirname|__filename)\b|\btoLocale/;

/**
 * Is the module evidently a function of its own text? Conservative: a text that merely contains one of the words makes the
 * answer no, and the only price is that nothing is cached.
 */
export function isEvidentlyPure(code: string): boolean {
  // Escapes in identifiers and property names would spell the words otherwise.
  return !IMPURE.test(code) && !/\\(?:u|x)/.test(code);
}
