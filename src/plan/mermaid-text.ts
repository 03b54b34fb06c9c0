import { printable } from '../diagnostics/printable.ts';

/**
 * Text from outside for a label in quotes. What is not plain becomes an entity code (mermaid.js.org, "Entity codes to escape
 * characters"), for Mermaid looks for more than it shows: directives (`%%{`), style statements, Markdown, HTML, a list (`1.`).
 */
export function mermaidText(text: string): string {
  return printable(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[-+=]|(?<=^\d+)[.)]|[^\p{L}\p{M}\p{N}\p{Extended_Pictographic} .,()/+=-]/gu, entity);
}

function entity(character: string): string {
  return `#${character.codePointAt(0)};`;
}

/**
 * A node's name, made from what it stands for alone, so that a drawing changes only where the pipeline does. Different parts make
 * different names: what is no letter or digit becomes its code between underscores. The prefix keeps words that Mermaid reserves away.
 */
export function mermaidName(prefix: string, ...parts: readonly string[]): string {
  const words = parts.map((part) =>
    Array.from(part, (character) =>
      /[A-Za-z0-9]/.test(character) ? character : `_${character.codePointAt(0)?.toString(16)}_`,
    ).join(''),
  );
  return [prefix, ...words].join('__');
}
