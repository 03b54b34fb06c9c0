import type { ReleaseManifest } from '../../manifest/release-manifest.ts';
import type { ChannelStep, Recall } from '../channel.ts';
import { isOurDraft } from './draft-marker.ts';
import type { GithubReleases } from './github-releases.ts';
import type { HostedRelease } from './hosted-release.ts';

/**
 * A draft is deleted. What is published becomes a draft again, which nobody finds, and the release before is shown first; where releases are immutable
 * only its notes and what is shown first can be changed (docs.github.com, "Immutable releases").
 */
export async function recallRelease(
  releases: GithubReleases,
  manifest: ReleaseManifest,
  signal: AbortSignal,
): Promise<Recall> {
  const { tag, previous } = manifest;
  const published = await releases.published(tag, signal);
  if (published === undefined) {
    const drafts = await releases.drafts(tag, signal);
    return recallDrafts(
      drafts.filter((draft) => isOurDraft(draft, manifest)),
      releases,
    );
  }
  const before = previous === undefined ? undefined : await releases.published(previous, signal);
  const latest = await releases.latest(signal);
  const back: ChannelStep[] =
    before === undefined || latest !== tag
      ? []
      : [
          step(`show ${before.tag} as the latest release`, async (ending) => {
            await releases.change(before, { make_latest: 'true' }, ending);
            return `${before.tag} is the latest`;
          }),
        ];
  if (published.isImmutable)
    return {
      kind: 'steps',
      steps: [...back, warnStep(published, releases)],
      leaves: `${tag} and its files stay: the release is immutable`,
    };
  const hide = step(`make ${tag} a draft again`, async (ending) => {
    await releases.change(published, { draft: true }, ending);
    return 'a draft';
  });
  return { kind: 'steps', steps: [...back, hide], leaves: `the tag ${tag}, and a draft that only you see` };
}

function recallDrafts(drafts: readonly HostedRelease[], releases: GithubReleases): Recall {
  const steps = drafts.map((draft) =>
    step(`delete draft ${draft.id}`, async (signal) => {
      await releases.remove(draft, signal);
      return 'deleted';
    }),
  );
  return { kind: 'steps', steps, leaves: 'the tag' };
}

const WARNING = '> [!WARNING]\n> This release was withdrawn. Do not use it.\n\n';

function warnStep(release: HostedRelease, releases: GithubReleases): ChannelStep {
  return step(`say in the notes that ${release.tag} was withdrawn`, async (signal) => {
    if (release.body.startsWith(WARNING)) return 'it is said already';
    await releases.change(release, { body: `${WARNING}${release.body}` }, signal);
    return 'said';
  });
}

function step(title: string, run: ChannelStep['run']): ChannelStep {
  return { title, phase: 'point', run };
}
