/** Every code that emitting for GitHub Actions, or reading it back, can give. Each has a heading in docs/diagnostics.md. */
export const GITHUB_CODES = [
  'action-not-locked',
  'clean-environment-not-expressible',
  'expression-in-shell',
  'expression-in-text',
  'fail-fast-within-jobs',
  'github-file-not-understood',
  'idle-timeout-not-expressible',
  'image-is-no-label',
  'image-without-digest',
  'leg-never-started',
  'locks-not-expressible',
  'names-collide',
  'needs-every-leg',
  'pattern-not-expressible',
  'raw-block-refused',
  'retries-not-expressible',
  'runner-size-not-expressible',
  'schedule-branch-not-expressible',
  'secret-without-environment',
  'secrets-in-two-environments',
  'terminal-not-expressible',
  'tool-version-not-checked',
  'triggers-not-expressible',
] as const;

export type GithubCode = (typeof GITHUB_CODES)[number];
