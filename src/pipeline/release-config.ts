import type { ChannelsConfig } from './channels-config.ts';
import type { ReleaseAboutConfig, ReleaseBuildConfig } from './release-build-config.ts';
import type { Duration } from './value-config.ts';
import type { SystemName } from './workflow-config.ts';

/** What a tree must have proved before it is released: `lockstep receipt verify` judges by it. */
export interface ReceiptsConfig {
  /** Whose receipts count. Without one only keys and identities that are given by option do. */
  readonly identities?: readonly ReceiptIdentityConfig[];
  /** Names of the branches whose pushes prove a tree; `main` unless said. */
  readonly branches?: readonly string[];
  /** How old a receipt may be; `30d` unless said. */
  readonly maxAge?: Duration;
  /** The jobs that must have passed; unless said, all that a push to the first of `branches` runs, but for what may fail, waits for people or releases. */
  readonly jobs?: readonly string[];
  /** Address of what is released, for the verification summary: `git+https://github.com/acme/weather`. */
  readonly resource?: string;
  /** Who says so in the verification summary: a URI. */
  readonly verifier?: string;
}

/** One that may sign receipts: the holder of a key, workflows of a repository on GitHub, a project on CircleCI, or a certificate's subject. */
export type ReceiptIdentityConfig =
  | ReceiptKeyConfig
  | ReceiptGithubConfig
  | ReceiptCircleciConfig
  | ReceiptSubjectConfig;

export interface ReceiptKeyConfig {
  /** Path of the public key (PEM), relative to the definition. */
  readonly key: string;
  /** Where the checks may have run that it signs for; anywhere unless said. */
  readonly systems?: readonly (SystemName | 'local')[];
}

export interface ReceiptGithubConfig {
  /** The repository whose workflows sign, without a key: `acme/weather`. */
  readonly github: string;
  /** The files of the workflows that may: `.github/workflows/ci.yml`; all unless said. */
  readonly workflows?: readonly string[];
}

export interface ReceiptCircleciConfig {
  /** The id of the project whose jobs sign, without a key. */
  readonly circleci: string;
  /** The id of its organisation. */
  readonly organization: string;
}

export interface ReceiptSubjectConfig {
  /** The issuer of the identity token, as the certificate has it. */
  readonly issuer: string;
  /** The subject of the certificate, whole. */
  readonly subject: string;
  /** Where the checks ran that it signs for. */
  readonly system: SystemName | 'local';
}

/** How a tag becomes a release. */
export interface ReleaseConfig {
  /** What a tree must have proved before it is released. */
  readonly receipts?: ReceiptsConfig;
  /** What a tag is called: `v{version}` unless said. */
  readonly tag?: string;
  /** The branch that every release is on; `main` unless said. */
  readonly branch?: string;
  /** Files that say the version; those of `pyproject.toml`, `package.json` and `Cargo.toml` that are there, unless said. */
  readonly versions?: readonly string[];
  /** What tells people of each version; `CHANGELOG.md` where it is there, unless said. `false`: nothing does. */
  readonly changelog?: string | false;
  /** What it is made of. */
  readonly build?: ReleaseBuildConfig;
  /** What people are told of it. */
  readonly about?: ReleaseAboutConfig;
  /** Where it goes. */
  readonly channels?: ChannelsConfig;
  /** Whose signature below `release.json` makes it one that may be published. Without one only keys and identities that are given by option do. */
  readonly signers?: readonly ReceiptIdentityConfig[];
}
