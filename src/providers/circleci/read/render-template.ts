export interface Rendered {
  readonly text: string;
  /** Tags that nothing is known for. */
  readonly unknown: readonly string[];
}

/**
 * Fills in the tags of a text and takes the escapes away, in one pass, so that a value that looks like a tag stays what it is.
 * Without a value for it a tag stays as written.
 */
export function renderTemplate(text: string, values: Readonly<Record<string, string>>): Rendered {
  const unknown: string[] = [];
  const rendered = text.replace(/\\<<|<<\s*([^<>]*?)\s*>>|<</g, (match, name: string | undefined) => {
    if (match === '\\<<') return '<<';
    const value = name === undefined ? undefined : values[name];
    if (value !== undefined) return value;
    unknown.push(name ?? match);
    return match;
  });
  return { text: rendered, unknown };
}
