import type { Category, Os, SystemName } from '../../src/pipeline/config.ts';
import type { JobName, WorkflowName } from '../../src/pipeline/pipeline.ts';
import type { LegId, Plan, PlannedJob, SkippedJob } from '../../src/plan/plan.ts';
import type { JobFinished, RunEvent, RunId, StepOutcome, Verdict } from '../../src/run/run-event.ts';

/** What a test says of a leg; everything else gets a harmless value. */
export interface LegScript {
  readonly id: string;
  readonly title?: string;
  readonly os?: Os;
  readonly arch?: 'x64' | 'arm64';
  readonly category?: Category | 'setup';
  readonly needs?: readonly string[];
  readonly steps?: readonly string[];
  readonly owner?: SystemName;
  readonly expected?: number;
  readonly standsInFor?: Os;
}

export interface RunScriptOptions {
  readonly workflow?: string;
  readonly budget?: number;
  readonly elsewhere?: readonly { id: string; title: string; where: string; owner?: SystemName }[];
  readonly skipped?: readonly { id: string; reason: string }[];
  readonly slots?: number;
  readonly start?: number;
}

/** Noon, in the year the tests were written. */
export const NOON = Date.UTC(2026, 10, 23, 12, 0, 0);

function plannedLeg(script: LegScript): PlannedJob {
  const [job = script.id] = script.id.split('@');
  return {
    id: script.id as LegId,
    job: job as JobName,
    title: script.title ?? job,
    category: script.category ?? 'unit',
    platform: { os: script.os ?? 'linux', arch: script.arch },
    confined: false,
    standsInFor: script.standsInFor === undefined ? undefined : { os: script.standsInFor, arch: undefined },
    owner: script.owner,
    matrix: {},
    shard: undefined,
    needs: (script.needs ?? []).map((id) => ({ id: id as LegId, artifacts: [] })),
    when: 'on_success',
    steps: (script.steps ?? ['run']).map((name) => ({
      name,
      run: name,
      shell: 'bash',
      cwd: '.',
      env: [],
      when: 'on_success',
      timeout: undefined,
    })),
    env: [],
    inheritEnv: true,
    passEnv: [],
    tty: false,
    environment: undefined,
    approval: false,
    permissions: {},
    secrets: [],
    toolchains: [],
    requires: [],
    wants: [],
    inputs: [],
    outputs: [],
    values: [],
    reports: [],
    artifacts: [],
    timeout: 1_800_000,
    idleTimeout: 90_000,
    retries: 0,
    allowFailure: false,
    locks: [],
    budget: undefined,
    runner: { image: undefined, size: undefined, dockerLayerCaching: false },
    container: undefined,
    services: [],
  };
}

export function planOf(legs: readonly LegScript[], options: RunScriptOptions = {}): Plan {
  return {
    version: 1,
    project: 'meteor',
    workflow: (options.workflow ?? 'ci') as WorkflowName,
    event: { kind: 'local' },
    jobs: legs.map(plannedLeg),
    skipped: (options.skipped ?? []).map(
      ({ id, reason }): SkippedJob => ({ id, job: id.split('@')[0] as JobName, reason }),
    ),
    budget: options.budget,
    failFast: false,
  };
}

/**
 * Writes the events of a run the way one would tell it: `run.at(3.2).pass('unit@linux')`. Times are seconds since the start;
 * durations follow from them.
 */
export class RunScript {
  readonly events: RunEvent[] = [];
  readonly #start: number;
  readonly #started = new Map<string, number>();
  #now: number;

  constructor(legs: readonly LegScript[], options: RunScriptOptions = {}) {
    this.#start = options.start ?? NOON;
    this.#now = this.#start;
    this.events.push({
      kind: 'run.started',
      time: this.#now,
      runId: '20261123-120000-7f3a' as RunId,
      lockstep: '0.1.0',
      format: 1,
      plan: planOf(legs, options),
      planDigest: 'd1',
      selection: {},
      elsewhere: (options.elsewhere ?? []).map((leg) => ({ ...leg, id: leg.id as LegId })),
      host: { os: 'linux', arch: 'x64', cpus: 4, name: 'desk' },
      definition: { path: 'lockstep.config.ts', digest: 'd0' },
      source: { commit: '9f1c2ab4d5e6f708192a3b4c5d6e7f8091a2b3c4', branch: 'main' },
      workspace: { path: '/home/ann/meteor', isolation: 'none' },
      slots: options.slots ?? 4,
      expected: Object.fromEntries(
        legs.flatMap((leg) => (leg.expected === undefined ? [] : [[leg.id, leg.expected]])),
      ),
      pid: 4711,
    });
  }

  at(seconds: number): this {
    this.#now = this.#start + Math.round(seconds * 1000);
    return this;
  }

  add(event: RunEvent): this {
    this.events.push(event);
    return this;
  }

  begin(leg: string, attempt = 1): this {
    if (attempt === 1) this.#started.set(leg, this.#now);
    return this.add({ kind: 'job.started', time: this.#now, leg: leg as LegId, attempt }).step(
      leg,
      0,
      attempt,
    );
  }

  step(leg: string, step: number, attempt = 1): this {
    return this.add({ kind: 'step.started', time: this.#now, leg: leg as LegId, attempt, step });
  }

  stepDone(leg: string, step: number, outcome: StepOutcome, duration = 0, attempt = 1): this {
    return this.add({
      kind: 'step.finished',
      time: this.#now,
      leg: leg as LegId,
      attempt,
      step,
      outcome,
      duration,
    });
  }

  say(leg: string, ...lines: string[]): this {
    const place = { leg: leg as LegId, attempt: 1, step: 0, stream: 'stdout' as const };
    return this.add({ kind: 'job.output', time: this.#now, ...place, lines });
  }

  warn(message: string, leg?: string): this {
    return this.add({
      kind: 'warning',
      time: this.#now,
      message,
      ...(leg !== undefined && { leg: leg as LegId }),
    });
  }

  done(leg: string, verdict: Verdict, more: Partial<JobFinished> = {}): this {
    const started = this.#started.get(leg);
    return this.add({
      kind: 'job.finished',
      time: this.#now,
      leg: leg as LegId,
      verdict,
      attempts: started === undefined ? 0 : 1,
      duration: started === undefined ? 0 : this.#now - started,
      ...more,
    });
  }

  pass(leg: string): this {
    return this.done(leg, 'passed');
  }

  /** A failure of the first step unless `more` says otherwise. */
  fail(leg: string, reason: string, tail: readonly string[] = [], more: Partial<JobFinished> = {}): this {
    return this.done(leg, 'failed', { reason, failure: { step: 0, tail }, ...more });
  }

  skip(leg: string, reason: string): this {
    return this.done(leg, 'skipped', { reason });
  }

  end(
    verdict: 'passed' | 'failed' | 'cancelled',
    path: { readonly legs: readonly string[]; readonly seconds: number },
    reason?: string,
  ): this {
    return this.add({
      kind: 'run.finished',
      time: this.#now,
      verdict,
      duration: this.#now - this.#start,
      criticalPath: { legs: path.legs as readonly LegId[], duration: path.seconds * 1000 },
      ...(reason !== undefined && { reason }),
    });
  }
}
