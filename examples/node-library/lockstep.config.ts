import { defineConfig, manual, matrix, node, pullRequest, push, tag, value } from 'lockstep';

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
    publish: {
      category: 'release',
      needs: ['pack'],
      secrets: ['NODE_AUTH_TOKEN'],
      // Without the token, on a developer's machine, it shows what would be published.
      run: 'npm publish $([ -n "$NODE_AUTH_TOKEN" ] || echo --dry-run) plain-slug-*.tgz',
    },
  },

  secrets: { NODE_AUTH_TOKEN: { description: 'publishes the package', rotate: '90d', environment: 'npm' } },

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
    release: { jobs: ['publish'], owner: 'github', on: [tag('v*')], budget: '5m' },
  },
});
