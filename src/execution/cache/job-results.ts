import type { PlannedJob } from '../../plan/plan.ts';
import { sha256 } from '../../platform/digest.ts';
import { describeDifference, differences, type Fingerprint } from '../../run/fingerprint.ts';
import { keepArtifacts } from '../kept-files.ts';
import type { LegResult } from '../leg-result.ts';
import type { ResultCache, StoredFile, StoredResult } from '../result-cache.ts';
import type { LookupContext, RunContext } from '../run-context.ts';
import type { FileDigests } from './file-digests.ts';
import { type FingerprintSources, jobFingerprint } from './job-fingerprint.ts';
import { LastResults } from './last-results.ts';
import { collectOutputs, contentReader, restoreOutputs } from './outputs.ts';
import { outputsOf, whyNotReusable } from './reusable.ts';
import { collectReports, restoreReports } from './stored-reports.ts';

/** What is known of a leg before it runs. */
export type Lookup =
  | { readonly kind: 'unkept'; readonly because: string }
  | { readonly kind: 'known'; readonly result: StoredResult; readonly fingerprint: Fingerprint }
  /** `because` names what is not as it was. */
  | { readonly kind: 'unknown'; readonly because: string; readonly fingerprint: Fingerprint };

export interface JobResultsOptions {
  readonly caches: readonly ResultCache[];
  readonly digests: FileDigests;
  readonly machine: FingerprintSources['machine'];
  readonly toolVersion: FingerprintSources['toolVersion'];
  readonly tracked: FingerprintSources['tracked'];
  /** Run everything, and keep what it comes to. */
  readonly renew: boolean;
}

/** A leg that has run: what it depended on when it began (by the monotonic clock), and what it came to. */
export interface EndedLeg {
  readonly fingerprint: Fingerprint;
  readonly result: LegResult;
  readonly began: number;
}

/** Finds, restores and keeps what the legs of one run come to. */
export class JobResults {
  readonly #options: JobResultsOptions;
  readonly #made = new Map<string, string>();
  readonly #makers = new Map<string, string>();
  #stored = 0;

  constructor(options: JobResultsOptions) {
    this.#options = options;
  }

  /** How many results this run has kept. */
  get stored(): number {
    return this.#stored;
  }

