import { join } from 'node:path';
import {
  asRepository,
  Cleaning,
  commandOf,
  fixedVariables,
  foreignTo,
  globsOf,
  type MakePeer,
  quoted,
  readVariables,
  writeJson,
} from './peer-project.ts';

/** https://turborepo.dev/docs: a single-package workspace; tasks are scripts of package.json. */
export const turbo: MakePeer = (modules) => {
  let names: readonly string[] = [];
  const cleaning = new Cleaning();
  return {
    name: 'turbo',
    own: ['package.json', 'package-lock.json', 'turbo.json', 'node_modules', '.turbo', '.git'],
    cannot(subject) {
      cleaning.lookAt(subject);
      if (Object.values(subject.tasks).some(({ tools }) => tools !== undefined))
        return 'no word for the version of a tool';
      return foreignTo(subject);
    },
    define(project, tasks) {
      names = [...tasks.keys()];
      const scripts = Object.fromEntries(
        [...tasks].map(([name, task]) => {
          const fixed = Object.entries(fixedVariables(task)).map(
            ([key, value]) => `${key}=${quoted(value)} `,
          );
          return [name, `${fixed.join('')}${commandOf(task, cleaning.before(project, tasks, task))}`];
        }),
      );
      writeJson(project, 'package.json', {
        name: 'p',
        version: '1.0.0',
        packageManager: 'npm@10.0.0',
        scripts,
      });
      writeJson(project, 'package-lock.json', {
        name: 'p',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: { '': { name: 'p', version: '1.0.0' } },
      });
      writeJson(project, 'turbo.json', {
        cacheDir: '.turbo/cache',
        tasks: Object.fromEntries(
          [...tasks].map(([name, task]) => [
            name,
            {
              dependsOn: task.needs ?? [],
              inputs: globsOf(project, task.inputs),
              outputs: globsOf(project, task.outputs ?? []),
              env: readVariables(task),
            },
          ]),
        ),
      });
      asRepository(project, modules, ['.turbo']);
    },
    command({ mode }) {
      const chosen = { force: ['--cache=local:w'], 'no-cache': ['--cache=local:'] };
      return {
        command: join(modules, '.bin', 'turbo'),
        args: ['run', ...names, ...(mode === undefined ? ['--cache=local:rw'] : chosen[mode]), '--ui=stream'],
        env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
      };
    },
    cacheFolders: (project) => [join(project, '.turbo', 'cache')],
  };
};
