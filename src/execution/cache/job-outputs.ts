import { madeBy } from '../../plan/made-by.ts';
import type { Plan, PlannedJob } from '../../plan/plan.ts';
import { entryMatcher, findEntries } from '../../platform/find-entries.ts';
import type { StoredFile } from '../result-cache.ts';
import type { LookupContext } from '../run-context.ts';
import type { FileDigests } from './file-digests.ts';
import { OutputClaims } from './output-claims.ts';
import { findOutputs, leadsElsewhere, modeStamp, outputStamps } from './outputs.ts';
import { type OutputGap, outputGap, removeOutputs } from './restore-outputs.ts';
import { clearedOf, reusableInputs } from './reusable.ts';

export interface JobOutputsOptions {
  readonly digests: FileDigests;
  readonly tracked: () => Promise<ReadonlySet<string> | undefined>;
  readonly elsewhere: ReadonlyMap<string, readonly string[]>;
}

/** Tells what among the files that globs of outputs match is a leg's own: to be kept, restored, and taken away when it is stale. */
export class JobOutputs {
  readonly #options: JobOutputsOptions;
  #claims: { readonly plan: Plan; readonly of: OutputClaims } | undefined;
  /** Of legs that run: stamps of what was there before. */
  readonly #before = new Map<string, ReadonlyMap<string, string>>();
  /** Who has made a file in this run. */
  readonly #makers = new Map<string, PlannedJob>();

  constructor(options: JobOutputsOptions) {
    this.#options = options;
  }

  /** Why outputs cannot be said to be a leg's alone. */
  rivalOf(plan: Plan, job: PlannedJob, outputs: readonly StoredFile[]): string | undefined {
    const claims = this.#claimsOf(plan);
    for (const { path } of outputs) {
      const rival = claims.rival(job, path);
      if (rival !== undefined) return `${path} may be made by ${rival} too`;
    }
    return undefined;
  }

  async gap(
    { plan, workspace }: LookupContext,
    job: PlannedJob,
    outputs: readonly StoredFile[],
  ): Promise<OutputGap | undefined> {
    const gap = outputGap(outputs, { globs: madeBy(job), workspace }, this.#options.digests);
    if (gap === undefined || gap.strays.length === 0) return gap;
    return { ...gap, strays: await this.#mayGo(plan, job, gap.strays) };
  }

  /** What the globs match and would still be there beside restored outputs. */
  async staying(
    { plan, workspace }: LookupContext,
    job: PlannedJob,
    outputs: readonly StoredFile[],
  ): Promise<readonly StoredFile[]> {
    const wanted = new Set(outputs.map(({ path }) => path));
    const found = findOutputs(madeBy(job), workspace, this.#options.digests).outputs;
    const others = found.filter(({ path }) => !wanted.has(path));
    const going = new Set(
      await this.#mayGo(
        plan,
        job,
        others.map(({ path }) => path),
      ),
    );
    return others.filter(({ path }) => !going.has(path));
  }

  async clear({ plan, workspace }: LookupContext, job: PlannedJob): Promise<void> {
    const globs = clearedOf(job);
    const stale = findEntries(globs, workspace)
      .map(({ path }) => path)
      .filter((path) => !leadsElsewhere(path, globs, workspace));
    removeOutputs(await this.#mayGo(plan, job, stale), { globs, workspace });
    this.#before.set(job.id, outputStamps(madeBy(job), workspace));
  }

  /** What a leg that has run has made; `problem` says why that cannot be told. */
  async collect(
    { plan, workspace }: LookupContext,
    job: PlannedJob,
  ): Promise<{ readonly outputs: readonly StoredFile[]; readonly problem: string | undefined }> {
    const globs = madeBy(job);
    const found = findOutputs(globs, workspace, this.#options.digests);
    const before = this.#before.get(job.id);
    if (before === undefined)
      return { outputs: [], problem: 'what was there before it ran could not be seen' };
    const isOld = ({ kind, path }: StoredFile): boolean =>
      kind !== 'directory' && before.get(path) === found.stamps.get(path);
    const outputs = found.outputs.filter((output) => !isOld(output));
    const old = found.outputs.filter(isOld);
    const makers = this.#otherMakers(job, outputs);
    this.noteMade(job, outputs);
    // One that held what nobody may take away: whoever made it gave it its mode, under a umask of that time.
    const inherited = outputs.find(
      (output) =>
        output.kind === 'directory' &&
        output.mode !== undefined &&
        before.get(output.path) === modeStamp(output.mode),
    );
    const link = old.find(({ path }) => leadsElsewhere(path, globs, workspace));
    const left = await this.#mayGo(
      plan,
      job,
      old.map(({ path }) => path),
    );
    const problem =
      found.problem ??
      (link && `${link.path} is a link, and what is behind it is not kept`) ??
      (left[0] && `${left[0]} was there before, and it did not write it`) ??
      (inherited && `${inherited.path} had its mode before it ran`) ??
      this.rivalOf(plan, job, outputs) ??
      makers;
    return { outputs, problem };
  }

  /** The legs of one job write the same files one after another: each is then asked for its own. */
  noteMade(job: PlannedJob, outputs: readonly StoredFile[]): void {
    for (const { path } of outputs) this.#makers.set(path, job);
  }

  #otherMakers(job: PlannedJob, outputs: readonly StoredFile[]): string | undefined {
    for (const { path } of outputs) {
      const maker = this.#makers.get(path);
      if (maker !== undefined && maker.job !== job.job) return `${path} is made by ${maker.job} too`;
    }
    return undefined;
  }

  /** Neither an input, which people write, nor what git tracks, nor what another job may have made. */
  async #mayGo(plan: Plan, job: PlannedJob, paths: readonly string[]): Promise<readonly string[]> {
    if (paths.length === 0) return [];
    const inputs = reusableInputs(job).map(entryMatcher);
    const tracked = await this.#options.tracked();
    const sisters = plan.jobs.some((other) => other.job === job.job && other.id !== job.id);
    if (tracked === undefined || sisters) return [];
    const claims = this.#claimsOf(plan);
    return paths.filter(
      (path) =>
        !inputs.some((matches) => matches(path)) &&
        !tracked.has(path) &&
        claims.others(job, path).length === 0,
    );
  }

  #claimsOf(plan: Plan): OutputClaims {
    if (this.#claims?.plan !== plan)
      this.#claims = { plan, of: new OutputClaims(plan, this.#options.elsewhere) };
    return this.#claims.of;
  }
}
