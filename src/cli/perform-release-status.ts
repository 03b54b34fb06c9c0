import { USUAL_PATIENCE } from '../release/reconcile/look-at-channel.ts';
import { type ChannelStatus, lookAtAll } from '../release/reconcile/reconcile.ts';
import type { Look, ReleaseEvent } from '../release/reconcile/release-event.ts';
import { outcomeOf } from '../release/reconcile/release-outcome.ts';
import { carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { leftLines } from './perform-release-publish.ts';
import { type ChannelChoice, openPublishing } from './release/open-publishing.ts';
import { openSignedRelease, type SignerOptions } from './release/open-signed-release.ts';
import { pausing } from './release/pausing.ts';
import { eventLine, statusJson, statusLines, verdictLine } from './render/release-status-view.ts';

export interface ReleaseStatusOptions extends SignerOptions, ChannelChoice {
  readonly json?: boolean;
}

/**
 * `lockstep release status` looks at what the channels say of a release, `verify` fetches all of it. Neither changes anything. 0 when nothing is missing,
 * 5 when people look at what is left, 1 otherwise.
 */
export async function performReleaseLook(
  invocation: Invocation,
  folder: string | undefined,
  { how, ...options }: ReleaseStatusOptions & { readonly how: Look },
): Promise<ExitCode> {
  const signed = await openSignedRelease(invocation, folder, options);
  if (signed === undefined) return EXIT.usage;
  if ('refused' in signed) {
    const console = carefulOutput(invocation.console);
    console.remark(`${console.errorStyle.red('error')}: release.json ${signed.refused}`);
    return EXIT.failed;
  }
  const publishing = await openPublishing(invocation, signed, options);
  const interruption = new Interruption();
  const console = carefulOutput(invocation.console, publishing.secrets);
  const view = { style: console.style, width: console.screen.columns - 1 };
  const onEvent = (event: ReleaseEvent): void => {
    const line = event.kind === 'waiting' ? eventLine(event, view) : undefined;
    if (line !== undefined) console.remark(line);
  };
  try {
    const surroundings = { signal: interruption.signal, patience: USUAL_PATIENCE, pause: pausing, onEvent };
    const statuses = await lookAtAll(publishing.channels, how, surroundings);
    const { manifest, digest } = signed.release;
    if (options.json === true)
      console.json({ ...statusJson(manifest, { digest, statuses, left: publishing.left }), looked: how });
    else
      console.print(
        [
          ...statusLines(statuses, view),
          ...leftLines(publishing.left),
          ...(how === 'verify' ? ['', verdictLine(manifest, statuses, view)] : []),
        ].join('\n'),
      );
    return exitCodeOf(statuses, how);
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode;
    throw error;
  } finally {
    interruption.close();
  }
}

/** A look tells that all was delivered, and never that it was verified. */
function exitCodeOf(statuses: readonly ChannelStatus[], how: Look): ExitCode {
  const seen = statuses.map((status): ChannelStatus => {
    const { observation } = status;
    const isThere = how === 'observe' && observation.state === 'delivered';
    return isThere ? { ...status, observation: { ...observation, state: 'verified' } } : status;
  });
  const codes = { verified: EXIT.fine, moderation: EXIT.moderated, unfinished: EXIT.failed } as const;
  return codes[outcomeOf(seen)];
}
