/**
 * All that a release consists of, and where it shall be: made once by `lockstep release build`, signed, and the one thing that channels go by.
 * As JSON it is `release.json` in the folder of the release, which holds the files by their names beside it. What was built decides, not the
 * definition of the day: a release that got stuck is continued from the manifest, whatever has become of the branch since.
 */
export interface ReleaseManifest {
  /** Of the format. */
  readonly manifest: 1;
  readonly project: string;
  /** Semver 2.0.0, without the tag's prefix. */
  readonly version: string;
  /** As PyPI has it (PEP 440); absent when the version has no such form. */
  readonly pep440?: string;
  readonly prerelease: boolean;
  readonly tag: string;
  readonly commit: string;
  readonly tree: string;
  /** ISO 8601, UTC: the time of the commit, and of everything in archives. */
  readonly committedAt: string;
  /** Tag of the version before; absent for the first one. */
  readonly previous?: string;
  /** Markdown. */
  readonly notes: string;
  readonly about: ReleaseSubject;
  /** By name, in the order of their names. */
  readonly files: readonly ReleaseFile[];
  /** In the order in which they are published. */
  readonly channels: readonly DesiredChannel[];
}

/** What people are told of a project; from pyproject.toml, package.json or the definition. */
export interface ReleaseSubject {
  /** One line. */
  readonly description: string;
  /** `https://github.com/acme/weather`. */
  readonly repository: string;
  readonly homepage: string;
  /** An SPDX expression. */
  readonly license: string;
  readonly authors: readonly string[];
}

export type ReleaseFileKind =
  | 'wheel'
  | 'sdist'
  | 'npm'
  /** A program or an archive of one, for a platform. */
  | 'binary'
  /** The tree of the commit, as a tarball of our own. */
  | 'source'
  /** An image as an archive of an OCI layout (image-spec, "OCI Image Layout"). */
  | 'image'
  | 'formula'
  | 'scoop'
  | 'nupkg'
  | 'requirements'
  | 'sbom'
  | 'checksums'
  | 'provenance'
  | 'signature';

export interface ReleaseFile {
  /** Of the file, without a folder: letters, digits and `._+-`. */
  readonly name: string;
  readonly kind: ReleaseFileKind;
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  readonly sha512: string;
  /** Of a binary: where it runs. */
  readonly platform?: { readonly os: 'linux' | 'macos' | 'windows'; readonly arch: 'x64' | 'arm64' };
}

/** What a channel shall serve; names of files are those of the manifest. */
export type DesiredChannel =
  | DesiredGithub
  | DesiredPypi
  | DesiredNpm
  | DesiredContainer
  | DesiredTap
  | DesiredChocolatey;

/** How a channel is asked. */
export interface ChannelAccess {
  /** Name of the secret; without one the identity of the CI system is what it takes, or nothing. */
  readonly secret?: string;
}

export interface DesiredGithub extends ChannelAccess {
  readonly name: 'github';
  /** `acme/weather`. */
  readonly repository: string;
  readonly title: string;
  readonly assets: readonly string[];
  /** Is it the one people are shown first? */
  readonly latest: boolean;
}

export interface DesiredPypi extends ChannelAccess {
  readonly name: 'pypi';
  readonly project: string;
  readonly files: readonly string[];
}

export interface DesiredNpm extends ChannelAccess {
  readonly name: 'npm';
  /** `@acme/weather`. */
  readonly package: string;
  readonly file: string;
  /** The dist-tag: `latest`, or `next` for a pre-release. */
  readonly distTag: string;
}

export interface DesiredContainer extends ChannelAccess {
  readonly name: 'container';
  /** Without a tag: `ghcr.io/acme/weather`. */
  readonly image: string;
  /** The archive of the OCI layout. */
  readonly file: string;
  /** `sha256:…` of the image's manifest or index. */
  readonly digest: string;
  /** In the order in which they are moved: `1.2.0`, `1.2`, `1`, `latest`. */
  readonly tags: readonly string[];
  /** Files that are attached to it by digest: SBOMs and provenance. */
  readonly attached: readonly string[];
}

/** A file in a repository of git that package managers read: a formula in a Homebrew tap, a manifest in a Scoop bucket. */
export interface DesiredTap extends ChannelAccess {
  readonly name: 'homebrew' | 'scoop';
  /** `acme/homebrew-tap`. */
  readonly repository: string;
  readonly branch: string;
  /** `Formula/weather.rb`, `bucket/weather.json`. */
  readonly path: string;
  /** The file that shall be there. */
  readonly file: string;
  /** Of the commit. */
  readonly message: string;
  /** Where git finds the repository; `https://github.com/acme/homebrew-tap.git` unless said. */
  readonly url?: string;
  /** `commit`: by git. `dispatch`: the repository's own workflow is asked to, and followed. */
  readonly by: 'commit' | 'dispatch';
  /** With `dispatch`: the file of the workflow that takes a `workflow_dispatch`. */
  readonly workflow?: string;
  /** With `dispatch` and without a workflow: the type of the `repository_dispatch`; `release` unless said. */
  readonly event?: string;
}

export interface DesiredChocolatey extends ChannelAccess {
  readonly name: 'chocolatey';
  readonly id: string;
  readonly file: string;
  /** The feed that people install from; `https://community.chocolatey.org/api/v2/` unless said. */
  readonly feed?: string;
  /** Where packages are pushed to; `https://push.chocolatey.org/` unless said. */
  readonly push?: string;
}

/** A release before its files for package managers are rendered from it. */
export type ReleaseDraft = Omit<ReleaseManifest, 'channels'>;
