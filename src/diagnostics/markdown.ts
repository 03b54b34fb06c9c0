import { printable } from './printable.ts';

/**
 * Text from outside as text of Markdown, on one line: what means something to Markdown, tables, HTML or Mermaid is escaped
 * (CommonMark 0.31.2 §2.4), and accounts and issues that GitHub would link (`@name`, `#1`) have an invisible space in them.
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>|~]|&(?=#?\w+;)/g, '\\$&')
    .replace(/[@#](?=\w)/g, '$&&#8203;')
    .replace(/^(?:[-+=#]|\d+(?=[.)](?:\s|$)))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/**
 * Text from outside as it is, in code (CommonMark §6.1). What would end the code or, in a table, the cell (GitHub Flavored Markdown
 * 0.29 §4.10) is written as HTML.
 */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  if (!/[`|\\]/.test(line) && line !== '') return `\`${line}\``;
  return `<code>${line.replace(/[\\`*_{}[\]<>|~&@#:]/g, (character) => `&#${character.codePointAt(0)};`)}</code>`;
}

function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}
