import { defineConfig, input, manual } from 'lockstep';

export default defineConfig({
  project: 'weather',
  jobs: { ship: { category: 'release', env: { VERSION: input('vesion') }, run: './ship.sh' } },
  workflows: { ship: { jobs: '*', owner: 'github', on: [manual({ version: { required: true } })] } },
});
