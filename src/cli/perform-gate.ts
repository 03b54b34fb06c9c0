import { setTimeout as sleep } from 'node:timers/promises';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { GateVerdict, JudgedRun } from '../gate/judge-gate.ts';
import { judgeGate } from '../gate/judge-gate.ts';
import { type RequiredCheck, requiredChecks } from '../gate/required-checks.ts';
import type { RunSource, SourceRefusal } from '../providers/run-source.ts';
import { isSourceRefusal } from '../providers/run-source.ts';
import { type GateEvent, type GateEventOptions, gateEvent } from './ci/gate-event.ts';
import { askAll, openSources, type SourceOptions, type Sources, tellProblems } from './ci/open-sources.ts';
import { postGateStatus } from './ci/post-gate-status.ts';
import { refusalsTold } from './ci/refusals-told.ts';
import type { Invocation } from './commands/command.ts';
import { compilePipeline } from './compile-pipeline.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { lockedActions } from './locked-actions.ts';
import { gateData, renderGate } from './render/gate-view.ts';
import { tellRefusal } from './tell-refusal.ts';
import { openWorkplace } from './workplace.ts';

export interface GateOptions extends GateEventOptions, SourceOptions {
  readonly wait?: boolean;
  readonly post?: boolean;
  /** Seconds. */
  readonly interval: number;
  /** Minutes. */
  readonly timeout: number;
  /** Minutes; in place of the workflows' budgets. */
  readonly absentAfter?: number;
  readonly json?: boolean;
}

/** As many runs of one commit as are read of each system. */
const MOST_RUNS = 100;

/**
 * `lockstep gate`: may this be merged? 0: yes, 1: no, 4: not yet, or not all of it could be looked at. The definition is the one that is
 * checked out: for a pull request from somebody else, the base's.
 */
export async function performGate(invocation: Invocation, options: GateOptions): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const locked = await lockedActions(workplace, invocation.console);
  if (locked === undefined) return EXIT.usage;
  const compiled = compilePipeline(workplace, locked);
  if (hasErrors(compiled.diagnostics)) {
    await workplace.report(compiled.diagnostics);
    return EXIT.usage;
  }
  const sources = await openSources(invocation, options);
  const interruption = new Interruption();
  try {
    return await refusalsTold(sources, async () => {
      const asked = await gateEvent(sources, options);
      const found = requiredChecks(workplace.definition.pipeline, compiled.workflows, asked.event);
      const budget = options.absentAfter === undefined ? undefined : options.absentAfter * 60_000;
      const required = found.map((check) => ({ ...check, budget: budget ?? check.budget }));
      return new Gate(sources, { options, asked, required }).untilDecided(interruption);
    });
  } finally {
    interruption.close();
  }
}

interface GateTask {
  readonly options: GateOptions;
  readonly asked: GateEvent;
  readonly required: readonly RequiredCheck[];
}

class Gate {
  readonly #sources: Sources;
  readonly #task: GateTask;
  readonly #asked: readonly RunSource[];
  readonly #since = Date.now();
  /** Jobs of runs that have ended and will not change. */
  readonly #ended = new Map<string, JudgedRun>();
  #told = '';
  #posted = '';

  constructor(sources: Sources, task: GateTask) {
    this.#sources = sources;
    this.#task = task;
    const systems = new Set(task.required.map(({ system }) => system));
    const missing = sources.silent.find(({ place }) => systems.has(place as never));
    if (missing !== undefined)
      throw new UsageError(
        `checks of ${missing.title} are required, and there is no token to ask it with`,
        `To ask it: ${missing.how}.`,
      );
    if (task.options.post === true && sources.github === undefined)
      throw new UsageError(
        'there is no token to post the status with',
        'Set GITHUB_TOKEN or GH_TOKEN (`statuses: write`).',
      );
    this.#asked = sources.all.filter(({ place }) => systems.has(place as never));
  }

  async untilDecided(interruption: Interruption): Promise<ExitCode> {
    const { options } = this.#task;
    const end = this.#since + options.timeout * 60_000;
    for (;;) {
      const verdict = await this.#look(options.wait === true && Date.now() < end);
      const isOver =
        verdict !== undefined &&
        (verdict.conclusion !== 'pending' || options.wait !== true || Date.now() >= end);
      if (verdict !== undefined) {
        if (options.post === true) await this.#post(verdict);
        this.#tell(verdict, isOver);
      }
      if (isOver) return EXITS[verdict.conclusion];
      if (verdict === undefined && (options.wait !== true || Date.now() >= end)) return EXIT.notScanned;
      await sleep(options.interval * 1000, undefined, { signal: interruption.signal }).catch(() => undefined);
      if (interruption.signal.aborted) return interruption.exitCode;
    }
  }

  /** Undefined when one of the systems did not answer: half of the answers are no answer. */
  async #look(goesOn: boolean): Promise<GateVerdict | undefined> {
    const { asked, required } = this.#task;
    const { answers, problems } = await askAll(this.#asked, (source) => this.#runsOf(source, asked.commit));
    if (problems.length > 0) {
      const isPassing = problems.every(({ refusal }) => passes(refusal));
      if (!isPassing || !goesOn) tellProblems(this.#sources, problems);
      else for (const { refusal } of problems) this.#sources.console.remark(refusal.message);
      if (!isPassing && goesOn) throw problems.find(({ refusal }) => !passes(refusal))?.refusal;
      return undefined;
    }
    return judgeGate({
      required,
      runs: answers.flat(),
      event: asked.event,
      now: Date.now(),
      since: this.#since,
    });
  }

  async #runsOf(source: RunSource, commit: string): Promise<readonly JudgedRun[]> {
    const runs = await source.list({ commit, limit: MOST_RUNS });
    return Promise.all(
      runs.map(async (run) => {
        const key = `${run.place} ${run.id} ${run.attempt}`;
        const known = this.#ended.get(key);
        if (known !== undefined && run.state === known.state) return known;
        const judged = { ...run, jobs: await source.jobs(run) };
        if (run.finishedAt !== undefined) this.#ended.set(key, judged);
        return judged;
      }),
    );
  }

  #tell(verdict: GateVerdict, isOver: boolean): void {
    const { console } = this.#sources;
    const { options, asked } = this.#task;
    if (options.json === true) {
      if (isOver) console.json(gateData(verdict, asked));
      return;
    }
    if (isOver)
      return void console.print(
        renderGate(verdict, asked, { style: console.style, columns: console.screen.columns }),
      );
    if (verdict.description !== this.#told) console.remark(verdict.description);
    this.#told = verdict.description;
  }

  /** Only what is new. A token that may not is told, and takes nothing from the verdict. */
  async #post(verdict: GateVerdict): Promise<void> {
    const { github, console } = this.#sources;
    const text = `${verdict.conclusion} ${verdict.description}`;
    if (github === undefined || text === this.#posted) return;
    this.#posted = text;
    try {
      await postGateStatus(github, this.#task.asked.commit, verdict);
    } catch (error) {
      if (!isSourceRefusal(error)) throw error;
      tellRefusal(console, error);
    }
  }
}

const EXITS = {
  passed: EXIT.fine,
  failed: EXIT.failed,
  pending: EXIT.notScanned,
  not_checked: EXIT.notScanned,
} as const satisfies Record<GateVerdict['conclusion'], ExitCode>;

function passes({ kind }: SourceRefusal): boolean {
  return kind === 'unreachable' || kind === 'limit';
}
