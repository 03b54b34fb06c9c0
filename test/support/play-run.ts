import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScriptedExecutor } from '../../src/execution/executors/scripted-executor.ts';
import { Masker } from '../../src/execution/masking/masker.ts';
import { runPlan } from '../../src/execution/run-plan.ts';
import { RunStore } from '../../src/execution/run-store.ts';
import { Withdrawals } from '../../src/execution/withdrawals.ts';
import { parseDuration } from '../../src/pipeline/duration.ts';
import type { ElsewhereLeg } from '../../src/plan/localize.ts';
import type { LegId, Plan, PlannedJob } from '../../src/plan/plan.ts';
import type { RunEvent, StepOutcome } from '../../src/run/run-event.ts';
import type { RunState } from '../../src/run/run-state.ts';
import { memoryFiles } from './memory-files.ts';
import { planOf } from './run-script.ts';
import { SelfRunningClock } from './self-running-clock.ts';

/** A case of `test/cases/runs`: a tiny plan whose steps are scripts of the scripted executor. */
export interface RunCase {
  readonly slots?: number;
  readonly failFast?: boolean;
  /** When the user presses Ctrl-C. */
  readonly interruptAt?: string;
  /** Legs that are given up at a time, each with the reason. */
  readonly withdraw?: { readonly at: string; readonly legs: Readonly<Record<string, string>> };
  /** Expected durations, by job. */
  readonly expect?: Readonly<Record<string, string>>;
  readonly elsewhere?: readonly ElsewhereLeg[];
  /** Values that are masked. */
  readonly secrets?: readonly string[];
  readonly jobs: Readonly<Record<string, JobCase>>;
  readonly events: string;
}

interface JobCase {
  readonly needs?: readonly string[];
  readonly steps: readonly (string | { readonly run: string; readonly when?: 'always' | 'on_failure' })[];
  readonly when?: 'always' | 'on_failure';
  readonly locks?: readonly string[];
  readonly retries?: number;
  readonly allowFailure?: boolean;
  readonly timeout?: string;
  readonly idleTimeout?: string;
  readonly stepTimeout?: string;
  readonly wants?: readonly 'docker'[];
  readonly requires?: readonly 'docker'[];
}

const GRACE = 5_000;

/** Plays a case on a virtual clock; gives what happened, a line an event. `earlier` resumes. */
export async function playRun(input: RunCase, earlier?: RunState): Promise<string> {
  return describeEvents((await playEvents(input, earlier)).events);
}