  async lookUp(context: LookupContext, job: PlannedJob): Promise<Lookup> {
    const hindrance = whyNotReusable(job);
    if (hindrance !== undefined) return { kind: 'unkept', because: hindrance };
    const fingerprint = await this.#fingerprint(context, job);
    if (this.#options.renew) return { kind: 'unknown', because: 'everything is to run', fingerprint };
    for (const cache of this.#options.caches) {
      const result = await cache.find(fingerprint.digest);
      if (result !== undefined) return { kind: 'known', result, fingerprint };
    }
    return { kind: 'unknown', because: await this.#because(context, job, fingerprint), fingerprint };
  }

  /** Makes the workspace as the job would have left it, and its log and artifacts part of this run. False leaves everything as it is. */
  async restore(context: RunContext, job: PlannedJob, result: StoredResult): Promise<boolean> {
    const { digests } = this.#options;
    const log = await this.#read(result.log);
    const reports = await this.#readAll(result.reports.map(({ digest }) => digest));
    if (log === undefined || reports === undefined) return false;
    const restored = await restoreOutputs(result.outputs, {
      globs: outputsOf(job),
      workspace: context.workspace,
      digests,
      contentOf: (digest) => this.#read(digest),
    });
    if (!restored) return false;
    this.assume(job.id, result);
    // Secrets that were not declared yet when it ran are masked now.
    const text = context.masker.text(Buffer.from(log).toString('utf8'));
    await context.files.writeAtomic(context.store.logPath(context.runId, job.id), text);
    await restoreReports(context, job, result.reports, reports);
    await keepArtifacts(context, job);
    const { run, time, key, parts } = result;
    const last = { run, time, verdict: 'reused', digest: key, parts } as const;
    await new LastResults(context.files, context.store).write(job.id, last);
    return true;
  }

  /** Keeps what a leg came to when it may be reused; gives the reason why it may not, for people. */
  async keep(
    context: RunContext,
    job: PlannedJob,
    { fingerprint, result, began }: EndedLeg,
  ): Promise<string | undefined> {
    const { store, runId, clock, files } = context;
    const problem =
      result.verdict === 'passed' ? await this.#store(context, job, fingerprint, result, began) : undefined;
    await new LastResults(files, store).write(job.id, {
      run: runId,
      time: clock.now(),
      verdict: result.verdict,
      ...(problem !== undefined && { unkept: problem }),
      digest: fingerprint.digest,
      parts: fingerprint.parts,
    });
    return problem;
  }

  async #store(
    context: RunContext,
    job: PlannedJob,
    fingerprint: Fingerprint,
    { values = {} }: LegResult,
    began: number,
  ): Promise<string | undefined> {
    const { clock, workspace, store, runId, files } = context;
    const [changed] = differences(fingerprint, await this.#fingerprint(context, job));
    if (changed !== undefined) return `${describeDifference(changed)} while it ran`;
    const outputs = collectOutputs(outputsOf(job), workspace, this.#options.digests);
    const shared = outputs.find(({ path }) => (this.#makers.get(path) ?? job.id) !== job.id);
    for (const { path } of outputs) this.#makers.set(path, job.id);
    if (shared !== undefined) return `${shared.path} is made by another job too`;
    const log = (await files.readBytes(store.logPath(runId, job.id))) ?? new Uint8Array();
    const { reports, contents } = collectReports(context, job);
    const result: StoredResult = {
      key: fingerprint.digest,
      leg: job.id,
      run: runId,
      time: clock.now(),
      duration: Math.round(clock.monotonic() - began),
      parts: fingerprint.parts,
      outputs,
      reports,
      values,
      log: sha256(log),
    };
    const read = contentReader(outputs, workspace);
    const contentOf = (digest: string) =>
      digest === result.log ? log : (contents.get(digest) ?? read(digest));
    const problems = await Promise.all(this.#options.caches.map((cache) => cache.store(result, contentOf)));
    if (problems[0] === undefined) this.#stored++;
    return problems[0];
  }

  #fingerprint(context: LookupContext, job: PlannedJob): Promise<Fingerprint> {
    const { digests, machine, toolVersion, tracked } = this.#options;
    return jobFingerprint(job, {
      context,
      digests,
      machine,
      toolVersion,
      tracked,
      outputsOf: (leg) => this.#outputs(context, leg),
    });
  }

  /** What a leg has made, by its bytes: that it ran again and made the same changes nothing for those who need it. */
  #outputs(context: LookupContext, leg: string): string {
    const known = this.#made.get(leg);
    if (known !== undefined) return known;
    const job = context.plan.jobs.find(({ id }) => id === leg);
    const globs = job === undefined ? [] : outputsOf(job);
    const outputs = collectOutputs(globs, context.workspace, this.#options.digests);
    const digest = madeDigest(outputs, context.values.get(leg as PlannedJob['id']) ?? {});
    this.#made.set(leg, digest);
    return digest;
  }

  /** The leg came to this, or would: nobody has to look. */
  assume(leg: string, { outputs, values }: StoredResult): void {
    this.#made.set(leg, madeDigest(outputs, values));
  }

  async #read(digest: string): Promise<Uint8Array | undefined> {
    for (const cache of this.#options.caches) {
      const content = await cache.read(digest);
      if (content !== undefined) return content;
    }
    return undefined;
  }

  async #readAll(digests: readonly string[]): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
    const contents = new Map<string, Uint8Array>();
    for (const digest of digests) {
      const content = await this.#read(digest);
      if (content === undefined) return undefined;
      contents.set(digest, content);
    }
    return contents;
  }

  async #because({ files, store }: LookupContext, job: PlannedJob, now: Fingerprint): Promise<string> {
    const last = await new LastResults(files, store).read(job.id);
    if (last === undefined) return 'it has not run here before';
    const found = differences(last, now);
    const [first] = found;
    if (first !== undefined)
      return `${describeDifference(first)}${found.length > 1 ? `, and ${found.length - 1} more` : ''}`;
    if (last.verdict !== 'passed' && last.verdict !== 'reused')
      return `it ${last.verdict === 'flaky' ? 'was flaky' : 'did not pass'} the last time`;
    return last.unkept ?? 'its result is no longer kept';
  }
}

function madeDigest(outputs: readonly StoredFile[], values: Readonly<Record<string, string>>): string {
  return sha256(JSON.stringify([outputs, Object.entries(values).sort()]));
}
