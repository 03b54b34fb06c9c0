import { join } from 'node:path';
import {
  asRepository,
  Cleaning,
  commandOf,
  fixedVariables,
  folderOrFile,
  foreignTo,
  globsOf,
  type MakePeer,
  readVariables,
  writeJson,
} from './peer-project.ts';

/** https://nx.dev/docs: one project at the root of the workspace, with `nx:run-commands`. */
export const nx: MakePeer = (modules) => {
  let names: readonly string[] = [];
  const cleaning = new Cleaning();
  return {
    name: 'nx',
    own: ['package.json', 'nx.json', 'project.json', 'node_modules', '.nx', '.git'],
    cannot(subject) {
      cleaning.lookAt(subject);
      if (subject.steps.some(({ mode }) => mode === 'force'))
        return 'no way to run everything again and keep it: --skip-nx-cache keeps nothing';
      if (subject.env?.PATH !== undefined) return 'it puts the folder of its own node in front of the PATH';
      return foreignTo(subject);
    },
    define(project, tasks) {
      names = [...tasks.keys()];
      const globs = (patterns: readonly string[]): readonly string[] =>
        globsOf(project, patterns).map((one) =>
          one.startsWith('!') ? `!{projectRoot}/${one.slice(1)}` : `{projectRoot}/${one}`,
        );
      writeJson(project, 'package.json', { name: 'p', version: '1.0.0', private: true });
      writeJson(project, 'nx.json', {
        analytics: false,
        neverConnectToCloud: true,
        useDaemonProcess: false,
        defaultBase: 'main',
      });
      const targets = [...tasks].map(([name, task]) => [
        name,
        {
          executor: 'nx:run-commands',
          cache: true,
          dependsOn: task.needs ?? [],
          inputs: [
            ...globs(task.inputs),
            ...readVariables(task).map((env) => ({ env })),
            ...(task.tools ?? []).map((tool) => ({ runtime: `${tool} --version` })),
            ...((task.needs ?? []).length > 0
              ? [{ dependentTasksOutputFiles: '**/*', transitive: true }]
              : []),
          ],
          outputs: (task.outputs ?? []).map((path) => `{projectRoot}/${folderOrFile(path)}`),
          options: {
            command: commandOf(task, cleaning.before(project, tasks, task)),
            env: fixedVariables(task),
          },
        },
      ]);
      writeJson(project, 'project.json', { name: 'p', root: '.', targets: Object.fromEntries(targets) });
      asRepository(project, modules, ['.nx']);
    },
    command({ project, mode }) {
      const without = mode === 'no-cache' ? ['--skip-nx-cache'] : [];
      return {
        command: process.execPath,
        args: [
          join(modules, 'nx', 'dist', 'bin', 'nx.js'),
          'run-many',
          '-t',
          names.join(','),
          '--output-style=stream',
          ...without,
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
      };
    },
    cacheFolders: (project) => [join(project, '.nx', 'cache')],
  };
};
