/** What can be wrong with the hooks of a repository, beside what the definition's own checks find. Each has a heading in docs/diagnostics.md and a case. */
export const HOOK_CODES = [
  'bad-hook-option',
  'bad-hook-pattern',
  'bad-pre-commit-config',
  'unknown-file-tag',
] as const;

export type HookCode = (typeof HOOK_CODES)[number];
