import type { Category } from '../config.ts';

/** The more telling word wins: `integration-test` is an integration test, `test-windows` a platform test. */
const WORDS: readonly (readonly [Category, readonly string[]])[] = [
  ['lint', ['lint', 'linter', 'fmt', 'format', 'style', 'ruff', 'eslint', 'prettier', 'biome', 'clippy']],
  ['types', ['types', 'type', 'typing', 'mypy', 'pyright', 'tsc', 'typecheck']],
  ['integration', ['integration']],
  ['regression', ['regression']],
  ['e2e', ['e2e']],
  ['security', ['security', 'audit', 'scan', 'trivy']],
  ['unit', ['unit']],
  ['platform', ['windows', 'macos', 'linux', 'platform']],
  ['docker', ['docker']],
  ['release', ['release', 'publish', 'deploy']],
  ['unit', ['test', 'tests', 'pytest', 'jest', 'vitest']],
];

/** What kind of check a job is, told from the words of its name; `build` when none says. */
export function categoryOfName(name: string): Category {
  const words = new Set(
    name
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .split(/[-_]+/),
  );
  if ([...words].some((word) => word.startsWith('bench'))) return 'benchmark';
  return WORDS.find(([, known]) => known.some((word) => words.has(word)))?.[0] ?? 'build';
}

const TESTS: ReadonlySet<Category> = new Set(['unit', 'integration', 'regression', 'e2e', 'platform']);

/** Does it run tests, which fall silent only when they hang? */
export function isTestCategory(category: Category): boolean {
  return TESTS.has(category);
}
