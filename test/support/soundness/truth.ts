import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeTree, type FileTree } from './file-tree.ts';
import type { TaskSpec } from './soundness-case.ts';

/** What tasks said, by name, and what they left behind. */
export interface Outcome {
  readonly passed: boolean;
  readonly tree: FileTree;
  readonly logs: ReadonlyMap<string, string>;
}

/** How much of the environment a tool shows to a command that names none of it: which one is for the tool to say, once. */
export const VIEWS = ['usual', 'all', 'bare'] as const;
export type View = (typeof VIEWS)[number];

const SHOWN: Readonly<Record<View, (name: string) => boolean>> = {
  all: () => true,
  usual: (name) => /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_ALL|LC_CTYPE|TZ|TMPDIR)$/.test(name),
  bare: (name) => /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR)$/.test(name),
};

export interface TruthRequest {
  /** A folder with the sources as they are now. */
  readonly sources: string;
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  readonly env: Readonly<Record<string, string>>;
  readonly umask: string | undefined;
}

/** Runs the commands themselves, in a fresh copy, one after another: what any tool ought to come to. */
export function runTruth({ sources, tasks, env, umask }: TruthRequest, view: View): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-truth-'));
  try {
    const project = join(folder, 'project');
    // Node's own copying takes names for UTF-8.
    execFileSync('cp', ['-a', sources, project]);
    mkdirSync(join(folder, 'sync'));
    for (const name of ['go', 'truth']) writeFileSync(join(folder, 'sync', name), '');
    const logs = new Map<string, string>();
    const values = new Map<string, ReadonlyMap<string, string>>();
    const failed = new Set<string>();
    for (const [name, task] of tasks) {
      if (task.needs?.some((need) => failed.has(need)) === true) {
        failed.add(name);
        continue;
      }
      const handedOn = join(folder, `${name}.output`);
      writeFileSync(handedOn, '');
      const ended = spawnSync('bash', shellArguments(task, umask), {
        cwd: project,
        env: { ...taskEnvironment(task, settled(env, project), view, values), LOCKSTEP_OUTPUT: handedOn },
        encoding: 'latin1',
      });
      logs.set(name, `${inLines(ended.stdout)}${inLines(ended.stderr)}`);
      if (ended.status !== 0) failed.add(name);
      const pairs = readFileSync(handedOn, 'utf8').split('\n').filter(Boolean);
      values.set(name, new Map(pairs.map((pair) => pair.split('=') as [string, string])));
    }
    return { passed: failed.size === 0, tree: describeTree(project, ['.git']), logs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A log has whole lines. */
function inLines(said: string): string {
  return said === '' || said.endsWith('\n') ? said : `${said}\n`;
}

/** Variables as a case writes them down. */
export function settled(
  env: Readonly<Record<string, string>>,
  project: string,
): Readonly<Record<string, string>> {
  const entries = Object.entries(env).map(([name, value]) => [
    name,
    value.replaceAll('$PROJECT', project).replaceAll('$PATH', process.env.PATH ?? ''),
  ]);
  return Object.fromEntries(entries);
}

function shellArguments(task: TaskSpec, umask: string | undefined): readonly string[] {
  const script = [task.run, ...(task.args ?? [])].join(' ');
  return ['--noprofile', '--norc', '-eo', 'pipefail', '-c', `umask ${umask ?? '022'}\n${script}`];
}

function taskEnvironment(
  { env = {}, passEnv = [] }: TaskSpec,
  outer: Readonly<Record<string, string>>,
  view: View,
  values: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Record<string, string> {
  const shown = Object.entries(outer).filter(([name]) => SHOWN[view](name) || passEnv.includes(name));
  const own = Object.entries(env).map(([name, value]) => {
    const text = typeof value === 'string' ? value : (values.get(value.job)?.get(value.value) ?? '');
    return [name, text] as const;
  });
  return Object.fromEntries([...shown, ...own]);
}
