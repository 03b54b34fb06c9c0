import { join } from 'node:path';
import {
  asRepository,
  Cleaning,
  commandOf,
  fixedVariables,
  foreignTo,
  globsOf,
  type MakePeer,
  readVariables,
  writeJson,
} from './peer-project.ts';

/** https://github.com/google/wireit: scripts of package.json, and one that depends on all of them. */
export const wireit: MakePeer = (modules) => {
  const cleaning = new Cleaning();
  return {
    name: 'wireit',
    own: ['package.json', 'node_modules', '.wireit', '.git'],
    cannot(subject) {
      if (Object.values(subject.tasks).some(({ tools }) => tools !== undefined))
        return 'no word for the version of a tool';
      if (subject.steps.some(({ mode }) => mode !== undefined)) return 'no way to run what is fresh again';
      return foreignTo(subject);
    },
    define(project, tasks) {
      const scripts = [...tasks].map(([name, task]) => [
        name,
        {
          command: commandOf(task),
          files: globsOf(project, task.inputs),
          clean: cleaning.isOwn(project, tasks, task),
          output: globsOf(project, task.outputs ?? []),
          dependencies: task.needs ?? [],
          env: {
            ...Object.fromEntries(readVariables(task).map((variable) => [variable, { external: true }])),
            ...fixedVariables(task),
          },
        },
      ]);
      writeJson(project, 'package.json', {
        name: 'p',
        version: '1.0.0',
        scripts: Object.fromEntries(['all', ...tasks.keys()].map((name) => [name, 'wireit'])),
        wireit: { all: { dependencies: [...tasks.keys()] }, ...Object.fromEntries(scripts) },
      });
      asRepository(project, modules, ['.wireit']);
    },
    command: () => ({
      command: 'npm',
      args: ['run', '--silent', 'all'],
      env: { WIREIT_LOGGER: 'simple', WIREIT_CACHE: 'local', npm_config_update_notifier: 'false' },
    }),
    cacheFolders: (project) => [join(project, '.wireit')],
  };
};
