import { defineConfig } from 'lockstep';

function commandFor(name: string): string {
  if (name === 'deploy') throw new RangeError(`no command for ${name}`);
  return `npm run ${name}`;
}

export default defineConfig({ project: 'weather', jobs: { deploy: commandFor('deploy') } });
