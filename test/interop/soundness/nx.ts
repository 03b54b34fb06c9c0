import { join } from 'node:path';
import type { PeerTask } from './peer-task.ts';
import { peerTool } from './peer-tool.ts';

/** https://nx.dev/docs: one project at the root of the workspace, with `nx:run-commands`. */
export const nx = peerTool({
  name: 'nx',
  own: ['package.json', 'nx.json', 'project.json', '.nx'],
  made: ['.nx'],
  cache: '.nx/cache',
  cannot(subject) {
    if (subject.steps.some(({ mode }) => mode === 'force'))
      return 'no way to run everything again and keep it: --skip-nx-cache keeps nothing';
    if (subject.env?.PATH !== undefined) return 'it puts the folder of its own node in front of the PATH';
    return undefined;
  },
  filesFor: (tasks) => ({
    'package.json': { name: 'p', version: '1.0.0', private: true },
    'nx.json': {
      analytics: false,
      neverConnectToCloud: true,
      useDaemonProcess: false,
      defaultBase: 'main',
    },
    'project.json': {
      name: 'p',
      root: '.',
      targets: Object.fromEntries(tasks.map((task) => [task.name, targetOf(task)])),
    },
  }),
  command: ({ project, modules, names, mode }) => ({
    command: process.execPath,
    args: [
      join(modules, 'nx', 'dist', 'bin', 'nx.js'),
      'run-many',
      '-t',
      names.join(','),
      '--output-style=stream',
      ...(mode === 'no-cache' ? ['--skip-nx-cache'] : []),
    ],
    env: {
      // Not in the home directory, where nx keeps it for all checkouts.
      NX_CACHE_DIRECTORY: join(project, '.nx', 'cache'),
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NX_NO_CLOUD: 'true',
      NX_ISOLATE_PLUGINS: 'false',
      DO_NOT_TRACK: '1',
    },
  }),
});

function targetOf(task: PeerTask): Readonly<Record<string, unknown>> {
  return {
    executor: 'nx:run-commands',
    cache: true,
    dependsOn: task.needs,
    inputs: [
      ...task.inputs.map((glob) =>
        glob.startsWith('!') ? `!{projectRoot}/${glob.slice(1)}` : `{projectRoot}/${glob}`,
      ),
      ...task.readVariables.map((env) => ({ env })),
      ...task.tools.map((tool) => ({ runtime: `${tool} --version` })),
      ...(task.needs.length > 0 ? [{ dependentTasksOutputFiles: '**/*', transitive: true }] : []),
    ],
    outputs: task.outputPaths.map((path) => `{projectRoot}/${path}`),
    options: { command: task.cleaningCommand, env: task.fixedVariables },
  };
}
