import { defineConfig } from 'lockstep';

if (!process.env.NEVER_SET_ANYWHERE) process.exit(3);

export default defineConfig({ project: 'weather', jobs: { unit: 'npm test' } });