export async function playEvents(
  input: RunCase,
  earlier?: RunState,
): Promise<{ readonly events: readonly RunEvent[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-play-'));
  const clock = new SelfRunningClock();
  const files = memoryFiles();
  const store = new RunStore(files, folder);
  const interruption = new AbortController();
  if (input.interruptAt !== undefined)
    clock.after(duration(input.interruptAt), () => interruption.abort('interrupted'));
  const withdrawals = new Withdrawals();
  const { at, legs = {} } = input.withdraw ?? {};
  if (at !== undefined)
    clock.after(duration(at), () => withdrawals.withdraw(new Map(Object.entries(legs) as [LegId, string][])));
  const events: RunEvent[] = [];
  try {
    const { id } = await store.create(0);
    const work = runPlan({
      plan: planOfCase(input),
      elsewhere: input.elsewhere ?? [],
      selection: {},
      definition: { path: 'lockstep.config.yaml', digest: '' },
      source: {},
      isolation: 'none',
      host: { os: 'linux', arch: 'x64', cpus: 2, name: 'host', home: '/home/user', temporary: '/tmp' },
      version: '0.0.0',
      pid: 1,
      slots: input.slots ?? 4,
      expected: new Map(
        Object.entries(input.expect ?? {}).map(([id, text]) => [id as LegId, duration(text)]),
      ),
      carried: new Map(),
      signal: interruption.signal,
      withdrawals,
      listen: (event) => void events.push(event),
      context: {
        runId: id,
        store,
        files,
        clock,
        executor: new ScriptedExecutor(clock),
        capabilities: { missing: async (capability) => `${JSON.stringify(capability)} is missing` },
        masker: Masker.of((input.secrets ?? []).map((value, at) => ({ name: `S${at}`, value }))),
        find: async () => [],
        sources: {
          outer: {},
          declaredSecrets: [],
          workspace: folder,
          os: 'linux',
          inputs: {},
          tag: undefined,
          value: () => undefined,
        },
        workspace: folder,
        relativeFile: () => undefined,
        toolVersion: async () => undefined,
        toolIdentity: () => '',
        grace: GRACE,
        assumeServices: false,
        forceSetup: false,
        earlier,
      },
    });
    await clock.runUntil(work);
    return { events };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function planOfCase(input: RunCase): Plan {
  const legs = Object.entries(input.jobs).map(([id, job]) => ({ id, needs: job.needs ?? [] }));
  const plan = planOf(legs);
  return {
    ...plan,
    failFast: input.failFast ?? false,
    jobs: plan.jobs.map((planned) => shape(planned, input.jobs[planned.id] as JobCase)),
  };
}

function shape(planned: PlannedJob, job: JobCase): PlannedJob {
  const [blank] = planned.steps;
  return {
    ...planned,
    when: job.when ?? 'on_success',
    locks: job.locks ?? [],
    retries: job.retries ?? 0,
    allowFailure: job.allowFailure ?? false,
    wants: job.wants ?? [],
    requires: job.requires ?? [],
    timeout: duration(job.timeout ?? '30m'),
    idleTimeout: duration(job.idleTimeout ?? '10m'),
    steps: job.steps.map((step) => {
      const { run, when } = typeof step === 'string' ? { run: step, when: undefined } : step;
      return {
        ...(blank as NonNullable<typeof blank>),
        name: run,
        // `;` as in a shell, so that a script fits in a line.
        run: run.split(/\s*;\s*/).join('\n'),
        when: when ?? 'on_success',
        timeout: job.stepTimeout === undefined ? undefined : duration(job.stepTimeout),
      };
    }),
  };
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (typeof ms !== 'number') throw new Error(`'${text}' is no duration`);
  return ms;
}

/** `2s unit failed: exit code 1`, a line an event. Steps of jobs that have only one are left out. */
export function describeEvents(events: readonly RunEvent[]): string {
  const started = events.find((event) => event.kind === 'run.started');
  const single = new Set(started?.plan.jobs.filter((job) => job.steps.length === 1).map((job) => job.id));
  const lines = events.flatMap((event) => {
    const text = describe(event, single);
    return text === undefined ? [] : [`${event.time / 1000}s ${text}`];
  });
  return lines.join('\n');
}

function outcomeText(outcome: StepOutcome): string {
  if (outcome.kind !== 'timed_out') return outcome.kind;
  return `timed_out after ${outcome.after / 1000}s (${outcome.limit})`;
}

function describe(event: RunEvent, single: ReadonlySet<LegId>): string | undefined {
  switch (event.kind) {
    case 'job.started':
      return `${event.leg} started${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}`;
    case 'step.finished':
      return single.has(event.leg)
        ? undefined
        : `${event.leg} step ${event.step + 1} ${outcomeText(event.outcome)}`;
    case 'job.output':
      return `${event.leg} says ${event.lines.join(' / ')}`;
    case 'job.finished':
      return `${event.leg} ${event.verdict}${event.allowed ? ' (allowed)' : ''}${event.reason ? `: ${event.reason}` : ''}`;
    case 'warning':
      return `warning: ${event.message}`;
    case 'run.resumed':
      return 'resumed';
    case 'run.finished':
      return `run ${event.verdict}${event.reason ? `: ${event.reason}` : ''}`;
    default:
      return undefined;
  }
}
