import { join } from 'node:path';
import { shellWord } from '../../support/shell-word.ts';
import { namesTools, peerTool } from './peer-tool.ts';

const CHOSEN_CACHE = { force: '--cache=local:w', 'no-cache': '--cache=local:' };
const PACKAGE = { name: 'p', version: '1.0.0' };

/** https://turborepo.dev/docs: a single-package workspace; tasks are scripts of package.json. */
export const turbo = peerTool({
  name: 'turbo',
  own: ['package.json', 'package-lock.json', 'turbo.json', '.turbo'],
  made: ['.turbo'],
  cache: '.turbo/cache',
  cannot: (subject) => (namesTools(subject) ? 'no word for the version of a tool' : undefined),
  filesFor: (tasks) => ({
    'package.json': {
      ...PACKAGE,
      packageManager: 'npm@10.0.0',
      scripts: Object.fromEntries(
        tasks.map(({ name, cleaningCommand, fixedVariables }) => {
          const fixed = Object.entries(fixedVariables).map(([key, value]) => `${key}=${shellWord(value)} `);
          return [name, `${fixed.join('')}${cleaningCommand}`];
        }),
      ),
    },
    'package-lock.json': { ...PACKAGE, lockfileVersion: 3, packages: { '': PACKAGE } },
    'turbo.json': {
      cacheDir: '.turbo/cache',
      tasks: Object.fromEntries(
        tasks.map(({ name, needs, inputs, outputs, readVariables }) => [
          name,
          { dependsOn: needs, inputs, outputs, env: readVariables },
        ]),
      ),
    },
  }),
  command: ({ modules, names, mode }) => ({
    command: join(modules, '.bin', 'turbo'),
    args: ['run', ...names, mode === undefined ? '--cache=local:rw' : CHOSEN_CACHE[mode], '--ui=stream'],
    env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  }),
});
