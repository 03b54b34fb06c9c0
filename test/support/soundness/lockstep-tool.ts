import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheTool } from './cache-tool.ts';
import type { TaskSpec } from './soundness-case.ts';

const LAUNCHER = join(process.cwd(), 'dist/bin/lockstep.js');

export const lockstepTool: CacheTool = {
  name: 'lockstep',
  own: ['lockstep.config.yaml', '.lockstep', '.git'],
  cannot: () => undefined,
  define(project, tasks, secrets) {
    const jobs = Object.fromEntries([...tasks].map(([name, task]) => [name, jobOf(task)]));
    // JSON is YAML.
    writeFileSync(
      join(project, 'lockstep.config.yaml'),
      JSON.stringify({ project: 'p', ...(secrets.length > 0 && { secrets }), jobs }, null, 2),
    );
  },
  command({ mode }) {
    const chosen = mode === undefined ? [] : [`--${mode}`];
    return { command: process.execPath, args: [LAUNCHER, 'run', ...chosen, '--json'] };
  },
  cacheFolders: (project) => [join(project, '.lockstep', 'cache')],
  log(project, task) {
    const runs = join(project, '.lockstep', 'runs');
    const newest = readdirSync(runs).sort().at(-1) ?? '';
    const folder = join(runs, newest, 'logs');
    try {
      const file = readdirSync(folder).find((name) => name.startsWith(`${task}@`));
      return file && outputOf(readFileSync(join(folder, file), 'latin1'));
    } catch {
      return undefined;
    }
  },
};

function jobOf({ run, args = [], tools = [], ...rest }: TaskSpec): Readonly<Record<string, unknown>> {
  return {
    ...rest,
    category: 'build',
    run: [run, ...args].join(' '),
    ...(tools.length > 0 && { requires: tools.map((tool) => ({ tool })) }),
  };
}

/** Standard output, then standard error, as they came. */
function outputOf(log: string): string {
  const records = log.split('\n').map((line) => ({ mark: line.charAt(25), text: line.slice(27) }));
  return ['1', '2']
    .map((mark) =>
      records
        .filter((one) => one.mark === mark)
        .map(({ text }) => `${text}\n`)
        .join(''),
    )
    .join('');
}
