/** Every code that compiling to CircleCI, or reading such a file, can give. Each has a heading in docs/diagnostics.md and a case. */
export const CIRCLECI_CODES = [
  'allow-failure-not-expressible',
  'backslash-before-template',
  'capability-not-offered',
  'condition-not-expressible',
  'environment-not-expressible',
  'fail-fast-not-expressible',
  'file-not-understood',
  'glob-not-expressible',
  'image-not-offered',
  'lock-not-expressible',
  'pattern-too-long',
  'permissions-not-expressible',
  'raw-block-invalid',
  'retention-not-expressible',
  'retries-not-expressible',
  'secret-without-context',
  'service-not-offered',
  'shell-not-offered',
  'terminal-not-expressible',
  'timeout-not-expressible',
  'toolchain-not-offered',
  'trigger-needs-setup',
  'trigger-not-expressible',
  'value-not-expressible',
] as const;

export type CircleCode = (typeof CIRCLECI_CODES)[number];
