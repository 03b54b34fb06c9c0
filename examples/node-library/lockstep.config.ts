import { defineConfig, lockstep, manual, matrix, node, pullRequest, push, tag, value } from 'lockstep';

/** Both a screen and a report: the runner takes pairs of a reporter and where it writes. */
const report = (file: string, locale = '') =>
  `mkdir -p reports && ${locale}node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=${file}`;

export default defineConfig({
  project: 'plain-slug',
  toolchain: node({ version: '22' }),

  jobs: {
    lint: {
      run: 'npm run lint',
      fix: 'node scripts/lint.mjs --fix',
      inputs: ['src/**', 'test/**', 'scripts/**'],
    },
    unit: {
      // An address must not depend on where a page is built.
      matrix: { locale: ['en_US', 'tr_TR'], include: [{ locale: 'de_DE' }] },
      env: { LOCALE: matrix('locale') },
      run: report('reports/unit-$LOCALE.xml', 'LC_ALL=$LOCALE '),
      reports: { tests: 'reports/unit-*.xml' },
      inputs: ['src/**', 'test/**', 'package.json'],
    },
    platform: {
      title: 'on every platform',
      platforms: ['linux', 'macos', 'windows'],
      run: report('reports/platform.xml'),
      reports: { tests: 'reports/platform.xml' },
      inputs: ['src/**', 'test/**', 'package.json'],
    },
    container: {
      category: 'docker',
      platforms: ['linux'],
      wants: ['docker'],
      run: 'docker run --rm --volume "$PWD:/app:ro" --workdir /app node:22-alpine node --test',
    },
    build: {
      run: 'npm run build',
      inputs: ['src/**', 'scripts/build.mjs', 'package.json'],
      outputs: ['dist/**'],
      values: ['version'],
      artifacts: { dist: 'dist/**' },
    },
    pack: {
      category: 'build',
      needs: ['build'],
      env: { VERSION: value('build', 'version') },
      steps: ['npm pack', { name: 'the name has the version', run: 'test -f "plain-slug-$VERSION.tgz"' }],
      artifacts: { package: { paths: 'plain-slug-*.tgz', retention: '30d' } },
    },
    smoke: {
      title: 'install the package',
      category: 'e2e',
      needs: ['build', 'pack'],
      env: { VERSION: value('build', 'version') },
      run: 'node scripts/smoke.mjs',
      // npm may ask its registry, which may be slow to answer.
      retries: 2,
      timeout: '2m',
    },
    package: {
      title: 'build what is released',
      category: 'release',
      toolchain: [node({ version: '22' }), lockstep()],
      environment: 'npm',
      // It signs, and may change nothing.
      permissions: { contents: 'read', actions: 'read', 'id-token': 'write' },
      secrets: ['GITHUB_TOKEN', 'CIRCLE_TOKEN'],
      steps: [
        { name: 'fetch what main has proved', run: 'lockstep receipt fetch' },
        // What builds runs code of others: it sees no token.
        { name: 'build once, and sign', run: 'lockstep release build --keyless', secrets: [] },
      ],
      // Whoever publishes asks for what was proved, too.
      artifacts: { release: { paths: ['lockstep-release/**', 'lockstep-receipts/**'], retention: '90d' } },
    },
    publish: {
      category: 'release',
      toolchain: [node({ version: '22' }), lockstep()],
      needs: ['package'],
      environment: 'npm',
      permissions: { contents: 'write', 'id-token': 'write' },
      secrets: ['GITHUB_TOKEN'],
      steps: [
        { name: 'publish', run: 'lockstep release publish' },
        { name: 'fetch it as users do', run: 'lockstep release verify' },
      ],
    },
  },

  secrets: {
    GITHUB_TOKEN: { description: 'made by GitHub for each run, with the rights the job asks for' },
    CIRCLE_TOKEN: { description: 'reads artifacts of CircleCI', rotate: '90d', environment: 'npm' },
  },

  workflows: {
    ci: {
      jobs: ['lint', 'unit', 'container', 'build', 'pack', 'smoke'],
      owner: 'circleci',
      on: [push('main', 'develop')],
      budget: '5m',
    },
    'test-matrix': {
      jobs: ['platform'],
      platforms: ['linux', 'macos', 'windows'],
      owner: 'github',
      on: [pullRequest('main'), push('main'), manual()],
      budget: '10m',
    },
    release: { jobs: ['package', 'publish'], owner: 'github', on: [tag('v*')], budget: '15m' },
  },

  release: {
    receipts: {
      identities: [
        { github: 'plain-slug/plain-slug', workflows: ['.github/workflows/test-matrix.yml'] },
        {
          circleci: '7f3d2c90-4b1e-4c58-a0f6-5d1c9e8b7a22',
          organization: '5d0a1c1e-2f44-4a3b-8d0e-9b7e6c5d4f33',
        },
      ],
    },
    signers: [{ github: 'plain-slug/plain-slug', workflows: ['.github/workflows/release.yml'] }],
    build: { npm: { run: 'npm run build' } },
    // Both by the identity of the job and its own token: there is nothing to rotate.
    channels: { github: { secret: 'GITHUB_TOKEN' }, npm: true },
  },
});
