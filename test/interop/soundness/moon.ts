import { mkdirSync } from 'node:fs';
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

/** https://moonrepo.dev/docs: one project at the root of the workspace. JSON is YAML. */
export const moon: MakePeer = (modules) => {
  let names: readonly string[] = [];
  const cleaning = new Cleaning();
  return {
    name: 'moon',
    own: ['.moon', 'moon.yml', 'node_modules', '.git'],
    cannot(subject) {
      cleaning.lookAt(subject);
      if (Object.values(subject.tasks).some(({ tools }) => tools !== undefined))
        return 'versions of tools are those it installs itself';
      return foreignTo(subject);
    },
    define(project, tasks) {
      names = [...tasks.keys()];
      mkdirSync(join(project, '.moon'), { recursive: true });
      writeJson(project, '.moon/workspace.yml', {
        projects: { p: '.' },
        vcs: { client: 'git', defaultBranch: 'main' },
        telemetry: false,
      });
      const described = [...tasks].map(([name, task]) => [
        name,
        {
          script: commandOf(task, cleaning.before(project, tasks, task)),
          deps: (task.needs ?? []).map((need) => `~:${need}`),
          env: fixedVariables(task),
          inputs: [
            ...globsOf(project, task.inputs),
            ...readVariables(task).map((variable) => `$${variable}`),
          ],
          outputs: globsOf(project, task.outputs ?? []),
        },
      ]);
      writeJson(project, 'moon.yml', { tasks: Object.fromEntries(described) });
      asRepository(project, modules, ['.moon/cache', '.moon/docker']);
    },
    command({ mode }) {
      const chosen = { force: 'write', 'no-cache': 'off' };
      return {
        command: join(modules, '.bin', 'moon'),
        args: ['run', ...names.map((name) => `p:${name}`)],
        env: { MOON_CACHE: mode === undefined ? 'read-write' : chosen[mode], DO_NOT_TRACK: '1' },
      };
    },
    cacheFolders: (project) => [join(project, '.moon', 'cache')],
  };
};
