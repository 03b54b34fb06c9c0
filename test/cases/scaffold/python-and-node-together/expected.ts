import { defineConfig, manual, node, pullRequest, push, python } from 'lockstep';

const pythonTools = python({ install: 'python -m pip install -r requirements-dev.txt' });
const nodeTools = node({ version: '22' });

export default defineConfig({
  project: 'harbour-ui',
  jobs: {
    'lint-python': { toolchain: pythonTools, run: 'ruff check .', fix: 'ruff check --fix .' },
    'lint-node': { toolchain: nodeTools, run: 'npm run lint' },
    'unit-python': { toolchain: pythonTools, run: 'pytest' },
    'unit-node': { toolchain: nodeTools, run: 'npm test' },
    build: { toolchain: nodeTools, run: 'npm run build' },
    docker: { wants: ['docker'], run: 'docker build .' },
  },
  workflows: {
    'ci-quick': {
      jobs: ['lint-python', 'lint-node', 'unit-python', 'unit-node'],
      owner: 'github',
      on: [pullRequest('main')],
    },
    ci: { jobs: '*', owner: 'github', on: [push('main'), manual()] },
  },
});
