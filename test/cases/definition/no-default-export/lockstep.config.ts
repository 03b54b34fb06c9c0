import { defineConfig } from 'lockstep';

export const config = defineConfig({ project: 'weather', jobs: { unit: 'npm test' } });
