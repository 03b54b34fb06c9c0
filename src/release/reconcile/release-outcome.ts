import { markdownText } from '../../diagnostics/markdown.ts';
import type { NotifyEvent } from '../../notify/notify-event.ts';
import type { ReleaseManifest } from '../manifest/release-manifest.ts';
import type { ChannelStatus } from './reconcile.ts';

/**
 * `verified`: everything that was asked for is served. `moderation`: so is all but what people look at first. `unfinished`: something is missing, or
 * nobody could look.
 */
export type ReleaseOutcome = 'verified' | 'moderation' | 'unfinished';

export function outcomeOf(statuses: readonly ChannelStatus[]): ReleaseOutcome {
  const states = statuses.map(({ observation }) => observation.state);
  if (states.every((state) => state === 'verified')) return 'verified';
  return states.every((state) => state === 'verified' || state === 'moderation')
    ? 'moderation'
    : 'unfinished';
}

/** For mail, chats and issues. */
export interface ReleaseNotice {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** What people are told when a release has not arrived everywhere; undefined when it has. */
export function releaseNotice(
  { project, version, tag }: ReleaseManifest,
  statuses: readonly ChannelStatus[],
): ReleaseNotice | undefined {
  const outcome = outcomeOf(statuses);
  if (outcome === 'verified') return undefined;
  const late = statuses.filter(({ observation }) => observation.state !== 'verified');
  const lines = statuses.flatMap(({ name, observation, heldBy }) => {
    const { state, summary, reason, remedy } = observation;
    const why = heldBy === undefined ? (reason ?? summary) : `waits for ${heldBy.join(', ')}`;
    return [
      `- **${name}**: ${state}: ${markdownText(why)}`,
      ...(remedy === undefined || state === 'verified' ? [] : [`  ${markdownText(remedy)}`]),
    ];
  });
  const names = late.map(({ name }) => name).join(', ');
  return {
    title:
      outcome === 'moderation'
        ? `${project} ${version} is in moderation: ${names}`
        : `${project} ${version} has not arrived everywhere: ${names}`,
    body: `${lines.join('\n')}\n\nOnce that is mended, \`lockstep release publish\` goes on with ${markdownText(tag)}: what is done is not done again.\n`,
  };
}

/**
 * The same for `notify send --events`: stuck, or no longer. What people of a channel look at is neither, and nobody is told.
 */
export function releaseEvents(
  manifest: ReleaseManifest,
  statuses: readonly ChannelStatus[],
): readonly NotifyEvent[] {
  const { project, version, tag, commit } = manifest;
  const outcome = outcomeOf(statuses);
  if (outcome === 'moderation') return [];
  const about = { kind: 'release-stuck', project, subject: version, commit, occurrence: tag } as const;
  if (outcome === 'verified')
    return [{ ...about, status: 'resolved', summary: `${project} ${version} is at every channel.` }];
  const late = statuses.filter(({ observation }) => observation.state !== 'verified');
  return [
    {
      ...about,
      status: 'firing',
      summary: `${project} ${version} has not arrived everywhere: ${late.map(({ name }) => name).join(', ')}.`,
      details: late
        .map(({ name, observation: { state, summary, reason, remedy }, heldBy }) =>
          [
            `${name}: ${state}: ${heldBy === undefined ? (reason ?? summary) : `waits for ${heldBy.join(', ')}`}`,
            ...(remedy === undefined ? [] : [`  ${remedy}`]),
          ].join('\n'),
        )
        .join('\n'),
    },
  ];
}
