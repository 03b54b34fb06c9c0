import { createInterface } from 'node:readline/promises';
import { printableLine } from '../diagnostics/printable.ts';
import type { Channel, ChannelStep, Recall } from '../release/channels/channel.ts';
import type { ReleaseManifest } from '../release/manifest/release-manifest.ts';
import { failureOf } from '../release/reconcile/look-at-channel.ts';
import { ReleaseJournal } from '../release/reconcile/release-journal.ts';
import { carefulOutput } from './careful-output.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { type ChannelChoice, openPublishing, type Publishing } from './release/open-publishing.ts';
import { openSignedRelease, type SignedRelease, type SignerOptions } from './release/open-signed-release.ts';
import { eventLine } from './render/release-status-view.ts';
import { ownPackage } from './version.ts';

export interface ReleaseRecallOptions extends SignerOptions, ChannelChoice {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface ChannelRecall {
  readonly channel: Channel;
  readonly recall: Recall | { readonly kind: 'unknown'; readonly why: string };
}

/**
 * `lockstep release recall`: takes a release back, the channel that was reached last first. Asks before, and where nobody can be asked `--yes` says so. 1
 * when something could not be taken back; what has to be done by hand is told, and is no failure.
 */
export async function performReleaseRecall(
  invocation: Invocation,
  folder: string | undefined,
  options: ReleaseRecallOptions,
): Promise<ExitCode> {
  const signed = await openSignedRelease(invocation, folder, options);
  if (signed === undefined) return EXIT.usage;
  if ('refused' in signed) {
    const console = carefulOutput(invocation.console);
    console.remark(
      `${console.errorStyle.red('error')}: nothing is taken back: release.json ${signed.refused}`,
    );
    return EXIT.failed;
  }
  const publishing = await openPublishing(invocation, signed, options);
  const interruption = new Interruption();
  try {
    const recalls = await gather(publishing, interruption.signal);
    tellPlan(invocation, { signed, publishing, recalls, options });
    const isKnown = recalls.every(({ recall }) => recall.kind !== 'unknown');
    if (options.dryRun === true || !recalls.some(hasSteps)) return isKnown ? EXIT.fine : EXIT.failed;
    if (!(await isWanted(options, signed.release.manifest))) return EXIT.failed;
    const done = await carryOut(invocation, { signed, publishing, recalls, signal: interruption.signal });
    return done && isKnown ? EXIT.fine : EXIT.failed;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode;
    throw error;
  } finally {
    interruption.close();
  }
}

/** Those that lead people there come first. */
async function gather({ channels }: Publishing, signal: AbortSignal): Promise<readonly ChannelRecall[]> {
  return Promise.all(
    channels.toReversed().map(async (channel): Promise<ChannelRecall> => {
      try {
        return { channel, recall: await channel.recall(signal) };
      } catch (error) {
        return { channel, recall: { kind: 'unknown', why: failureOf(error, signal).message } };
      }
    }),
  );
}

function hasSteps({ recall }: ChannelRecall): boolean {
  return recall.kind === 'steps' && recall.steps.length > 0;
}

interface RecallPlan {
  readonly signed: SignedRelease;
  readonly publishing: Publishing;
  readonly recalls: readonly ChannelRecall[];
  readonly options: ReleaseRecallOptions;
}

function tellPlan(invocation: Invocation, { signed, publishing, recalls, options }: RecallPlan): void {
  const console = carefulOutput(invocation.console, publishing.secrets);
  const { manifest } = signed.release;
  if (options.json === true) {
    const channels = recalls.map(({ channel, recall }) => ({
      name: channel.desired.name,
      ...(recall.kind === 'steps'
        ? { kind: recall.kind, steps: recall.steps.map(({ title }) => title), leaves: recall.leaves }
        : recall),
    }));
    console.json({
      version: 1,
      tag: manifest.tag,
      dryRun: options.dryRun === true,
      channels,
      left: publishing.left,
    });
    return;
  }
  const lines = recalls.flatMap(({ channel, recall }) => recallLines(channel.desired.name, recall));
  const left =
    publishing.left.length === 0
      ? []
      : [`Not asked for, and left as they are: ${publishing.left.join(', ')}.`];
  console.print([...lines, ...left].map(printableLine).join('\n'));
}

function recallLines(name: string, recall: ChannelRecall['recall']): readonly string[] {
  switch (recall.kind) {
    case 'unknown':
      return [`${name}: it cannot be told what there is: ${recall.why}`];
    case 'by-hand':
      return [`${name}: by hand: ${recall.instruction}`];
    case 'steps':
      return recall.steps.length === 0
        ? [`${name}: there is nothing to take back`]
        : [...recall.steps.map(({ title }) => `${name}: ${title}`), `  It leaves ${recall.leaves}.`];
    default:
      return recall satisfies never;
  }
}

async function isWanted(
  { yes }: ReleaseRecallOptions,
  { project, version }: ReleaseManifest,
): Promise<boolean> {
  if (yes === true) return true;
  if (process.stdin.isTTY !== true)
    throw new UsageError('nobody is there to be asked', 'Say --yes to take it back without a question.');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await reader.question(`Take ${printableLine(`${project} ${version}`)} back? [y/N] `);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    reader.close();
  }
}

/** Did all of it work? One step that does not keeps nothing else from being taken back. */
async function carryOut(
  invocation: Invocation,
  { signed, publishing, recalls, signal }: Omit<RecallPlan, 'options'> & { readonly signal: AbortSignal },
): Promise<boolean> {
  const { manifest, digest } = signed.release;
  const { store, secrets } = publishing;
  const console = carefulOutput(invocation.console, secrets);
  const journal = new ReleaseJournal({ store, tag: manifest.tag, secrets, now: Date.now });
  const names = recalls.map(({ channel }) => channel.desired.name);
  journal.write({
    ...{ kind: 'began', command: 'recall', tag: manifest.tag, digest, channels: names },
    lockstep: ownPackage().version,
  });
  let isDone = true;
  const view = { style: console.errorStyle, width: console.screen.columns - 1 };
  try {
    for (const { channel, recall } of recalls) {
      const steps: readonly ChannelStep[] = recall.kind === 'steps' ? recall.steps : [];
      for (const { title, phase, run } of steps) {
        const about = { channel: channel.desired.name, step: title, phase };
        journal.write({ kind: 'step.started', ...about });
        const end = await run(signal).then(
          (answer) => ({ kind: 'step.finished', ...about, answer }) as const,
          (error: unknown) => {
            const { kind, message } = failureOf(error, signal);
            isDone = false;
            return { kind: 'step.failed', ...about, refusal: kind, message } as const;
          },
        );
        journal.write(end);
        console.remark(eventLine(end, view) ?? '');
      }
    }
    return isDone;
  } finally {
    journal.close();
  }
}
