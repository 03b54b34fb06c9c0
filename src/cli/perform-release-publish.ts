import { resolve } from 'node:path';
import { acquireLock } from '../platform/lock-file.ts';
import { receiptChecks } from '../release/plan/receipt-checks.ts';
import { USUAL_PATIENCE } from '../release/reconcile/look-at-channel.ts';
import { type ChannelStatus, lookAtAll, reconcile } from '../release/reconcile/reconcile.ts';
import type { ReleaseEvent } from '../release/reconcile/release-event.ts';
import { ReleaseJournal, releaseFolder } from '../release/reconcile/release-journal.ts';
import { outcomeOf, releaseEvents, releaseNotice } from '../release/reconcile/release-outcome.ts';
import { worstConclusion } from '../run/check.ts';
import { carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { writeGivenFile } from './given-files.ts';
import { Interruption } from './interruption.ts';
import { writeEvents } from './notify/write-events.ts';
import {
  type ChannelChoice,
  openPublishing,
  type Publishing,
  publishingLock,
} from './release/open-publishing.ts';
import { openSignedRelease, type SignedRelease, type SignerOptions } from './release/open-signed-release.ts';
import { pausing } from './release/pausing.ts';
import { askReceipts } from './release/release-receipts.ts';
import { eventLine, statusJson, statusLines, stepLines, verdictLine } from './render/release-status-view.ts';
import { ownPackage } from './version.ts';

export interface ReleasePublishOptions extends SignerOptions, ChannelChoice {
  readonly receipts?: string;
  readonly notifyFile?: string;
  /** Where to write what `notify send --events` reads. */
  readonly events?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `lockstep release publish`: brings a release to its channels, as far as it goes. 0 when every channel serves it, 5 when what is left is looked at by
 * people first, 1 when something is missing or refused.
 */
export async function performReleasePublish(
  invocation: Invocation,
  folder: string | undefined,
  options: ReleasePublishOptions,
): Promise<ExitCode> {
  const signed = await openSignedRelease(invocation, folder, options);
  if (signed === undefined) return EXIT.usage;
  if ('refused' in signed) return refuse(invocation, `release.json ${signed.refused}`);
  const unproved = await whyUnproved(invocation, signed, options);
  if (unproved !== undefined) return refuse(invocation, unproved);
  const publishing = await openPublishing(invocation, signed, options);
  const interruption = new Interruption();
  try {
    const work = { invocation, signed, publishing, options, signal: interruption.signal };
    return options.dryRun === true ? await rehearse(work) : await publishAlone(work);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    invocation.console.remark(
      'Ended before it was through: running it again goes on from what the channels have.',
    );
    return interruption.exitCode;
  } finally {
    interruption.close();
  }
}

function refuse({ console }: Invocation, why: string): ExitCode {
  const careful = carefulOutput(console);
  careful.remark(`${console.errorStyle.red('error')}: nothing is published: ${why}`);
  return EXIT.failed;
}

/**
 * What is not proved of the commit; undefined when everything is. Who signed the release has judged that when it was built: it is asked again where somebody
 * wants it, or nobody signed. A definition that was mended since, or a limit of age, must not keep a release from being finished.
 */
async function whyUnproved(
  invocation: Invocation,
  { release, workplace }: SignedRelease,
  { receipts, trustedRoot, unsigned }: ReleasePublishOptions,
): Promise<string | undefined> {
  if (workplace === undefined || (receipts === undefined && unsigned !== true)) return undefined;
  const { commit, tree } = release.manifest;
  const sources = {
    ...(receipts !== undefined && { receipts }),
    ...(trustedRoot !== undefined && { trustedRoot }),
  };
  const checks = receiptChecks(
    await askReceipts(invocation, workplace, { subject: { commit, tree }, sources }),
  );
  if (checks.length === 0 || ['passed', 'warned'].includes(worstConclusion(checks))) return undefined;
  return checks
    .filter(({ conclusion }) => conclusion !== 'passed')
    .map(({ name, summary }) => `${name}: ${summary}`)
    .join('; ');
}

interface Work {
  readonly invocation: Invocation;
  readonly signed: SignedRelease;
  readonly publishing: Publishing;
  readonly options: ReleasePublishOptions;
  readonly signal: AbortSignal;
}

/** `--dry-run`: looks, and says what would be done. */
async function rehearse({ invocation, signed, publishing, options, signal }: Work): Promise<ExitCode> {
  const { manifest, digest } = signed.release;
  const console = carefulOutput(invocation.console, publishing.secrets);
  const view = { style: console.style, width: console.screen.columns - 1 };
  const onEvent = (event: ReleaseEvent): void => {
    const line = event.kind === 'waiting' ? eventLine(event, view) : undefined;
    if (line !== undefined) console.remark(line);
  };
  const surroundings = { signal, patience: USUAL_PATIENCE, pause: pausing, onEvent };
  const statuses = await lookAtAll(publishing.channels, 'observe', surroundings);
  const steps = stepLines(statuses, view);
  if (options.json === true)
    console.json({ ...statusJson(manifest, { digest, statuses, left: publishing.left }), dryRun: true });
  else
    console.print(
      [
        ...statusLines(statuses, view),
        '',
        ...(steps.length === 0 ? [nothingToDo(statuses)] : steps),
        ...leftLines(publishing.left),
      ].join('\n'),
    );
  const isBlocked = statuses.some(
    ({ observation: { state, steps } }) => state === 'stuck' || (state === 'pending' && steps.length === 0),
  );
  return isBlocked ? EXIT.failed : EXIT.fine;
}

/** A channel that could not be looked at may want anything. */
function nothingToDo(statuses: readonly ChannelStatus[]): string {
  const isThere = statuses.every(({ observation: { state } }) => state !== 'pending' && state !== 'stuck');
  return isThere ? 'There is nothing to do.' : 'What is to be done cannot be told yet.';
}

async function publishAlone(work: Work): Promise<ExitCode> {
  const { publishing, signed } = work;
  const { files, path } = publishingLock(releaseFolder(publishing.store, signed.release.manifest.tag));
  const lock = await acquireLock(files, path);
  if (!('release' in lock))
    throw new UsageError(
      `process ${lock.pid} publishes ${signed.release.manifest.tag} just now`,
      'Wait until it is through; running this again is safe.',
    );
  try {
    return await publish(work);
  } finally {
    await lock.release();
  }
}

async function publish(work: Work): Promise<ExitCode> {
  const { invocation, signed, publishing, signal } = work;
  const { manifest, digest } = signed.release;
  const console = carefulOutput(invocation.console, publishing.secrets);
  const view = { style: console.errorStyle, width: console.screen.columns - 1 };
  const journal = new ReleaseJournal({
    ...{ store: publishing.store, tag: manifest.tag, secrets: publishing.secrets },
    now: Date.now,
  });
  try {
    const names = publishing.channels.map(({ desired }) => desired.name);
    journal.write({
      ...{ kind: 'began', command: 'publish', tag: manifest.tag, digest, channels: names },
      lockstep: ownPackage().version,
    });
    const onEvent = (event: ReleaseEvent): void => {
      journal.write(event);
      const line = eventLine(event, view);
      if (line !== undefined) console.remark(line);
    };
    publishing.pauses.onPause = (line) => console.remark(line);
    const surroundings = { signal, patience: USUAL_PATIENCE, pause: pausing, onEvent };
    const statuses = await reconcile(publishing.channels, surroundings);
    return await tell(work, statuses);
  } finally {
    journal.close();
  }
}

async function tell(
  { invocation, signed, publishing, options }: Work,
  statuses: readonly ChannelStatus[],
): Promise<ExitCode> {
  const { manifest, digest } = signed.release;
  const console = carefulOutput(invocation.console, publishing.secrets);
  const notice = releaseNotice(manifest, statuses);
  if (options.notifyFile !== undefined && notice !== undefined)
    await writeGivenFile(
      resolve(invocation.directory, options.notifyFile),
      `# ${notice.title}\n\n${notice.body}`,
    );
  if (options.events !== undefined)
    await writeEvents(invocation, options.events, releaseEvents(manifest, statuses));
  const view = { style: console.style, width: console.screen.columns - 1 };
  if (options.json === true)
    console.json({ ...statusJson(manifest, { digest, statuses, left: publishing.left }), notice });
  else
    console.print(
      [
        ...statusLines(statuses, view),
        ...leftLines(publishing.left),
        '',
        verdictLine(manifest, statuses, view),
      ].join('\n'),
    );
  return exitCodeOf(statuses);
}

function exitCodeOf(statuses: readonly ChannelStatus[]): ExitCode {
  const codes = { verified: EXIT.fine, moderation: EXIT.moderated, unfinished: EXIT.failed } as const;
  return codes[outcomeOf(statuses)];
}

export function leftLines(left: readonly string[]): readonly string[] {
  return left.length === 0 ? [] : [`Not asked for, and left as they are: ${left.join(', ')}.`];
}
