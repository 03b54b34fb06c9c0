import { printable } from '../../diagnostics/printable.ts';

/**
 * Text that is HTML, and safe to be put into a page. It is made by the tag `html` alone: what stands in the template is HTML, what
 * is filled in is text and escaped, or is `Html` itself. There is no other way from a string to a page.
 */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  static template(parts: readonly string[], values: readonly HtmlValue[]): Html {
    return new Html(parts.reduce((text, part, index) => text + written(values[index - 1]) + part));
  }
}

/** Nothing is written for `undefined` and `false`, so that parts can be left out: `${failed > 0 && html`<b>failed</b>`}`. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/** HTML of a template: `` html`<td>${name}</td>` ``. Attribute values must stand in double quotes, and be no address and no script. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.template(parts, values);
}

/** A style or a script of our own, which is no HTML and has no escapes (HTML Living Standard §13.1.2, raw text elements). */
export function trustedText(text: string): Html {
  if (/<\/|<!--/.test(text)) throw new Error('Internal error: a style or a script would end its element');
  return Html.template([text], []);
}

/** UTF-8 bytes of a text: what limits of size mean. */
export function byteLength(text: string | Html): number {
  return new TextEncoder().encode(String(text)).length;
}

function written(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(written).join('');
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * What ends text, a tag or an attribute in any quotes (HTML Living Standard §13.1.2), after control characters and those that
 * reorder text have been made visible.
 */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}
