/** A version's part of a changelog, without its heading; undefined when no heading names the version. */
export function changelogSection(text: string, version: string): string | undefined {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => names(line, version));
  if (start === -1) return undefined;
  const level = depth(lines[start] ?? '');
  const after = lines.slice(start + 1);
  // A deeper heading is part of it; links at the end of the file are nobody's.
  const end = after.findIndex(
    (line) => (depth(line) > 0 && depth(line) <= level) || /^\[[^\]]+\]:\s/.test(line),
  );
  return after
    .slice(0, end === -1 ? undefined : end)
    .join('\n')
    .trim();
}

/** `## [1.2.0] - 2026-01-31` (keepachangelog.com), `## 1.2.0`, `# v1.2.0 (2026-01-31)`; `## [1.2.0-rc.1]` is another version. */
function names(line: string, version: string): boolean {
  const [, title] = /^#{1,6}\s+(.*)$/.exec(line) ?? [];
  const [, found] = /^\[?v?(\d+\.\d+\.\d+[^\s\])]*)/.exec(title ?? '') ?? [];
  return found === version;
}

function depth(line: string): number {
  return /^(#{1,6})\s/.exec(line)?.[1]?.length ?? 0;
}
