import type { Detector } from '../ecosystem.ts';

export const docker: Detector = {
  name: 'docker',
  looksFor: ['Dockerfile'],
  async detect(repository) {
    if (!(await repository.has('Dockerfile'))) return undefined;
    return {
      name: 'docker',
      from: 'Dockerfile',
      matrix: [],
      checks: [{ category: 'docker', run: ['docker build .'], from: 'Dockerfile', wants: ['docker'] }],
      notes: [],
    };
  },
};
