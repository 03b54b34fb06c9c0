import { defineConfig } from 'lockstep';

let jobs = 0;
while (jobs >= 0) jobs += 1;

export default defineConfig({ project: 'weather', jobs: {} });
