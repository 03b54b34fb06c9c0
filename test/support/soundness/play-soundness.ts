import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commitAll } from '../git.ts';
import type { CacheTool } from './cache-tool.ts';
import { changeFiles, damageFiles, filesBelow } from './change-files.ts';
import { describeTree, treeDifferences } from './file-tree.ts';
import { outerEnvironment } from './outer-environment.ts';
import type { Change, Expectation, SoundnessCase, StepSpec, TaskSpec } from './soundness-case.ts';
import { type Outcome, runTruth, settled, VIEWS, type View } from './truth.ts';

/** What a tool made of a case. */
export interface Played {
  /** `idle`: it was never wrong, and never reused what it could have. */
  readonly kind: 'sound' | 'wrong' | 'idle' | 'cannot';
  /** What was wrong, when nothing was reused, or why the tool has no words for it. */
  readonly problems: readonly string[];
  /** What was right, and not what the case says of a tool that looks closely. */
  readonly unexpected: readonly string[];
}

/** Plays a case: after every run, what is there and what was said must be what the commands come to in a fresh copy. */
export async function playSoundness(subject: SoundnessCase, tool: CacheTool): Promise<Played> {
  const reason = tool.cannot(subject);
  if (reason !== undefined) return { kind: 'cannot', problems: [reason], unexpected: [] };
  const play = new Play(subject, tool);
  try {
    await play.all();
    return play.played();
  } catch (error) {
    // A step may need what ought to be there.
    const { kind, problems, unexpected } = play.played();
    if (kind !== 'wrong') throw error;
    return { kind, problems, unexpected };
  } finally {
    play.close();
  }
}

interface Ended {
  readonly passed: boolean;
  readonly said: string;
}

class Play {
  readonly #subject: SoundnessCase;
  readonly #tool: CacheTool;
  readonly #folder = mkdtempSync(join(tmpdir(), 'lockstep-sound-'));
  /** Where the tool works, and the same project without a tool. */
  readonly #project = join(this.#folder, 'work', 'project');
  readonly #sources = join(this.#folder, 'truth', 'project');
  readonly #sync = join(this.#folder, 'work', 'sync');
  #tasks: ReadonlyMap<string, TaskSpec>;
  #env: Readonly<Record<string, string>>;
  #umask: string | undefined;
  #secrets: readonly string[];
  /** Settled when the first run shows it. */
  #view: View | undefined;
  readonly #wrong: string[] = [];
  readonly #idle: string[] = [];
  readonly #unexpected: string[] = [];

  constructor(subject: SoundnessCase, tool: CacheTool) {
    this.#subject = subject;
    this.#tool = tool;
    this.#tasks = new Map(Object.entries(subject.tasks));
    this.#env = { ...outerEnvironment(), ...subject.env };
    this.#secrets = subject.secrets ?? [];
  }

