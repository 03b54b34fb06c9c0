import { parse } from '@babel/parser';

/**
 * The syntax tree of a script. In a file of its own, so that the parser is loaded only for a definition with something wrong in it:
 * a dynamic import of this file means the same in a bundle and out of it, one of the CommonJS package itself does not.
 */
export function parseScript(text: string, options: Parameters<typeof parse>[1]): ReturnType<typeof parse> {
  return parse(text, options);
}
