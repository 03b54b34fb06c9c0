import {
  input,
  manual,
  matrix,
  pullRequest,
  push,
  release,
  schedule,
  tag,
  tagName,
  value,
} from '../index.ts';
import type { PipelineConfig, SystemName } from '../pipeline/config.ts';

/** What each system owns is what it emits; so each sample is tried as one that belongs to the provider. */
export function samples(owner: SystemName): Readonly<Record<string, Partial<PipelineConfig>>> {
  return {
    'one job, one platform': {
      jobs: { lint: 'ruff check .' },
      workflows: { ci: { jobs: '*', owner, on: [push('main')] } },
    },
    'needs, values and artifacts': {
      jobs: {
        build: { run: 'make', values: ['version'], artifacts: { dist: 'dist/**' } },
        pack: {
          needs: ['build'],
          env: { VERSION: value('build', 'version') },
          run: ['make pack', 'test -f "$VERSION.tgz"'],
        },
        report: { needs: ['pack'], when: 'always', run: 'make report' },
        alarm: { needs: ['pack'], when: 'on_failure', run: 'make alarm' },
        after: { needs: ['report'], run: 'make after' },
      },
      workflows: { ci: { jobs: '*', owner, on: [push('main', 'release/**'), tag('v*'), manual()] } },
    },
    'platforms, a matrix and shards': {
      jobs: {
        unit: {
          matrix: {
            python: ['3.12', '3.10'],
            include: [{ python: '3.9', extra: 'old' }],
            exclude: [{ python: '3.10' }],
          },
          env: { PYTHON: matrix('python') },
          shards: 2,
          steps: [
            'pytest',
            { run: 'dir', platforms: ['windows'], shell: 'pwsh' },
            { run: 'ls', platforms: ['linux', 'macos'], env: { WHO: matrix('python') } },
          ],
        },
        after: { needs: [{ job: 'unit', platform: 'all' }], platforms: ['linux'], run: 'true' },
      },
      workflows: {
        ci: {
          jobs: '*',
          platforms: ['linux', 'macos', 'windows'],
          owner,
          on: [pullRequest('main'), push('main')],
        },
      },
    },
    'triggers for some platforms': {
      jobs: {
        unit: 'pytest',
        tail: { needs: ['unit'], run: 'true' },
        windows: { platforms: ['windows'], run: 'dir' },
      },
      workflows: {
        ci: {
          jobs: '*',
          platforms: ['linux', 'macos', 'windows'],
          owner,
          on: [
            pullRequest('main'),
            push({ branches: ['main'], platforms: ['macos', 'windows'] }),
            push({ branches: ['develop'], platforms: ['linux'] }),
          ],
        },
      },
    },
    paths: {
      jobs: { unit: 'pytest' },
      workflows: {
        paths: { jobs: '*', owner, on: [pullRequest({ paths: ['src/**', '**/*.md', 'a/*/b.{c,d}'] })] },
      },
    },
    'ignored branches': {
      jobs: { unit: 'pytest' },
      workflows: {
        ignored: { jobs: '*', owner, on: [push({ branches: ['**'], ignoreBranches: ['tmp/**'] })] },
      },
    },
    schedules: {
      jobs: { unit: 'pytest' },
      workflows: { nightly: { jobs: '*', owner, on: [schedule('0 3 * * *')] } },
    },
    releases: {
      jobs: { unit: 'pytest' },
      workflows: { release: { jobs: '*', owner, on: [release('v*')] } },
    },
    'inputs and the tag': {
      jobs: {
        ship: {
          category: 'release',
          env: { VERSION: input('version'), CHANNEL: input('channel'), TAG: tagName(), DRY: input('dry') },
          run: './ship.sh "$VERSION"',
        },
      },
      workflows: {
        ship: {
          jobs: '*',
          owner,
          on: [
            tag('v*'),
            manual({
              version: { required: true },
              channel: { type: 'choice', options: ['beta', 'stable'], default: 'beta' },
              dry: { type: 'boolean', default: true },
            }),
          ],
        },
      },
    },
    'texts that are hostile': {
      jobs: {
        unit: {
          title: 'it\'s: # a "title" ${{ github.token }}',
          env: {
            A: '${{ secrets.TOKEN }}',
            B: "'; rm -rf / #",
            C: '<< pipeline.git.branch >>',
            D: 'yes',
            E: '08',
            F: '\u2028\n- x: y',
            G: '$(id) `id` \\',
            H: '{{ }} %}',
          },
          steps: [
            {
              name: ': x # y',
              run: 'echo "$A"\n  - run: \'x\'\n#\t\'quotes\' "and" \\ backslash',
              env: { A: 'on\n\n' },
            },
          ],
        },
      },
      workflows: {
        ci: {
          title: "it's: # a << pipeline.id >> \\<<",
          jobs: '*',
          owner,
          on: [push('main'), manual({ words: { default: '<< pipeline.id >> "x"' } })],
        },
      },
    },
  };
}
