/** Where a release goes. `true` where the CI system's own identity is all it takes. */
export interface ChannelsConfig {
  /** A release on GitHub, with all files. */
  readonly github?: boolean | GithubChannelConfig;
  /** PyPI; without a secret by trusted publishing. */
  readonly pypi?: boolean | ChannelConfig;
  /** The npm registry; without a secret by trusted publishing. */
  readonly npm?: boolean | ChannelConfig;
  readonly container?: ChannelConfig & {
    /** Without a tag: `ghcr.io/acme/weather`. */
    readonly image: string;
  };
  readonly homebrew?: HomebrewChannelConfig;
  readonly scoop?: ScoopChannelConfig;
  readonly chocolatey?: boolean | ChocolateyChannelConfig;
}

export interface ChannelConfig {
  /** Name of the secret that it is asked with. */
  readonly secret?: string;
}

export interface GithubChannelConfig extends ChannelConfig {
  /** `acme/weather`; that of the project unless said. */
  readonly repository?: string;
  /** Of the release; the tag unless said. */
  readonly title?: string;
}

/** How a file gets into a repository of git that package managers read. */
export interface TapDeliveryConfig extends ChannelConfig {
  /** The branch that package managers read; `main` unless said. */
  readonly branch?: string;
  /** `commit`: lockstep commits it by git. `dispatch`: a workflow of that repository is asked to, and followed. `commit` unless said. */
  readonly by?: 'commit' | 'dispatch';
  /** With `dispatch`: the file of the workflow that is started by `workflow_dispatch`; without one a `repository_dispatch` is sent. */
  readonly workflow?: string;
  /** The type of that `repository_dispatch`; `release` unless said. */
  readonly event?: string;
  /** Where git finds the repository; on github.com unless said. */
  readonly url?: string;
}

export interface HomebrewChannelConfig extends TapDeliveryConfig {
  /** Repository of the formula: `acme/homebrew-tap`. */
  readonly tap: string;
  /** Name of the formula; the project's unless said. */
  readonly formula?: string;
  /** The program that is installed, which must answer `--version`; the formula's name unless said. */
  readonly program?: string;
  /** The formula of Python that a package of Python is installed for; `python@3.13` unless said. */
  readonly python?: string;
}

export interface ScoopChannelConfig extends TapDeliveryConfig {
  /** Repository of the manifest: `acme/scoop-bucket`. */
  readonly bucket: string;
  /** Name of the app; the project's unless said. */
  readonly app?: string;
  /** The program that is installed; the app's name unless said. */
  readonly program?: string;
}

export interface ChocolateyChannelConfig extends ChannelConfig {
  /** Id of the package; the project's name in lower case unless said. */
  readonly id?: string;
  /** What people read instead of the id. */
  readonly title?: string;
  /** Words by which it is found. */
  readonly tags?: readonly string[];
  /** Address of an icon that is on a server for files, not a raw address of GitHub. */
  readonly icon?: string;
  /** What it does, for its page: Markdown of at least 30 characters; the description unless said. */
  readonly description?: string;
  /** The program that is installed; the id unless said. */
  readonly program?: string;
  /** The feed that people install from; Chocolatey's own unless said. */
  readonly feed?: string;
  /** Where packages are pushed to; Chocolatey's own unless said. */
  readonly push?: string;
}

export type ChannelName = keyof ChannelsConfig;
