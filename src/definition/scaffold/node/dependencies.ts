import type { FoundCheck } from '../ecosystem.ts';
import type { Repository } from '../repository.ts';
import { recordAt, valueAt } from '../untrusted-value.ts';
import type { PackageManager } from './package-manager.ts';

export function dependenciesOf(manifest: unknown): ReadonlySet<string> {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'];
  return new Set(kinds.flatMap((kind) => Object.keys(recordAt(manifest, kind))));
}

/** A tool that is a dependency and configured, with the command that people run it by. */
interface ConfiguredTool {
  readonly category: 'lint' | 'types' | 'unit';
  readonly dependency: string;
  /** One of these files must be there; the tool needs none when the list is empty. */
  readonly files: RegExp | undefined;
  /** Property of package.json that configures it as well. */
  readonly property?: string;
  readonly check: string;
  readonly fix?: string;
}

const TOOLS: readonly ConfiguredTool[] = [
  {
    category: 'lint',
    dependency: '@biomejs/biome',
    files: /^\.?biome\.jsonc?$/,
    check: 'biome check .',
    fix: 'biome check --write .',
  },
  {
    category: 'lint',
    dependency: 'eslint',
    files: /^(eslint\.config\.[cm]?[jt]s|\.eslintrc(\..+)?)$/,
    property: 'eslintConfig',
    check: 'eslint .',
    fix: 'eslint --fix .',
  },
  {
    category: 'lint',
    dependency: 'prettier',
    files: /^(\.prettierrc(\..+)?|prettier\.config\.[cm]?[jt]s)$/,
    property: 'prettier',
    check: 'prettier --check .',
    fix: 'prettier --write .',
  },
  { category: 'types', dependency: 'typescript', files: /^tsconfig\.json$/, check: 'tsc --noEmit' },
  { category: 'unit', dependency: 'vitest', files: undefined, check: 'vitest run' },
  { category: 'unit', dependency: 'jest', files: undefined, check: 'jest' },
  { category: 'unit', dependency: 'mocha', files: undefined, check: 'mocha' },
  { category: 'unit', dependency: 'ava', files: undefined, check: 'ava' },
];

/** Tools that the project depends on and has configured, and that no script runs. */
export async function checksOfDependencies(
  repository: Repository,
  manifest: unknown,
  manager: PackageManager,
  known: { readonly categories: ReadonlySet<string>; readonly scripts: string },
): Promise<readonly FoundCheck[]> {
  const dependencies = dependenciesOf(manifest);
  const files = await repository.names('', 'file');
  const checks: FoundCheck[] = [];
  for (const tool of TOOLS) {
    const program = tool.check.split(' ')[0] ?? '';
    const property = tool.property !== undefined && valueAt(manifest, tool.property) !== undefined;
    const file = files.find((name) => tool.files?.test(name));
    const isConfigured = tool.files === undefined || file !== undefined || property;
    const isRun = new RegExp(`\\b${program}\\b`).test(known.scripts);
    const isFirst = tool.category !== 'unit' || !checks.some((check) => check.category === 'unit');
    if (!dependencies.has(tool.dependency) || !isConfigured || isRun) continue;
    if (!isFirst || (tool.category !== 'lint' && known.categories.has(tool.category))) continue;
    checks.push({
      category: tool.category,
      run: [manager.program(tool.check)],
      ...(tool.fix && { fix: [manager.program(tool.fix)] }),
      from: `package.json, ${tool.dependency}${file === undefined ? '' : `; ${file}`}`,
    });
  }
  if (known.categories.has('unit') || checks.some((check) => check.category === 'unit')) return checks;
  return [...checks, ...(await testsOfNodeItself(repository))];
}

async function testsOfNodeItself(repository: Repository): Promise<readonly FoundCheck[]> {
  for (const directory of ['test', 'tests', 'src']) {
    const paths = await repository.find(
      directory,
      (name) => /\.test\.[cm]?js$|^test.*\.[cm]?js$/.test(name),
      5,
    );
    for (const path of paths)
      if (/['"]node:test['"]/.test((await repository.text(path)) ?? ''))
        return [{ category: 'unit', run: ['node --test'], from: `${path}, which imports node:test` }];
  }
  return [];
}
