import type { UntrustedRecord } from './untrusted-value.ts';

/**
 * The sections of an INI file as setuptools, tox and flake8 read it (https://docs.python.org/3/library/configparser.html):
 * `key = value`, continued on indented lines, which are joined with a newline.
 */
export function parseIni(text: string): UntrustedRecord {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let key: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map();
      sections.set(header, section);
      key = undefined;
    } else if (/^\s/.test(line) && key !== undefined) {
      section?.set(key, `${section.get(key) ?? ''}\n${line.trim()}`);
    } else {
      const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line);
      key = pair?.[1]?.trim();
      if (key !== undefined) section?.set(key, pair?.[2] ?? '');
    }
  }
  return Object.fromEntries([...sections].map(([name, entries]) => [name, Object.fromEntries(entries)]));
}
