import type { ActionsLock } from '../provider.ts';

/**
 * The actions that lockstep uses, each at the commit its tag stood for when this was written (2026-11). Looked up by the commit in
 * public workflow files that name both (`actions/checkout@de0fac2e… # v6.0.2`): at least ten independent repositories agree on each.
 * `test/interop/github-files.mjs` has zizmor compare the comment's tag with the commit where the network allows it.
 */
export const GITHUB_ACTIONS: ActionsLock = {
  'actions/checkout': { version: 'v6.0.2', sha: 'de0fac2e4500dabe0009e67214ff5f5447ce83dd' },
  'actions/setup-python': { version: 'v6.2.0', sha: 'a309ff8b426b58ec0e2a45f0f869d46889d02405' },
  'actions/setup-node': { version: 'v6.2.0', sha: '6044e13b5dc448c55e2357c09f80417699197238' },
  'actions/setup-go': { version: 'v6.2.0', sha: '7a3fe6cf4cb3a834922a1244abfce67bcef6a0c5' },
  'actions/cache': { version: 'v5.0.3', sha: 'cdf6c1fa76f9f475f3d7449005a359c84ca0f306' },
  'actions/upload-artifact': { version: 'v6.0.0', sha: 'b7c566a772e6b6bfb58ed0dc250532a479d7789f' },
  'actions/download-artifact': { version: 'v7.0.0', sha: '37930b1c2abaa49bbe596cd826c3c89aef350131' },
};
