import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../../src/platform/digest.ts';
import { changeFiles, damageFiles, filesBelow } from './change-files.ts';
import { describeTree, type FileTree, treeDifferences } from './file-tree.ts';
import type { FuzzAction } from './fuzz-action.ts';
import { FUZZ_FILES, FUZZ_TASKS } from './fuzz-project.ts';
import { lockstepTool } from './lockstep-tool.ts';
import { outerEnvironment } from './outer-environment.ts';
import type { TaskSpec } from './soundness-case.ts';

/** What a run came to, as far as a cache could be wrong about it. */
interface FuzzOutcome {
  readonly code: number | null;
  /** By job; `passed` whether it ran or not. */
  readonly verdicts: ReadonlyMap<string, string>;
  readonly reused: number;
  readonly logs: ReadonlyMap<string, string | undefined>;
  readonly tree: FileTree;
  readonly said: string;
}

/** What a comparison of the two runs found; nothing where the cache was right. */
export interface Comparison {
  readonly differences: readonly string[];
  readonly reused: number;
  readonly ran: number;
}

/** Skips a run as a cache would that does not look at everything: what it remembers of a state is all it looks at. */
export type Blindness = (world: FuzzWorld) => string;

/** A project with a history, to which things happen, and that lockstep runs with its cache and, elsewhere, without. */
export class FuzzWorld {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lockstep-fuzz-'));
  readonly project: string = join(this.#folder, 'work', 'project');
  readonly #copy = join(this.#folder, 'copy', 'project');
  #tasks = new Map<string, TaskSpec>(Object.entries(FUZZ_TASKS));
  #env: Record<string, string> = { ...outerEnvironment(), COLOUR: 'red' };
  #umask = '022';
  readonly #blindness: Blindness | undefined;
  /** What a run without the cache came to, by all that the jobs were given. */
  readonly #forced = new Map<string, Promise<FuzzOutcome>>();
  #seen: { readonly key: string; readonly outcome: FuzzOutcome } | undefined;

  constructor(blindness?: Blindness) {
    this.#blindness = blindness;
    mkdirSync(this.project, { recursive: true });
    changeFiles(this.project, { write: FUZZ_FILES }, 'work');
    const identity =
      'git config user.name Test; git config user.email test@example.com; git config gc.auto 0';
    this.#shell(`git init -q -b main; ${identity}; git add -A; git commit -q -m start; git branch start`);
    lockstepTool.define(this.project, this.#tasks, []);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Everything but the files that the jobs depend on. */
  get settings(): string {
    return JSON.stringify([...this.#tasks, this.#env, this.#umask]);
  }

  async apply(action: FuzzAction): Promise<void> {
    switch (action.kind) {
      case 'shell':
        this.#shell(action.script);
        return;
      case 'variable': {
        const { [action.name]: _, ...rest } = this.#env;
        this.#env = action.value === undefined ? rest : { ...rest, [action.name]: action.value };
        return;
      }
      case 'umask':
        this.#umask = action.umask;
        return;
      case 'job': {
        const task = this.#tasks.get(action.job);
        if (task !== undefined) this.#tasks.set(action.job, { ...task, ...action.change });
        lockstepTool.define(this.project, this.#tasks, []);
        return;
      }
      case 'damage':
        this.#damage(action);
        return;
      case 'run':
        await this.#meddledRun(action);
    }
  }

  /** Runs with the cache and, in a fresh copy, everything: both must come to the same. */
  async compare(): Promise<Comparison> {
    this.#copyProject();
    const key = this.#blindness?.(this);
    const known = this.#seen?.key === key ? this.#seen : undefined;
    const [is, ought] = await Promise.all([
      known === undefined || key === undefined ? this.#outcome(this.project, []) : known.outcome,
      this.#forcedRun(),
    ]);
    if (key !== undefined) this.#seen = { key, outcome: is };
    const now = { ...is, tree: this.#outputs(this.project) };
    return {
      differences: differencesOf(now, ought),
      reused: is.reused,
      ran: [...is.verdicts].length - is.reused,
    };
  }

  /** In the fresh copy; not again for one that was like it to the last bit. */
  #forcedRun(): Promise<FuzzOutcome> {
    const given = sha256(JSON.stringify([...this.#outputs(this.#copy), this.settings]));
    const known = this.#forced.get(given);
    if (known !== undefined) return known;
    const outcome = this.#outcome(this.#copy, ['--no-cache']).then((ended) => ({
      ...ended,
      tree: this.#outputs(this.#copy),
    }));
    this.#forced.set(given, outcome);
    // Most that come again come soon, and each holds all that a project came to.
    for (const oldest of this.#forced.keys()) {
      if (this.#forced.size <= MOST_FORCED) break;
      this.#forced.delete(oldest);
    }
    return outcome;
  }

  #shell(script: string): void {
    // Output of a command that fails is of no use: what it has done counts.
    spawnSync('bash', ['-c', script], { cwd: this.project, stdio: 'ignore', env: outerEnvironment() });
  }

  #damage({ damage, at }: FuzzAction & { readonly kind: 'damage' }): void {
    const folders = lockstepTool.cacheFolders(this.project);
    if (at === undefined) {
      damageFiles(folders, damage);
      return;
    }
    const files = folders.flatMap(filesBelow).filter((path) => path.includes(damage.which ?? ''));
    const chosen = files[Math.floor(at * files.length)];
    if (chosen !== undefined) damageFiles(folders, { ...damage, which: chosen });
  }

  async #meddledRun({ args, after, script }: FuzzAction & { readonly kind: 'run' }): Promise<void> {
    const { child, ended } = this.#start(this.project, args);
    if (after !== undefined) {
      const timer = setTimeout(() => {
        if (script !== undefined) this.#shell(script);
        else process.kill(-(child.pid ?? 0), 'SIGKILL');
      }, after);
      void ended.then(() => clearTimeout(timer));
    }
    await ended;
  }

  /** As somebody has it who checked it out: without what the jobs have made, but for what git tracks of it. */
  #copyProject(): void {
    rmSync(this.#copy, { recursive: true, force: true });
    mkdirSync(this.#copy, { recursive: true });
    const script = [
      'umask 022',
      'shopt -s dotglob extglob nullglob',
      'cp -a -- !(out|.lockstep) "$0/"',
      // A directory in place of a file that git tracks is nothing that git tracks.
      'git ls-files -z out | while IFS= read -r -d "" path; do if [ -f "$path" ] || [ -L "$path" ]; then cp -a --parents -- "$path" "$0/"; fi; done',
    ].join('\n');
    execFileSync('bash', ['-O', 'extglob', '-c', script, this.#copy], { cwd: this.project, stdio: 'ignore' });
  }

  async #outcome(project: string, args: readonly string[]): Promise<FuzzOutcome> {
    const { code, out, err } = await this.#start(project, args).ended;
    const finished = out
      .split('\n')
      .filter((line) => line.startsWith('{"kind":"job.finished"'))
      .map((line) => JSON.parse(line) as { readonly leg: string; readonly verdict: string });
    const name = (leg: string): string => leg.split('@')[0] ?? leg;
    return {
      code,
      verdicts: new Map(
        finished.map(({ leg, verdict }) => [name(leg), verdict === 'reused' ? 'passed' : verdict]),
      ),
      reused: finished.filter(({ verdict }) => verdict === 'reused').length,
      logs: new Map(finished.map(({ leg }) => [name(leg), lockstepTool.log?.(project, name(leg))])),
      tree: new Map(),
      said: err,
    };
  }

  #start(project: string, args: readonly string[]): Started {
    const { command, args: all } = lockstepTool.command({ project, mode: undefined });
    const child = spawn('sh', ['-c', `umask ${this.#umask}; exec "$0" "$@"`, command, ...all, ...args], {
      cwd: project,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    return {
      child,
      ended: new Promise((settle) => {
        child.on('close', (code) => settle({ code, out, err }));
      }),
    };
  }

  #outputs(project: string): FileTree {
    const tree = new Map(describeTree(project, ['.git', '.lockstep']));
    // No job's own: whoever came first has made it, under the umask of that time.
    tree.delete('out');
    return tree;
  }
}

/** Outcomes of forced runs that are remembered. */
const MOST_FORCED = 30;

interface Started {
  readonly child: { readonly pid?: number | undefined };
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

/** What tells the run with the cache from the one without, a line each. */
function differencesOf(is: FuzzOutcome, ought: FuzzOutcome): readonly string[] {
  if (ought.verdicts.size === 0) return [`nothing ran in the copy (exit code ${ought.code}):\n${ought.said}`];
  const found: string[] = [];
  if (is.code !== ought.code)
    found.push(`the exit code is ${is.code}, and ought to be ${ought.code}: ${is.said}`);
  // What an earlier run has left of a job that does not get to run, no cache has put there.
  const skipped = [...ought.verdicts].filter(([, verdict]) => verdict === 'skipped').map(([name]) => name);
  for (const name of Object.keys(FUZZ_TASKS)) {
    const [one, other] = [is.verdicts.get(name), ought.verdicts.get(name)];
    if (one !== other) found.push(`${name} ${one}, and ought to have ${other}`);
    const [said, toSay] = [is.logs.get(name), ought.logs.get(name)];
    if (said !== toSay)
      found.push(`${name} said ${JSON.stringify(said)}, and ought to have said ${JSON.stringify(toSay)}`);
  }
  const isSkipped = (line: string): boolean =>
    skipped.some((name) => new RegExp(`^out/${name}[ /]`).test(line));
  found.push(...treeDifferences(is.tree, ought.tree).filter((line) => !isSkipped(line)));
  return found;
}

export function contentOf(project: string, path: string): string {
  try {
    return readFileSync(join(project, path), 'latin1');
  } catch {
    return '';
  }
}
