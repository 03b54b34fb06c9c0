import { join } from 'node:path';
import { namesTools, peerTool } from './peer-tool.ts';

const CHOSEN_CACHE = { force: 'write', 'no-cache': 'off' };

/** https://moonrepo.dev/docs: one project at the root of the workspace. */
export const moon = peerTool({
  name: 'moon',
  own: ['.moon', 'moon.yml'],
  made: ['.moon/cache', '.moon/docker'],
  cache: '.moon/cache',
  cannot: (subject) => (namesTools(subject) ? 'versions of tools are those it installs itself' : undefined),
  filesFor: (tasks) => ({
    '.moon/workspace.yml': {
      projects: { p: '.' },
      vcs: { client: 'git', defaultBranch: 'main' },
      telemetry: false,
    },
    'moon.yml': {
      tasks: Object.fromEntries(
        tasks.map((task) => [
          task.name,
          {
            script: task.cleaningCommand,
            deps: task.needs.map((need) => `~:${need}`),
            env: task.fixedVariables,
            inputs: [...task.inputs, ...task.readVariables.map((variable) => `$${variable}`)],
            outputs: task.outputs,
          },
        ]),
      ),
    },
  }),
  command: ({ modules, names, mode }) => ({
    command: join(modules, '.bin', 'moon'),
    args: ['run', ...names.map((name) => `p:${name}`)],
    env: { MOON_CACHE: mode === undefined ? 'read-write' : CHOSEN_CACHE[mode], DO_NOT_TRACK: '1' },
  }),
});
