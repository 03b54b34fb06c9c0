import type { ActionsLock } from '../provider.ts';

/**
 * The actions that lockstep uses, each at the commit its tag stood for when this was written (November 2026). Looked up in public
 * repositories: each line stands word for word (`uses: actions/checkout@3d3c42e5… # v7.0.1`) in at least two that have nothing to do
 * with each other, most in five and more; a few name only the major version beside the same commit.
 */
export const GITHUB_ACTIONS: ActionsLock = {
  'actions/checkout': { version: 'v7.0.1', sha: '3d3c42e5aac5ba805825da76410c181273ba90b1' },
  'actions/setup-python': { version: 'v7.0.0', sha: '5fda3b95a4ea91299a34e894583c3862153e4b97' },
  'actions/setup-node': { version: 'v6.4.0', sha: '48b55a011bda9f5d6aeb4c2d9c7362e8dae4041e' },
  'actions/setup-go': { version: 'v7.0.0', sha: 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e' },
  'actions/cache': { version: 'v5.0.5', sha: '27d5ce7f107fe9357f9df03efb73ab90386fccae' },
  'actions/upload-artifact': { version: 'v7.0.1', sha: '043fb46d1a93c77aae656e7c1c64a875d1fc6a0a' },
  'actions/download-artifact': { version: 'v8.0.0', sha: '70fc10c6e5e1ce46ad2ea6f2b72d43f7d47b13c3' },
};
