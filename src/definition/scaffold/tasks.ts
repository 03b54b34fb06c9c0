import type { Category } from '../../pipeline/config.ts';
import type { Ecosystem, EcosystemName, FoundCheck } from './ecosystem.ts';
import type { Repository } from './repository.ts';
import { shellWord } from './shell-text.ts';

/** A task of make, just or Task, and the tasks that run with it. */
export interface Task {
  readonly name: string;
  readonly calls: readonly string[];
}

/** What tasks are called, by what they check; the first that is there is taken. */
const NAMES: readonly (readonly [Category, readonly RegExp[]])[] = [
  ['lint', [/^lint$/, /^(?:format|fmt|style)[-_]check$|^check[-_](?:format|fmt|style)$/]],
  ['types', [/^(?:type-?check|types|check[-_]types|mypy)$/]],
  ['unit', [/^(?:test[-_]unit|unit(?:[-_]tests?)?)$/, /^tests?$/, /^check$/]],
  ['integration', [/^(?:test[-_])?integration(?:[-_]tests?)?$/]],
  ['regression', [/^(?:test[-_])?regression$/]],
  ['e2e', [/^(?:test[-_])?e2e$/]],
  ['build', [/^(?:build|compile)$/]],
  ['benchmark', [/^(?:bench|benchmarks?)$/]],
];

const FIXES = /^(?:fmt|format|fix|lint[-_]fix)$/;

export interface TaskRunner {
  readonly name: EcosystemName;
  /** The program, which is also what pages and CI call. */
  readonly program: 'make' | 'just' | 'task';
  readonly from: string;
  readonly tasks: readonly Task[];
  readonly wants?: FoundCheck['wants'];
}

export async function ecosystemOf(repository: Repository, runner: TaskRunner): Promise<Ecosystem> {
  const chosen = choose(runner.tasks);
  const fixes = runner.tasks.filter((task) => FIXES.test(task.name));
  const command = (task: Task) => `${runner.program} ${shellWord(task.name)}`;
  return {
    name: runner.name,
    from: runner.from,
    matrix: [],
    checks: chosen.map(({ category, task, inside }) => ({
      category,
      run: [command(task)],
      ...(category === 'lint' && fixes[0] !== undefined && { fix: [command(fixes[0])] }),
      from: `${runner.from}, ${task.name}${inside.length === 0 ? '' : `, which runs ${inside.map((one) => one.task.name).join(', ')}`}`,
      ...(inside.length > 0 && { covers: inside.map((one) => one.category) }),
      ...(runner.wants && { wants: runner.wants }),
    })),
    isFrontDoor: await isFrontDoor(repository, runner.program),
    notes: [],
  };
}

interface Choice {
  readonly category: Category;
  readonly task: Task;
  /** Tasks of other kinds that run with it. */
  readonly inside: readonly { readonly category: Category; readonly task: Task }[];
}

function choose(tasks: readonly Task[]): readonly Choice[] {
  const all = NAMES.flatMap(([category, patterns]) => {
    const found = patterns.flatMap((pattern) => tasks.filter((task) => pattern.test(task.name)));
    return (category === 'lint' ? found : found.slice(0, 1)).map((task) => ({ category, task }));
  });
  const runs = (outer: Task, inner: Task) => outer !== inner && reach(tasks, outer.name).has(inner.name);
  return all
    .filter(({ task }) => !all.some((other) => runs(other.task, task)))
    .map((one) => ({ ...one, inside: all.filter((other) => runs(one.task, other.task)) }));
}

function reach(tasks: readonly Task[], name: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  for (const next of tasks.find((task) => task.name === name)?.calls ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    reach(tasks, next, seen);
  }
  return seen;
}

/** CI that calls it, or a page for contributors that does: then this is how the project is checked. */
async function isFrontDoor(repository: Repository, program: string): Promise<boolean> {
  const call = new RegExp(`(?:^|[\\s\`$])${program} (?:lint|test|tests|check|ci|typecheck|unit|fmt)\\b`, 'm');
  const workflows = await repository.names('.github/workflows', 'file');
  const systems = [...workflows.map((name) => `.github/workflows/${name}`), '.circleci/config.yml'];
  const pages = ['CONTRIBUTING.md', 'CONTRIBUTING.rst', 'README.md', 'README.rst'];
  for (const path of [...systems, ...pages]) if (call.test((await repository.text(path)) ?? '')) return true;
  return false;
}
