import { madeBy } from '../../plan/made-by.ts';
import type { PlannedJob } from '../../plan/plan.ts';
import { sha256 } from '../../platform/digest.ts';
import { describeDifference, differences, type Fingerprint } from '../../run/fingerprint.ts';
import { keepFiles } from '../kept-files.ts';
import type { LegResult } from '../leg-result.ts';
import type { ResultCache, StoredResult } from '../result-cache.ts';
import type { LookupContext, RunContext } from '../run-context.ts';
import type { FileDigests } from './file-digests.ts';
import { type FingerprintSources, type Made, type Sighting, seeJob } from './job-fingerprint.ts';
import { JobOutputs } from './job-outputs.ts';
import { LastResults } from './last-results.ts';
import { contentReader, findOutputs, largeFiles, madeDigest } from './outputs.ts';
import { replayedLog } from './replayed-log.ts';
import { closeGap, type OutputGap } from './restore-outputs.ts';
import { whyNotReusable } from './reusable.ts';

/** What is known of a leg before it runs. */
export type Lookup =
  | { readonly kind: 'unkept'; readonly because: string }
  | { readonly kind: 'known'; readonly result: StoredResult; readonly fingerprint: Fingerprint }
  /** `because` names what is not as it was. */
  | { readonly kind: 'unknown'; readonly because: string; readonly fingerprint: Fingerprint };

export interface JobResultsOptions {
  readonly cache: ResultCache;
  readonly digests: FileDigests;
  readonly machine: FingerprintSources['machine'];
  readonly toolVersion: FingerprintSources['toolVersion'];
  readonly programs: FingerprintSources['programs'];
  readonly tracked: FingerprintSources['tracked'];
  /** A leg begins to run, or ends: programs may be installed in between. */
  running(change: 1 | -1): void;
  /** What jobs make that may not be part of the plan, by job: globs. */
  readonly elsewhere: ReadonlyMap<string, readonly string[]>;
  /** Run everything, and keep what it comes to. */
  readonly renew: boolean;
}

/** A leg that has run: when it began (by the monotonic clock), and what it came to. */
export interface EndedLeg {
  readonly result: LegResult;
  readonly began: number;
}

/** Finds, restores and keeps what the legs of one run come to. */
export class JobResults {
  readonly #options: JobResultsOptions;
  readonly #outputs: JobOutputs;
  /** Of legs that were looked up: what they depended on then. */
  readonly #sightings = new Map<string, Sighting>();
  readonly #made = new Map<string, Made>();
  #stored = 0;

  constructor(options: JobResultsOptions) {
    this.#options = options;
    this.#outputs = new JobOutputs(options);
  }

  /** How many results this run has kept. */
  get stored(): number {
    return this.#stored;
  }

