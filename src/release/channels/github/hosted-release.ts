import type { ReleaseFile } from '../../manifest/release-manifest.ts';
import { type GithubRow, rowOf } from './github-api.ts';

/** A release as GitHub has it; only what is looked at. */
export interface HostedRelease {
  readonly id: number;
  readonly tag: string;
  readonly isDraft: boolean;
  /** Its files and its tag cannot be changed any more (docs.github.com, "Immutable releases"). */
  readonly isImmutable: boolean;
  readonly body: string;
}

export interface HostedAsset {
  readonly id: number;
  readonly name: string;
  /** `starter`: the upload broke off (docs.github.com, "Upload a release asset"). */
  readonly isWhole: boolean;
  /** Hex; undefined for files that were uploaded before GitHub took digests. */
  readonly sha256: string | undefined;
  readonly size: number;
}

/** Undefined for what is no release. */
export function readHostedRelease(row: GithubRow): HostedRelease | undefined {
  const { id, tag_name: tag, draft, immutable, body } = row;
  if (typeof id !== 'number' || typeof tag !== 'string') return undefined;
  return {
    id,
    tag,
    isDraft: draft === true,
    isImmutable: immutable === true,
    body: typeof body === 'string' ? body : '',
  };
}

export function readHostedAsset(value: unknown): HostedAsset | undefined {
  const { id, name, state, digest, size } = rowOf(value);
  if (typeof id !== 'number' || typeof name !== 'string') return undefined;
  const [, sha256] = typeof digest === 'string' ? (/^sha256:([0-9a-f]{64})$/.exec(digest) ?? []) : [];
  return { id, name, isWhole: state === 'uploaded', sha256, size: typeof size === 'number' ? size : -1 };
}

/** Is it the file, all of it? */
export function isWhole(asset: HostedAsset, file: ReleaseFile): boolean {
  return asset.isWhole && asset.name === file.name && asset.size === file.size && !isOther(asset, file);
}

/** By the digest where GitHub tells it; by the size at least. */
export function isOther({ sha256: digest, size }: HostedAsset, file: ReleaseFile): boolean {
  return digest === undefined ? size !== file.size : digest !== file.sha256;
}
