import { namesTools, peerTool } from './peer-tool.ts';

/** https://github.com/google/wireit: scripts of package.json, and one that depends on all of them. */
export const wireit = peerTool({
  name: 'wireit',
  own: ['package.json', '.wireit'],
  made: ['.wireit'],
  cache: '.wireit',
  cannot(subject) {
    if (namesTools(subject)) return 'no word for the version of a tool';
    if (subject.steps.some(({ mode }) => mode !== undefined)) return 'no way to run what is fresh again';
    return undefined;
  },
  filesFor(tasks) {
    const names = tasks.map(({ name }) => name);
    const scripts = tasks.map((task) => [
      task.name,
      {
        command: task.command,
        files: task.inputs,
        clean: task.ownsOutputs,
        output: task.outputs,
        dependencies: task.needs,
        env: {
          ...Object.fromEntries(task.readVariables.map((variable) => [variable, { external: true }])),
          ...task.fixedVariables,
        },
      },
    ]);
    return {
      'package.json': {
        name: 'p',
        version: '1.0.0',
        scripts: Object.fromEntries(['all', ...names].map((name) => [name, 'wireit'])),
        wireit: { all: { dependencies: names }, ...Object.fromEntries(scripts) },
      },
    };
  },
  command: () => ({
    command: 'npm',
    args: ['run', '--silent', 'all'],
    env: { WIREIT_LOGGER: 'simple', WIREIT_CACHE: 'local', npm_config_update_notifier: 'false' },
  }),
});
