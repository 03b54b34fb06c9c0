import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parseLogRecord } from '../../execution/log-file.ts';
import type { RunStore } from '../../execution/run-store.ts';
import type { LegId } from '../../plan/plan.ts';
import { nodeFiles } from '../../platform/files.ts';
import { findEntries } from '../../platform/find-entries.ts';
import { LineCutter, TextOfBytes } from '../../providers/log-lines.ts';
import {
  type ByteSink,
  type CiArtifact,
  type CiJob,
  type CiRun,
  type CiState,
  type CiStep,
  isBadEnd,
  type LogRequest,
  type RunQuery,
  type RunSource,
  type SourceRefusal,
} from '../../providers/run-source.ts';
import type { RunId, StepOutcome, Verdict } from '../../run/run-event.ts';
import type { JobState, RunState } from '../../run/run-state.ts';
import { readRun } from '../run-lookup.ts';

/** The runs of this checkout, as a source beside the CI systems. Runs of `fix`, `setup` and `watch` are among them. */
export class LocalRuns implements RunSource {
  readonly place = 'local';
  readonly title = 'this machine';
  readonly #store: RunStore;

  constructor(store: RunStore) {
    this.#store = store;
  }

  async list({ commit, branch, limit }: RunQuery): Promise<readonly CiRun[]> {
    const found: CiRun[] = [];
    for (const id of await this.#store.list()) {
      if (found.length === limit) break;
      const run = await this.#find(id);
      if (run === undefined) continue;
      if (commit !== undefined && run.commit !== commit) continue;
      if (branch === undefined || run.branch === branch) found.push(run);
    }
    return found;
  }

  async run(id: string): Promise<CiRun> {
    const run = (await this.#store.list()).includes(id as RunId) ? await this.#find(id as RunId) : undefined;
    if (run === undefined) throw new LocalRefusal(`there is no run '${id}' on this machine`);
    return run;
  }

  async jobs(run: CiRun): Promise<readonly CiJob[]> {
    const state = await readRun(this.#store, run.id as RunId);
    return [...state.jobs].map(
      ([leg, job]): CiJob => ({
        ...{ place: 'local', id: `${run.id} ${leg}`, run: run.id, name: leg, url: undefined },
        state: stateOfJob(job),
        startedAt: job.startedAt,
        finishedAt: job.finished?.time,
      }),
    );
  }

  async steps(job: CiJob): Promise<readonly CiStep[]> {
    const { planned, steps } = await this.#job(job);
    return planned.steps.map(({ name }, index): CiStep => {
      const { startedAt, outcome, duration } = steps[index] ?? {};
      const state =
        outcome === undefined ? (startedAt === undefined ? 'queued' : 'running') : stateOfStep(outcome);
      const finishedAt =
        startedAt === undefined || outcome === undefined ? undefined : startedAt + (duration ?? 0);
      return { name, number: index + 1, machine: 0, state, startedAt, finishedAt };
    });
  }

  /** What is there: `lockstep runs log --follow` is what follows a run of this machine. */
  async log(job: CiJob, request: LogRequest): Promise<void> {
    const steps = await this.steps(job);
    const bad = steps.filter(({ state }) => isBadEnd(state));
    const onlyBad = request.steps === 'failed' && bad.length > 0;
    const decoder = new TextOfBytes();
    const cutter = new LineCutter();
    let at = -1;
    const give = async (line: string): Promise<void> => {
      const record = parseLogRecord(line);
      if (record === undefined) return;
      const time = Date.parse(record.time);
      for (
        let next = steps[at + 1];
        next?.startedAt !== undefined && next.startedAt <= time;
        next = steps[at + 1]
      ) {
        at += 1;
        if (!onlyBad || bad.includes(next)) await request.write({ kind: 'step', step: next });
      }
      const step = steps[at];
      const isWanted = !onlyBad || (step !== undefined && bad.includes(step));
      if (isWanted && record.mark !== '#') await request.write({ kind: 'text', text: `${record.text}\n` });
    };
    const path = this.#store.logPath(job.run as RunId, legOf(job));
    if (!(await nodeFiles.exists(path))) return;
    for await (const chunk of createReadStream(path))
      for (const line of cutter.lines(decoder.text(chunk as Uint8Array))) await give(line);
    for (const line of cutter.end()) await give(line);
  }

  async artifacts(run: CiRun): Promise<readonly CiArtifact[]> {
    const { artifacts } = await readRun(this.#store, run.id as RunId);
    const lists = await Promise.all(
      artifacts.map(async ({ leg, name, path }) => {
        const folder = join(this.#store.runPath(run.id as RunId), path);
        const files = findEntries(['**'], folder).filter(({ kind }) => kind === 'file');
        return files.map(
          ({ path: file }): CiArtifact => ({
            ...{ place: 'local', run: run.id, job: leg, name: `${name}/${file}`, bytes: undefined },
            key: join(folder, file),
          }),
        );
      }),
    );
    return lists.flat();
  }

  async download(artifact: CiArtifact, sink: ByteSink): Promise<void> {
    for await (const chunk of createReadStream(artifact.key)) await sink(chunk as Uint8Array);
  }

  /** As Ctrl-C in its terminal does. */
  async cancel(run: CiRun): Promise<void> {
    const pid = await this.#store.processOf(run.id as RunId);
    if (pid === undefined) throw new LocalRefusal(`run ${run.id} is not going on`);
    process.kill(pid, 'SIGINT');
  }

  async #find(id: RunId): Promise<CiRun | undefined> {
    const state = await readRun(this.#store, id);
    const { started, finished } = state;
    if (started === undefined) return undefined;
    const isLive = finished === undefined && (await this.#store.isLive(id));
    return {
      ...{ place: 'local', id, group: id, path: started.definition.path, attempt: 1, event: undefined },
      workflow:
        started.plan.workflow ?? started.selection.command ?? (started.selection.jobs ?? []).join(' '),
      ...{ fork: false, branch: started.source.branch, commit: started.source.commit, url: undefined },
      state: stateOfRun(state, isLive),
      createdAt: started.time,
      finishedAt: finished?.time ?? (isLive ? undefined : state.time),
    };
  }

  async #job(job: CiJob): Promise<JobState> {
    const state = (await readRun(this.#store, job.run as RunId)).jobs.get(legOf(job));
    if (state === undefined) throw new LocalRefusal(`run ${job.run} has no job '${job.name}'`);
    return state;
  }
}

class LocalRefusal extends Error implements SourceRefusal {
  readonly kind = 'missing';
  readonly status = undefined;
  readonly fix = 'lockstep runs list shows them.';
}

function legOf({ id, run }: CiJob): LegId {
  return id.slice(run.length + 1) as LegId;
}

/** What was killed has not come to an end of its own. */
function stateOfRun({ finished }: RunState, isLive: boolean): CiState {
  return finished?.verdict ?? (isLive ? 'running' : 'cancelled');
}

function stateOfJob({ status, finished }: JobState): CiState {
  if (finished !== undefined) return VERDICTS[finished.verdict];
  return status === 'running' ? 'running' : 'queued';
}

function stateOfStep({ kind }: StepOutcome): CiState {
  return VERDICTS[kind];
}

const VERDICTS: Readonly<Record<Verdict, CiState>> = {
  ...{ passed: 'passed', flaky: 'passed', reused: 'passed', failed: 'failed', timed_out: 'timed_out' },
  ...{ error: 'error', cancelled: 'cancelled', skipped: 'skipped' },
};
