/** Packages, and files of each. */
const PACKAGES = 20;
const FILES = 25;

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const packageName = (index: number): string => `p${String(index).padStart(2, '0')}`;
/** Chains of four packages. */
const need = (index: number): string | undefined => (index % 4 === 0 ? undefined : packageName(index - 1));

/** What each package does: a file in `dist` for each in `src`. */
const BUILD = `import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
for (const name of readdirSync('src'))
  writeFileSync('dist/' + name, readFileSync('src/' + name, 'utf8').toUpperCase());
`;

/** A workspace of 20 packages with 500 sources, defined for lockstep, turbo, nx, wireit and moon alike. */
export function workspaceFiles(): Record<string, string> {
  const files: Record<string, string> = {
    '.gitignore': 'node_modules\ndist\n.turbo\n.nx\n.wireit\n.moon/cache\n.lockstep\n',
    'build.mjs': BUILD,
    'package.json': json({
      name: 'workspace',
      private: true,
      packageManager: 'npm@10.8.2',
      workspaces: ['packages/*'],
      scripts: { build: 'wireit' },
      wireit: {
        build: { dependencies: numbers(PACKAGES).map((at) => `./packages/${packageName(at)}:build`) },
      },
    }),
    'turbo.json': json({
      tasks: {
        make: { dependsOn: ['^make'], inputs: ['src/**', '$TURBO_ROOT$/build.mjs'], outputs: ['dist/**'] },
      },
    }),
    'nx.json': json({
      targetDefaults: {
        make: {
          dependsOn: ['^make'],
          inputs: ['{projectRoot}/src/**', '{workspaceRoot}/build.mjs'],
          outputs: ['{projectRoot}/dist'],
          cache: true,
        },
      },
      analytics: false,
    }),
    '.moon/workspace.yml':
      'projects: ["packages/*"]\nvcs: { client: git, defaultBranch: main }\ntelemetry: false\n',
    '.moon/tasks/all.yml':
      'tasks:\n  make: { command: node ../../build.mjs, deps: ["^:make"], inputs: ["src/**", "/build.mjs"], outputs: ["dist"] }\n',
    'lockstep.config.yaml': definition(),
  };
  for (const index of numbers(PACKAGES)) Object.assign(files, packageFiles(index));
  return files;
}

function packageFiles(index: number): Record<string, string> {
  const name = packageName(index);
  const needed = need(index);
  const folder = `packages/${name}`;
  const files: Record<string, string> = {
    [`${folder}/package.json`]: json({
      name,
      version: '1.0.0',
      scripts: { make: 'node ../../build.mjs', build: 'wireit' },
      ...(needed && { dependencies: { [needed]: '1.0.0' } }),
      wireit: {
        build: {
          command: 'node ../../build.mjs',
          files: ['src/**', '../../build.mjs'],
          output: ['dist/**'],
          ...(needed && { dependencies: [`../${needed}:build`] }),
        },
      },
    }),
    [`${folder}/moon.yml`]: needed ? `dependsOn: [${needed}]\n` : '{}\n',
  };
  for (const file of numbers(FILES))
    files[`${folder}/src/file${file}.txt`] = `${name} ${file}\n${'some words of a source file\n'.repeat(40)}`;
  return files;
}

function definition(): string {
  const jobs = numbers(PACKAGES).map((index) => {
    const folder = `packages/${packageName(index)}`;
    const needs = need(index) === undefined ? '' : `, needs: [${need(index)}]`;
    return `  ${packageName(index)}: { category: build, run: node ../../build.mjs, cwd: ${folder}, inputs: [${folder}/src/**, build.mjs], outputs: [${folder}/dist/**]${needs} }\n`;
  });
  return `project: workspace\njobs:\n${jobs.join('')}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
