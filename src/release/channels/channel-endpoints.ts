import type { SigstoreServers } from '../signing/sign-keyless.ts';

/** Where the servers of all channels are. Addresses have no slash at their end. */
export interface ChannelEndpoints {
  /** The registry of npm packages. */
  readonly npm: string;
  readonly pypi: {
    /** Takes uploads (docs.pypi.org, "Upload API"). */
    readonly upload: string;
    /** The simple index (packaging.python.org, "Simple repository API"). */
    readonly simple: string;
    /** Gives tokens for identities (docs.pypi.org/trusted-publishers/internals), and tells of attestations. */
    readonly web: string;
  };
  /** Of registries of images, by the host in an image's name; others are at `https://` and their host. */
  readonly containers: Readonly<Record<string, string>>;
  readonly github: { readonly api: string; readonly uploads: string };
  /** What `acme/homebrew-tap` is below, for git and for people. */
  readonly git: string;
  readonly chocolatey: { readonly push: string; readonly feed: string };
  readonly sigstore: SigstoreServers;
}

/** Those that everybody uses. */
export const PUBLIC_ENDPOINTS: ChannelEndpoints = {
  npm: 'https://registry.npmjs.org',
  pypi: {
    upload: 'https://upload.pypi.org/legacy/',
    simple: 'https://pypi.org/simple',
    web: 'https://pypi.org',
  },
  // docs.docker.com, "Registry HTTP API": images that name no host are there.
  containers: { 'docker.io': 'https://registry-1.docker.io' },
  github: { api: 'https://api.github.com', uploads: 'https://uploads.github.com' },
  git: 'https://github.com',
  chocolatey: {
    push: 'https://push.chocolatey.org/api/v2/package',
    feed: 'https://community.chocolatey.org/api/v2',
  },
  sigstore: { fulcio: undefined, rekor: undefined, timestamps: undefined },
};