  async lookUp(context: LookupContext, job: PlannedJob): Promise<Lookup> {
    const hindrance = whyNotReusable(job);
    if (hindrance !== undefined) return { kind: 'unkept', because: hindrance };
    const sighting = await this.#see(context, job);
    if (sighting.problem !== undefined) return { kind: 'unkept', because: sighting.problem };
    this.#sightings.set(job.id, sighting);
    const { fingerprint } = sighting;
    const unknown = (because: string): Lookup => ({ kind: 'unknown', because, fingerprint });
    if (this.#options.renew) return unknown('everything is to run');
    const last = new LastResults(context.files, context.store).verdict(job.id);
    // It had passed before, and did not when somebody had it run once more: what it depends on is not all that is declared.
    if (last?.digest === fingerprint.digest && !['passed', 'reused'].includes(last.verdict))
      return unknown(didNotPass(last.verdict));
    const result = await this.#options.cache.find(fingerprint.digest);
    if (result === undefined) return unknown(this.#because(context, job, fingerprint));
    const rival = this.#outputs.rivalOf(context.plan, job, result.outputs);
    return rival === undefined ? { kind: 'known', result, fingerprint } : unknown(rival);
  }

  /** What is missing in the workspace of a leg's result; undefined where it cannot be restored. */
  gap(context: LookupContext, job: PlannedJob, { outputs }: StoredResult): Promise<OutputGap | undefined> {
    return this.#outputs.gap(context, job, outputs);
  }

  /**
   * Makes the workspace as the job would have left it, and its log and artifacts part of this run. Undefined when that is done; otherwise
   * why it cannot be, in words that follow "not reused:".
   */
  async restore(
    context: RunContext,
    job: PlannedJob,
    result: StoredResult,
    gap: OutputGap,
  ): Promise<string | undefined> {
    if (Object.values(result.values).some((value) => context.masker.text(value) !== value))
      return 'a value it handed on holds a secret now';
    const { cache } = this.#options;
    const log = await cache.read(result.log);
    if (log === undefined) return 'its log is no longer kept, or damaged';
    const replayed = replayedLog(log, context.masker);
    if (replayed === undefined) return 'its log holds a secret now';
    const place = { globs: madeBy(job), workspace: context.workspace };
    if (!(await closeGap(gap, place, cache))) return 'what it had made is no longer kept, or damaged';
    await context.files.writeAtomic(context.store.logPath(context.runId, job.id), replayed);
    const problem = await keepFiles(context, job, { passed: true, before: undefined });
    if (problem !== undefined) return problem;
    this.#outputs.noteMade(job, result.outputs);
    const { run, time, key, parts } = result;
    const last = new LastResults(context.files, context.store);
    if (last.verdict(job.id)?.digest !== key)
      await last.write(job.id, { run, time, verdict: 'reused', digest: key, parts });
    return undefined;
  }

  /** Before a leg runs: takes away what an earlier version of what it depends on has left where it writes. */
  prepare(context: LookupContext, job: PlannedJob): Promise<void> {
    return this.#outputs.clear(context, job);
  }

  /** Runs a leg, of whatever kind: while it does, nothing that was looked at needs to be as it was. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#runs(1);
    try {
      return await work();
    } finally {
      this.#runs(-1);
    }
  }

  #runs(change: 1 | -1): void {
    this.#options.running(change);
    this.#made.clear();
  }

  /** Keeps what a leg came to when it may be reused; gives the reason why it may not, for people. */
  async keep(context: RunContext, job: PlannedJob, ended: EndedLeg): Promise<string | undefined> {
    const { store, runId, clock, files } = context;
    const sighting = this.#sightings.get(job.id);
    if (sighting === undefined) throw new Error(`Internal error: ${job.id} is kept and was never looked up`);
    const { verdict } = ended.result;
    const problem = verdict === 'passed' ? await this.#keep(context, job, sighting, ended) : undefined;
    await new LastResults(files, store).write(job.id, {
      run: runId,
      time: clock.now(),
      verdict,
      ...(problem !== undefined && { unkept: problem }),
      ...sighting.fingerprint,
    });
    return problem;
  }

  async #keep(
    context: RunContext,
    job: PlannedJob,
    before: Sighting,
    { result, began }: EndedLeg,
  ): Promise<string | undefined> {
    const { clock, workspace, store, runId, files } = context;
    this.#made.clear();
    const meddled = meddling(before, await this.#see(context, job));
    if (meddled !== undefined) return meddled;
    const { outputs, problem } = await this.#outputs.collect(context, job);
    if (problem !== undefined) return problem;
    const log = (await files.readBytes(store.logPath(runId, job.id))) ?? new Uint8Array();
    const stored: StoredResult = {
      key: before.fingerprint.digest,
      leg: job.id,
      run: runId,
      time: clock.now(),
      duration: Math.round(clock.monotonic() - began),
      parts: before.fingerprint.parts,
      outputs,
      values: result.values ?? {},
      log: sha256(log),
    };
    const read = contentReader(outputs, workspace);
    const fileOf = largeFiles(outputs, workspace);
    const contentOf = (digest: string): Uint8Array | undefined =>
      digest === stored.log ? log : read(digest);
    const unkept = await this.#options.cache.store(stored, contentOf, fileOf);
    if (unkept === undefined) this.#stored++;
    return unkept;
  }

  #see(context: LookupContext, job: PlannedJob): Promise<Sighting> {
    const { digests, machine, toolVersion, programs, tracked } = this.#options;
    const made = (leg: string, globs: readonly string[]): Made => this.#madeBy(context, leg, globs);
    return seeJob(job, { context, digests, machine, toolVersion, programs, tracked, made });
  }

  #madeBy(context: LookupContext, leg: string, globs: readonly string[]): Made {
    const known = this.#made.get(leg);
    if (known !== undefined) return known;
    const { outputs, stamps } = findOutputs(globs, context.workspace, this.#options.digests);
    const values = context.values.get(leg as PlannedJob['id']) ?? {};
    const made = { digest: madeDigest({ outputs, values }, globs, this.#options.digests), stamps };
    this.#made.set(leg, made);
    return made;
  }

  /** For a prediction: the leg would come to this, whatever is in the workspace now. */
  async assume(context: LookupContext, job: PlannedJob, { outputs, values }: StoredResult): Promise<void> {
    const all = [...outputs, ...(await this.#outputs.staying(context, job, outputs))];
    const sorted = all.sort((one, two) => (one.path < two.path ? -1 : 1));
    const digest = madeDigest({ outputs: sorted, values }, madeBy(job), this.#options.digests);
    this.#made.set(job.id, { digest, stamps: new Map() });
  }

  #because({ files, store }: LookupContext, job: PlannedJob, now: Fingerprint): string {
    const last = new LastResults(files, store).read(job.id);
    if (last === undefined) return 'it has not run here before';
    const found = differences(last, now);
    const [first] = found;
    if (first !== undefined)
      return `${describeDifference(first)}${found.length > 1 ? `, and ${found.length - 1} more` : ''}`;
    return last.unkept ?? 'its result is no longer kept';
  }
}

function didNotPass(verdict: string): string {
  return `it ${verdict === 'flaky' ? 'was flaky' : 'did not pass'} the last time`;
}

/** What somebody did to what a leg depends on while it ran, for people. */
function meddling(before: Sighting, after: Sighting): string | undefined {
  if (after.problem !== undefined) return `${after.problem} now`;
  const [changed] = differences(before.fingerprint, after.fingerprint);
  if (changed !== undefined) return `${describeDifference(changed)} while it ran`;
  const written = [...before.stamps].find(([path, stamp]) => after.stamps.get(path) !== stamp)?.[0];
  return written === undefined ? undefined : `${written} was written while it ran`;
}
