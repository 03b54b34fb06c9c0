import { defineConfig } from 'lockstep';

export default function pipeline() {
  return defineConfig({ project: 'weather', jobs: { unit: 'npm test' } });
}
