import { addGivers, changedLegs, type Reason, type Reasons, saysInputs } from '../plan/affected.ts';
import { keepJobs } from '../plan/keep-jobs.ts';
import type { LegId, PlannedJob } from '../plan/plan.ts';
import { staleLegs } from '../plan/stale-legs.ts';
import { legNames } from '../run/run-words.ts';
import { type ExitCode, UsageError } from './exit-code.ts';
import type { Interruption } from './interruption.ts';
import { startRun } from './perform-run.ts';
import { reasonWords } from './render/affected-text.ts';
import { RepeatedEdits } from './repeated-edits.ts';
import { nameInProject, reopenProject, type WatchProject, type WatchRequest } from './watch-project.ts';
import { LegResults, WatchRound } from './watch-round.ts';
import { WatchScreen } from './watch-screen.ts';
import { WatchedFiles } from './watched-files.ts';

/**
 * Runs the selection, then after each edit what the edit affects. What an edit makes stale is given up at once; what runs and is not
 * stale goes on to its end, and the next round begins with everything that is open.
 */
export class WatchLoop {
  readonly #request: WatchRequest;
  readonly #interruption: Interruption;
  readonly #screen: WatchScreen;
  readonly #results = new LegResults();
  #project: WatchProject;
  #files: WatchedFiles | undefined;
  /** What the next round runs. */
  #next: Reasons = new Map();
  /** What led to it. */
  readonly #edited = new Set<string>();
  /** Somebody wants it to run, whatever is known of earlier runs. */
  #asked = false;
  /** What is wrong with the definition, as it was told; nothing runs until it is right. */
  #broken: string | undefined;
  #round: WatchRound | undefined;
  readonly #repeated = new RepeatedEdits();
  #lastEnd = 0;
  /** Edits are dealt with one after another. */
  #work: Promise<void> = Promise.resolve();
  #fault: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(request: WatchRequest, project: WatchProject, interruption: Interruption) {
    this.#request = request;
    this.#project = project;
    this.#interruption = interruption;
    this.#screen = new WatchScreen(request.invocation.console, request.options.json === true);
  }

  /** Until somebody interrupts it, or it cannot go on. */
  async run(): Promise<ExitCode> {
    const { signal } = this.#interruption;
    const wake = (): void => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      await this.#openFiles();
      this.#everything();
      this.#screen.begin(
        this.#legs((leg) => !saysInputs(leg)),
        this.#project.local.plan,
      );
      while (!signal.aborted && this.#fault === undefined) {
        if (this.#broken === undefined && this.#next.size > 0) await this.#runRound();
        else await this.#wait();
        await this.#work;
      }
      if (this.#fault !== undefined) throw this.#fault.error;
      return this.#interruption.exitCode;
    } finally {
      signal.removeEventListener('abort', wake);
      this.#files?.close();
    }
  }

  /** Somebody wants all of it again. */
  readonly ask = (): void => {
    this.#round?.withdrawAll('all of it runs again', { outdated: false });
    this.#asked = true;
    this.#everything();
    this.#wake();
  };

  #wait(): Promise<void> {
    const files = this.#files?.count ?? 0;
    const { plan } = this.#project.local;
    const broken = this.#broken === undefined ? undefined : this.#definitionName();
    this.#screen.waiting({ files, failing: this.#results.failing(plan), broken }, plan);
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #runRound(): Promise<void> {
    const { workplace, selection, local } = this.#project;
    const { invocation, options } = this.#request;
    const legs = this.#next;
    this.#next = new Map();
    for (const leg of this.#results.cancelled(local.plan)) if (!legs.has(leg)) legs.set(leg, { kind: 'due' });
    const due = new Set(legs.keys());
    addGivers(local.plan, legs, this.#results.unproved(local.plan));
    const plan = keepJobs(local.plan, ({ id }) => legs.has(id));
    // What came along and has passed has left its files in the checkout, and its values are known. Toolchains look after themselves.
    const along = plan.jobs.filter(({ id, category }) => !due.has(id) && category !== 'setup');
    const carried = this.#results.passed(along.map(({ id }) => id));
    for (const leg of carried.keys()) legs.delete(leg);
    const whole = legs.size === local.plan.jobs.length;
    const again = this.#repeated.note([...this.#edited], performance.now() - this.#lastEnd);
    if (again.length > 0) this.#screen.writtenByJobs(again);
    this.#screen.round({ edited: [...this.#edited], legs, plan, whole });
    this.#edited.clear();
    const force = this.#asked;
    this.#asked = false;
    const round = new WatchRound(legs, this.#results);
    this.#round = round;
    try {
      await startRun(
        workplace,
        invocation,
        {
          local: { plan, elsewhere: whole ? local.elsewhere : [] },
          selection: { ...selection, command: 'watch' },
          interruption: this.#interruption,
          carried,
          withdrawals: round.withdrawals,
          watch: round.event,
        },
        { ...options, force },
      );
    } finally {
      this.#round = undefined;
      this.#lastEnd = performance.now();
      this.#screen.roundIsOver();
    }
  }

  #settled(edited: readonly string[]): void {
    this.#work = this.#work
      .then(() => this.#takeIn(edited))
      .then(() => this.#wake())
      .catch((error: unknown) => this.#fail(error));
  }

  async #takeIn(edited: readonly string[]): Promise<void> {
    const parts = new Set(this.#project.parts.map((path) => nameInProject(this.#project, path)));
    const definition = edited.filter((name) => parts.has(name));
    // A definition that is wrong may be mended by a file that it could not find before.
    if (definition.length > 0 || this.#broken !== undefined) await this.#readAgain(definition);
    const others = edited.filter((name) => !parts.has(name));
    const { plan } = this.#project.local;
    const changed = changedLegs(
      plan,
      others.map((name) => ({ name, kind: 'file' })),
    );
    const { next, withdrawn, putOff } = staleLegs(
      plan,
      changed,
      (leg) => this.#round?.progress(leg) ?? 'absent',
    );
    if (next.size === 0) return;
    // Everything runs: the other edits are not why.
    if (this.#next.size < plan.jobs.length) for (const name of others) this.#edited.add(name);
    const due: Reason = { kind: 'due' };
    for (const [leg, reason] of next) this.#next.set(leg, reason);
    for (const leg of putOff) if (!this.#next.has(leg)) this.#next.set(leg, due);
    const names = this.#names();
    const words = ([leg, reason]: [LegId, Reason]): [LegId, string] => [
      leg,
      reason.kind === 'needs'
        ? `${reasonWords(reason, names)}, which runs again`
        : reasonWords(reason, names),
    ];
    this.#round?.withdrawals.withdraw(
      new Map([
        ...[...withdrawn].map(words),
        ...putOff.map((leg): [LegId, string] => [leg, 'put off to the next round']),
      ]),
    );
  }

  async #readAgain(edited: readonly string[]): Promise<void> {
    const before = this.#project;
    const { project, remarks } = await reopenProject(this.#request, before);
    const text = remarks.join('\n');
    if (project === undefined) {
      if (text !== this.#broken) this.#screen.say(remarks);
      this.#broken = text;
      return;
    }
    this.#broken = undefined;
    this.#screen.say(remarks);
    this.#project = project;
    const same = project.workplace.definition.digest === before.workplace.definition.digest;
    const moved = project.parts.join('\n') !== before.parts.join('\n');
    if (!same || moved) await this.#openFiles();
    const [name = this.#definitionName()] = edited;
    if (same) return this.#screen.meansTheSame(name);
    this.#results.forget();
    this.#edited.clear();
    this.#edited.add(name);
    this.#round?.withdrawAll(`${name} changed`, { outdated: true });
    this.#everything();
  }

  /** Watches before it stops watching: nothing is missed between. */
  async #openFiles(): Promise<void> {
    const { workplace, local, parts } = this.#project;
    const before = this.#files;
    this.#files = await WatchedFiles.open(
      { root: workplace.root, plan: local.plan, definition: parts },
      {
        settled: (edited) => this.#settled(edited),
        failed: (error) => this.#fail(error),
      },
    );
    before?.close();
  }

  #fail(error: unknown): void {
    this.#fault ??= { error: outOfWatches(error) ?? error };
    this.#round?.withdrawAll('edits cannot be watched any more', { outdated: true });
    this.#wake();
  }

  #everything(): void {
    this.#next = new Map(this.#project.local.plan.jobs.map(({ id }) => [id, { kind: 'due' }]));
  }

  #legs(predicate: (leg: PlannedJob) => boolean): readonly LegId[] {
    return this.#project.local.plan.jobs.filter(predicate).map((leg) => leg.id);
  }

  #names() {
    return legNames(this.#project.local.plan);
  }

  #definitionName(): string {
    return nameInProject(this.#project, this.#project.workplace.definition.path);
  }
}

/** What inotify says when a user's watches are used up (inotify(7), `max_user_watches`). */
function outOfWatches(error: unknown): UsageError | undefined {
  const { code } = error as { code?: string };
  if (code !== 'ENOSPC' && code !== 'EMFILE') return undefined;
  return new UsageError(
    'the system has no watches left for the folders of the inputs',
    'Let inputs match fewer folders, or raise fs.inotify.max_user_watches.',
  );
}
