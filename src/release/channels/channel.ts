import type { DesiredChannel, ReleaseFile, ReleaseManifest } from '../manifest/release-manifest.ts';

/**
 * What is known of a channel from looking at it: nothing that was sent counts, only what is served.
 *
 * `pending`: something is missing, and `steps` would bring it. `delivered`: all was taken, and not everything can be fetched yet.
 * `moderation`: people there look at it. `verified`: what was fetched, as a user fetches it, has the digests of the manifest.
 * `stuck`: lockstep cannot go on; `reason` says why, and `remedy` what a person does.
 */
export type ChannelState = 'pending' | 'delivered' | 'moderation' | 'verified' | 'stuck';

export interface Observation {
  readonly state: ChannelState;
  /** One line for people, with what is served now; may hold text of the server: not to be printed raw. */
  readonly summary: string;
  /** What is missing, in the order in which it is done. Empty unless `pending`. */
  readonly steps: readonly ChannelStep[];
  readonly reason?: string;
  /** A command or what to do by hand. */
  readonly remedy?: string;
}

/**
 * When a step may be done, over all channels: nothing of a phase begins before every channel is through the one before.
 *
 * `stage`: can be taken back without a trace (drafts, blobs, manifests without a tag). `commit`: cannot (a version on npm or PyPI, an immutable
 * release, a package that is moderated). `point`: leads people to what is verified by then (`latest`, taps, buckets).
 */
export type StepPhase = 'stage' | 'commit' | 'point';

export const STEP_PHASES: readonly StepPhase[] = ['stage', 'commit', 'point'];

export interface ChannelStep {
  /** For people and the journal: `upload weather-1.2.0.tar.gz`. */
  readonly title: string;
  readonly phase: StepPhase;
  /** Has its effect, and says in one line what was answered. Throws a `ChannelRefusal`, or what the network threw. Doing it again after a failure must be safe: the engine looks again first. */
  run(signal: AbortSignal): Promise<string>;
}

/** How a channel takes back what it can. */
export type Recall =
  | { readonly kind: 'steps'; readonly steps: readonly ChannelStep[]; readonly leaves: string }
  | { readonly kind: 'by-hand'; readonly instruction: string };

/**
 * A place where a release goes. Holds no state: everything is asked of the place itself, so that a second run, on another machine too, goes on
 * where the first one ended. Methods may be called at any time and in any order; only the steps have effects.
 */
export interface Channel {
  readonly desired: DesiredChannel;
  /** Looks, as cheaply as it can, at what is served and at what is there unseen (drafts). Steps that are missing come with it. */
  observe(signal: AbortSignal): Promise<Observation>;
  /** Fetches as a user would, all of it, and compares the bytes. `verified` comes from here alone. */
  verify(signal: AbortSignal): Promise<Observation>;
  recall(signal: AbortSignal): Promise<Recall>;
}

/** What a channel is made with. */
export interface ChannelSurroundings {
  readonly manifest: ReleaseManifest;
  readonly files: ReleaseFiles;
  /** The value of a secret, `undefined` when it has none here. Values are masked in whatever is printed. */
  secret(name: string): string | undefined;
  /** Told before a pause, in one line. */
  onPause(line: string): void;
  now(): number;
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** The files of a release, each compared with its digest in the manifest whenever it is read. */
export interface ReleaseFiles {
  file(name: string): ReleaseFile;
  bytes(name: string): Promise<Uint8Array>;
}

/** Why a channel did not do a step. */
export class ChannelRefusal extends Error {
  override readonly name = 'ChannelRefusal';
  /**
   * `later`: worth another run (limits, faults of the server, the network). `person`: somebody must do something first (rights, tokens).
   * `never`: what is there is not ours, or can no longer be changed.
   */
  readonly kind: 'later' | 'person' | 'never';
  readonly remedy: string | undefined;
  /** Milliseconds that the server asks to wait before the next try (`Retry-After`); undefined when it does not say. */
  readonly after: number | undefined;

  constructor(kind: ChannelRefusal['kind'], message: string, remedy?: string, after?: number) {
    super(message);
    this.kind = kind;
    this.remedy = remedy;
    this.after = after;
  }
}