  async all(): Promise<void> {
    this.#setUp();
    await this.#step({}, 'the first run');
    await this.#idleRun('the run after the first');
    for (const [index, step] of this.#subject.steps.entries()) await this.#step(step, `step ${index + 1}`);
    await this.#idleRun('the run after all');
  }

  played(): Played {
    const unexpected = this.#unexpected;
    if (this.#wrong.length > 0) return { kind: 'wrong', problems: this.#wrong, unexpected };
    if (this.#idle.length > 0) return { kind: 'idle', problems: this.#idle, unexpected };
    return { kind: 'sound', problems: [], unexpected };
  }

  close(): void {
    this.#tool.close?.(this.#project);
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #setUp(): void {
    mkdirSync(this.#sync, { recursive: true });
    mkdirSync(this.#project, { recursive: true });
    changeFiles(this.#project, { write: this.#subject.files }, 'work');
    if (this.#subject.git === true) commitAll(this.#project);
    mkdirSync(join(this.#folder, 'truth', 'sync'), { recursive: true });
    cpSync(this.#project, this.#sources, { recursive: true, verbatimSymlinks: true });
    this.#define();
  }

  #define(): void {
    this.#tool.define(this.#project, new Map([...this.#tasks].map(counted)), this.#secrets);
  }

  async #idleRun(what: string): Promise<void> {
    const { reuse, settle = 0 } = this.#subject;
    for (let left = settle; left > 0; left--) await this.#run({}, what);
    const ran = await this.#run({}, what);
    if (ran.length > 0 && reuse === undefined)
      this.#idle.push(`${what}, with nothing changed, ran ${ran.join(', ')}`);
    if (ran.length < this.#tasks.size && reuse === 'never')
      this.#wrong.push(`${what} reused what may not be reused`);
  }

  async #step(step: StepSpec, what: string): Promise<void> {
    if (step.change !== undefined) this.#changeBoth(step.change);
    if (step.spoil !== undefined) changeFiles(this.#project, step.spoil, 'work');
    if (step.cache !== undefined && damageFiles(this.#tool.cacheFolders(this.#project), step.cache) === 0)
      this.#unexpected.push(`${what} found nothing to damage`);
    this.#settings(step);
    const ran = await this.#run(step, what);
    for (const name of this.#tasks.keys())
      this.#check(ran.includes(name) ? 'runs' : 'reused', step, name, what);
  }

  #check(was: Expectation, { expect = 'either', kill }: StepSpec, name: string, what: string): void {
    const wanted = typeof expect === 'string' ? expect : (expect[name] ?? 'either');
    if (kill !== true && wanted !== 'either' && wanted !== was)
      this.#unexpected.push(`${what}: ${name} ${was}, ${wanted} was expected`);
  }

  #changeBoth(change: Change): void {
    changeFiles(this.#project, change, 'work');
    changeFiles(this.#sources, change, 'truth');
  }

  #settings({ env = {}, umask, tasks, secrets }: StepSpec): void {
    const entries = Object.entries({ ...this.#env, ...env });
    this.#env = Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
    this.#umask = umask ?? this.#umask;
    this.#secrets = secrets ?? this.#secrets;
    if (tasks !== undefined)
      this.#tasks = new Map(
        Object.entries({ ...Object.fromEntries(this.#tasks), ...tasks }).map(([name, task]) => [
          name,
          { ...this.#tasks.get(name), ...task } as TaskSpec,
        ]),
      );
    if (tasks !== undefined || secrets !== undefined) this.#define();
  }

  /** The tasks that ran. What they came to is compared, unless somebody meddled. */
  async #run(step: StepSpec, what: string): Promise<readonly string[]> {
    for (const name of this.#tasks.keys()) rmSync(join(this.#sync, `${name}.ran`), { force: true });
    if (step.kill === true) {
      await this.#killed(step);
      return [];
    }
    const ended = await Promise.all(Array.from({ length: step.atOnce ?? 1 }, () => this.#tooled(step)));
    if (step.meanwhile === undefined) for (const one of ended) this.#compare(one, what);
    return [...this.#tasks.keys()].filter((name) => existsSync(join(this.#sync, `${name}.ran`)));
  }

  #compare(ended: Ended, what: string): void {
    const found: string[][] = [];
    for (const view of this.#view === undefined ? VIEWS : [this.#view]) {
      const truth = runTruth(
        { sources: this.#sources, tasks: this.#tasks, env: this.#env, umask: this.#umask },
        view,
      );
      found.push(this.#differences(ended, truth));
      if (found.at(-1)?.length === 0) break;
    }
    const best = found.findIndex((one) => one.length === 0);
    if (this.#view === undefined && found.length > 1 && best !== -1) this.#view = VIEWS[best];
    if (best !== -1) return;
    this.#wrong.push(...(found[0] ?? []).map((line) => `${what}: ${line}`));
    if (process.env.SOUNDNESS_VERBOSE) console.error(`${this.#subject.name}, ${what}:\n${ended.said}`);
  }

  #differences(ended: Ended, truth: Outcome): string[] {
    const found = [...treeDifferences(describeTree(this.#project, this.#tool.own), truth.tree)];
    if (ended.passed !== truth.passed)
      found.push(`it ${ended.passed ? 'passed' : 'failed'}, and the commands did not:\n${ended.said}`);
    if (this.#subject.log === false) return found;
    for (const [name, said] of truth.logs) {
      const log = this.#tool.log?.(this.#project, name);
      const masked = this.#secrets.reduce(
        (text, secret) => text.replaceAll(this.#env[secret] ?? '\0', '***'),
        said,
      );
      if (this.#tool.log !== undefined && log !== masked)
        found.push(`${name} said ${JSON.stringify(log)}, and ought to have said ${JSON.stringify(masked)}`);
    }
    return found;
  }

  async #tooled(step: StepSpec): Promise<Ended> {
    const go = join(this.#sync, 'go');
    if (step.meanwhile === undefined) writeFileSync(go, '');
    else for (const name of ['go', 'started']) rmSync(join(this.#sync, name), { force: true });
    const { child, ended } = this.#start(step);
    if (step.meanwhile !== undefined) {
      while (!existsSync(join(this.#sync, 'started')) && child.exitCode === null) await sleep(5);
      if (child.exitCode !== null) this.#unexpected.push('nothing ran that could be disturbed');
      this.#changeBoth(step.meanwhile);
      writeFileSync(go, '');
    }
    return ended;
  }

  /** As soon as something new is in its cache. */
  async #killed(step: StepSpec): Promise<void> {
    writeFileSync(join(this.#sync, 'go'), '');
    const seen = (): string => this.#tool.cacheFolders(this.#project).flatMap(filesBelow).join('\n');
    const before = seen();
    const { child, ended } = this.#start(step);
    while (child.exitCode === null && seen() === before) await sleep(0);
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It was faster.
    }
    await ended;
    await sleep(200);
  }

  #start({ mode }: StepSpec): { child: ChildProcess; ended: Promise<Ended> } {
    const { command, args, env } = this.#tool.command({ project: this.#project, mode });
    const child = spawn('sh', ['-c', `umask ${this.#umask ?? '022'}; exec "$0" "$@"`, command, ...args], {
      cwd: this.#project,
      env: { ...settled(this.#env, this.#project), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    const ended = new Promise<Ended>((settle) => {
      child.on('close', (code) => settle({ passed: code === 0, said }));
    });
    return { child, ended };
  }
}

/** A task leaves a mark outside of the project when it runs: what the tool says of it is not asked. */
function counted([name, task]: [string, TaskSpec]): [string, TaskSpec] {
  return [name, { ...task, run: `echo ran >> ../sync/${name}.ran; ${task.run}` }];
}
