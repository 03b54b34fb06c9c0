/** What can be wrong with what a release is made of; each has a case and a heading in docs/diagnostics.md. */
export const RELEASE_CODES = [
  'release-manifest',
  'release-manifest-version',
  'release-file-missing',
  'release-file-changed',
  'release-nothing-built',
  'release-artifact-missing',
  'release-artifact-name',
  'release-artifact-version',
  'release-image',
  'release-requirements',
  'release-about',
  'release-channel-file',
  'release-formula',
  'release-scoop',
  'release-chocolatey',
] as const;

export type ReleaseCode = (typeof RELEASE_CODES)[number];
