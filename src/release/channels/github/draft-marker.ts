import type { ReleaseManifest } from '../../manifest/release-manifest.ts';
import type { HostedRelease } from './hosted-release.ts';

/** By which a draft is known again, in a comment at the end of its notes: people make drafts too, and theirs are theirs. */
export function draftMarker({ tag, commit }: Pick<ReleaseManifest, 'tag' | 'commit'>): string {
  return `<!-- lockstep: ${tag.replaceAll('--', '')} of ${commit} -->`;
}

export function isOurDraft({ body }: HostedRelease, manifest: ReleaseManifest): boolean {
  return body.trimEnd().endsWith(draftMarker(manifest));
}
