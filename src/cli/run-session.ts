import { existsSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { findProgram, HostCapabilities, toolVersion } from '../execution/executors/host-capabilities.ts';
import { HostExecutor } from '../execution/executors/host-executor.ts';
import { expectedDurations, readHistory } from '../execution/history.ts';
import { type Isolation, IsolationError, type IsolationKind, openIsolation } from '../execution/isolation.ts';
import type { EnvironmentSources } from '../execution/job-environment.ts';
import { Masker } from '../execution/masking/masker.ts';
import { collectSecretValues } from '../execution/masking/secret-values.ts';
import { type RunRequest, runPlan } from '../execution/run-plan.ts';
import type { OwnedRun } from '../execution/run-store.ts';
import type { Withdrawals } from '../execution/withdrawals.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { LocalPlan } from '../plan/localize.ts';
import type { LegId } from '../plan/plan.ts';
import { systemClock } from '../platform/clock.ts';
import { nodeFiles } from '../platform/files.ts';
import { findFiles } from '../platform/find-files.ts';
import { systemGit } from '../platform/git.ts';
import { thisHost } from '../platform/host.ts';
import { isInside, relative, toPosix } from '../platform/paths.ts';
import type { JobFinished, RunEvent, RunFinished, RunStarted } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { readSource } from './checkout-source.ts';
import type { Console } from './console.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { forgetRuns } from './forget-runs.ts';
import { Interruption } from './interruption.ts';
import { type CacheMode, type OpenResults, openResults } from './open-results.ts';
import { openRenderer } from './render/open-renderer.ts';
import { OWN_SECRETS, ownSecretValues } from './shared-cache-settings.ts';
import { ownBuild, ownPackage, ownPrograms } from './version.ts';
import type { Workplace } from './workplace.ts';

export interface SessionOptions {
  readonly local: LocalPlan;
  readonly selection: RunStarted['selection'];
  readonly slots?: number | undefined;
  readonly json?: boolean | undefined;
  readonly isolation?: IsolationKind | undefined;
  readonly keepWorkspace?: boolean | undefined;
  readonly assumeServices?: boolean | undefined;
  readonly forceSetup?: boolean | undefined;
  /** What was filled in by hand. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** The tag the run is for. */
  readonly tag?: string | undefined;
  /** Tell the steps which trace they belong to. */
  readonly traced?: boolean | undefined;
  /** Variables on top of the environment: secrets from a file. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** What to do with results of earlier runs; nothing is reused and nothing kept unless said. */
  readonly cache?: CacheMode | undefined;
  /** The run to go on with. */
  readonly resume?: { readonly run: OwnedRun; readonly state: RunState } | undefined;
  /** What is worth knowing before anything runs. */
  readonly warnings?: readonly string[] | undefined;
  /** Legs taken over from an earlier run. */
  readonly carried?: ReadonlyMap<LegId, JobFinished> | undefined;
  /** Who hears Ctrl-C, when that outlives the run; the run's own otherwise. */
  readonly interruption?: Interruption | undefined;
  readonly withdrawals?: Withdrawals | undefined;
  /** Is told of every event, like the screen. */
  readonly watch?: ((event: RunEvent) => void) | undefined;
}

export interface SessionResult {
  readonly exitCode: ExitCode;
  readonly finished: RunFinished;
  readonly events: readonly RunEvent[];
}

/** Older runs are removed when a run is over; the history keeps their line. */
const RUNS_KEPT = 50;

/** Milliseconds a step has to end by itself. */
const GRACE = 5_000;

/** Runs a plan here, shows it, and tells what it came to. */
export async function runSession(
  workplace: Workplace,
  console: Console,
  options: SessionOptions,
): Promise<SessionResult> {
  const { store, root } = workplace;
  const run = options.resume?.run ?? (await store.create(Date.now()));
  // git takes a moment: it answers while the rest is made ready. Not before: what is in `.lockstep` is hidden from it only now.
  const source = readSource(root);
  if (options.resume !== undefined) await store.waitForWatchdog(run.id);
  const renderer = openRenderer(console, { json: options.json === true });
  const executor = new HostExecutor(run.id, (pid) => store.noteWatchdog(run.id, pid));
  const interruption = options.interruption ?? new Interruption();
  const forgetSecond = interruption.onSecond(() => executor.killAll());
  const events: RunEvent[] = [];
  const listen = (event: RunEvent): void => {
    if (event.kind !== 'job.output') events.push(event);
    renderer.event(event);
    options.watch?.(event);
  };
  let isolation: Isolation | undefined;
  let results: OpenResults | undefined;
  try {
    isolation = await openIsolation(options.isolation ?? 'none', {
      git: systemGit,
      files: nodeFiles,
      root,
      run: run.id,
      temporary: thisHost().temporary,
      again: options.resume !== undefined,
    });
    // Another folder is another place to run in: nothing of here is known there.
    results =
      isolation.workspace === root && options.cache
        ? await openResults(workplace, { mode: options.cache, remark: console.remark })
        : undefined;
    const { workspace } = isolation;
    const { signal } = interruption;
    const started = { run, executor, workspace, signal, listen, results, source };
    const finished = await runPlan(await requestOf(workplace, console, options, started));
    await renderer.finish();
    await results?.close(interruption.signal.aborted);
    await forgetRuns(store, RUNS_KEPT);
    return { exitCode: exitCodeOf(finished, interruption), finished, events };
  } catch (error) {
    // Nothing was begun: nothing is to be looked at later.
    if (events.length === 0 && options.resume === undefined) await store.discard(run.id);
    if (error instanceof IsolationError) throw new UsageError(error.message);
    throw error;
  } finally {
    await renderer.finish();
    await executor.dispose();
    if (isolation !== undefined && options.keepWorkspace !== true) await isolation.close();
    else if (isolation !== undefined && isolation.workspace !== root)
      console.remark(`kept: ${isolation.workspace}`);
    await run.release();
    forgetSecond();
    if (options.interruption === undefined) interruption.close();
  }
}

function exitCodeOf({ verdict }: RunFinished, { signal, exitCode }: Interruption): ExitCode {
  if (signal.aborted) return exitCode;
  return verdict === 'passed' ? EXIT.fine : EXIT.failed;
}

interface StartedSession {
  readonly run: OwnedRun;
  readonly executor: HostExecutor;
  readonly workspace: string;
  readonly signal: AbortSignal;
  readonly results: OpenResults | undefined;
  readonly source: Promise<RunStarted['source']>;
  listen(event: RunEvent): void;
}

async function requestOf(
  { store, definition, root }: Workplace,
  console: Console,
  options: SessionOptions,
  { run, executor, workspace, signal, listen, results, source }: StartedSession,
): Promise<RunRequest> {
  const host = thisHost();
  const outer = { ...process.env, ...options.variables };
  const sources = environmentSources(definition.pipeline, workspace, { ...options, outer });
  const declared = sources.declaredSecrets;
  const masker = Masker.of([...collectSecretValues({ declared, env: outer }), ...ownSecretValues(outer)]);
  for (const name of masker.tooShort)
    console.remark(`warning: secret ${name} is too short to be masked (fewer than 4 characters)`);
  return {
    ...options.local,
    selection: options.selection,
    carried: options.carried ?? new Map(),
    withdrawals: options.withdrawals,
    warnings: options.warnings,
    definition: { path: toPosix(relative(root, definition.path)), digest: definition.digest },
    source: await source,
    isolation: options.isolation ?? 'none',
    host,
    version: ownPackage().version,
    pid: process.pid,
    slots: options.slots ?? host.cpus,
    expected: expectedDurations(await readHistory(nodeFiles, store.historyPath)),
    signal,
    listen,
    results: results?.results,
    trace: options.traced === true ? { parent: process.env.TRACEPARENT } : undefined,
    context: {
      runId: run.id,
      store,
      files: nodeFiles,
      clock: systemClock,
      executor,
      capabilities: new HostCapabilities(outer),
      masker,
      find: findFiles,
      workspace,
      sources,
      relativeFile: (path) => projectFile(workspace, path),
      toolIdentity: (tool) => toolIdentity(tool, outer),
      toolVersion: async (tool, env) => {
        const path = findProgram(tool, env);
        return path === undefined ? undefined : toolVersion(path, tool);
      },
      grace: GRACE,
      assumeServices: options.assumeServices ?? false,
      forceSetup: options.forceSetup ?? false,
      earlier: options.resume?.state,
    },
  };
}

/** What the environment of jobs is made of, before anything has run. */
export function environmentSources(
  pipeline: Pipeline,
  workspace: string,
  given: Pick<SessionOptions, 'inputs' | 'tag'> & Pick<EnvironmentSources, 'outer'>,
): EnvironmentSources {
  return {
    outer: given.outer,
    declaredSecrets: [...pipeline.secrets.map((secret) => secret.name), ...OWN_SECRETS],
    workspace,
    os: thisHost().os,
    inputs: given.inputs ?? {},
    tag: given.tag,
    lockstep: { folder: ownPrograms(), node: process.execPath, build: ownBuild() },
    value: () => undefined,
  };
}

/** Folders whose files are never "the file with the fault". */
const FOREIGN = /(?:^|\/)(?:node_modules|site-packages|\.venv|\.git|\.lockstep)\//;

function projectFile(workspace: string, path: string): string | undefined {
  const absolute = resolve(workspace, path);
  if (!isInside(absolute, workspace)) return undefined;
  const name = toPosix(relative(workspace, absolute));
  if (FOREIGN.test(`${name}/`) || !existsSync(absolute)) return undefined;
  return statSync(absolute).isFile() ? name : undefined;
}

/** Path, size and time of a program: changes when another version of it is installed, and costs no process to ask. */
function toolIdentity(tool: string, env: Readonly<Record<string, string | undefined>>): string {
  const path = findProgram(tool, env);
  if (path === undefined) return 'none';
  const real = realpathSync(path);
  const { size, mtimeMs } = statSync(real);
  return `${real} ${size} ${mtimeMs}`;
}
