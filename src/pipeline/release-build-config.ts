/** What a release is made of. Everything is built in a fresh checkout of the tag; nothing that git does not track gets in. */
export interface ReleaseBuildConfig {
  /** Wheel and source distribution; where `pyproject.toml` is, unless `false`. */
  readonly python?: boolean | PythonBuildConfig;
  /** The package, as `npm pack` makes it; where a `package.json` that is not private is, unless `false`. */
  readonly npm?: boolean | NpmBuildConfig;
  /** Programs, or archives of them. */
  readonly binaries?: readonly BinaryBuildConfig[];
  /** An image, as an archive of an OCI layout. */
  readonly image?: ImageBuildConfig;
  /** A tarball of all that the commit has; `true` unless said. */
  readonly source?: boolean;
}

export interface PythonBuildConfig {
  /** What builds both; `python -m build --outdir "$LOCKSTEP_DIST"` unless said. */
  readonly run?: string;
  /**
   * The file with what it needs at run time, each with its version and hashes: `requirements/runtime.txt`, as `pip-compile --generate-hashes` or
   * `uv export` writes it. Needed where `pyproject.toml` has dependencies.
   */
  readonly requirements?: string;
}

export interface NpmBuildConfig {
  /** What is run before `npm pack`: `npm ci && npm run build`. */
  readonly run?: string;
}

export interface BinaryBuildConfig {
  /** What builds it. Without it the files come from the folder that `release build --artifacts` names, where other jobs have left them. */
  readonly run?: string;
  /** Globs of what it leaves, or of files in that folder: `dist/weather-*.tar.gz`. */
  readonly files: string | readonly string[];
  /** Where it runs; leave both out for what runs everywhere. */
  readonly os?: 'linux' | 'macos' | 'windows';
  readonly arch?: 'x64' | 'arm64';
}

export interface ImageBuildConfig {
  /** What leaves the archive: `docker buildx build --output type=oci,dest=image.tar .`, or `podman save --format oci-archive --output image.tar weather`. */
  readonly run?: string;
  /** The archive: `image.tar`. */
  readonly file: string;
}

/** What people are told of the project; what is not said here is read from `pyproject.toml` or `package.json`. */
export interface ReleaseAboutConfig {
  /** One line. */
  readonly description?: string;
  /** `https://github.com/acme/weather`. */
  readonly repository?: string;
  readonly homepage?: string;
  /** An SPDX expression: `Apache-2.0`. */
  readonly license?: string;
  readonly authors?: readonly string[];
}
