import type { SystemName } from './workflow-config.ts';

/** What the CI systems are called, for people. */
export const SYSTEM_TITLES: Readonly<Record<SystemName, string>> = {
  github: 'GitHub Actions',
  circleci: 'CircleCI',
};
