/** A word for a POSIX shell: as it is when it is harmless, in single quotes otherwise. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The commands of a plain `a && b && c`; undefined when the text says more than that (pipes, `;`, `||`, subshells …). */
export function commandsOf(text: string): readonly string[] | undefined {
  const commands = [''];
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote === undefined && text.startsWith('&&', at)) {
      commands.push('');
      at++;
      continue;
    }
    if (character === '\\' || character === '`' || text.startsWith('$(', at)) return undefined;
    if (quote === undefined && /[|;&<>()\n]/.test(character)) return undefined;
    if (character === quote) quote = undefined;
    else if (quote === undefined && /["']/.test(character)) quote = character;
    commands[commands.length - 1] += character;
  }
  const trimmed = commands.map((command) => command.trim());
  return quote !== undefined || trimmed.includes('') ? undefined : trimmed;
}

/** The words of one simple command, quotes taken off. */
export function wordsOf(command: string): readonly string[] {
  return Array.from(command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) => word.replace(/["']/g, ''));
}
