import type { Category } from '../../../pipeline/config.ts';
import { rewrites } from './commands.ts';

/** What scripts are called, by what they check. The first that fits decides. */
const NAMES: readonly (readonly [Category, RegExp])[] = [
  ['types', /^(?:(?:ts|lint|check|test)[:-])?(?:type-?checks?|types?|check-?types?|types?:check|tsc|tsd)$/],
  ['integration', /^(?:tests?[:-])?(?:integrations?|integ|int)(?:[:-]tests?)?$/],
  ['regression', /^(?:tests?[:-])?regressions?$/],
  ['e2e', /^(?:tests?[:-])?(?:e2e|end-to-end|playwright|cypress)(?:[:-](?:run|ci|tests?))?$|^cy:run$/],
  ['benchmark', /^(?:tests?[:-])?(?:bench|benchmarks?)$/],
  ['unit', /^(?:tests?[:-])?units?$/],
  [
    'lint',
    /^(?:check[:-])?(?:lint|eslint|stylelint|style|biome|oxlint|knip|publint|standard|spell)(?:[:-].+)?$/,
  ],
  ['lint', /^(?:check[:-])?(?:format|fmt|prettier)(?:[:-].+)?$/],
  ['build', /^(?:build|compile)$/],
];

const NO_CHECK = /(?:^|[:-])(?:fix|write|watch|dev|staged|all:fix|update|report|init)$/;

export function isPlaceholder(command: string): boolean {
  return /no test specified/i.test(command);
}

/** What a script of this name is for; undefined when its name says nothing, or that it changes files. */
export function categoryOfName(name: string, command: string): Category | undefined {
  if (NO_CHECK.test(name)) return undefined;
  const category = NAMES.find(([, pattern]) => pattern.test(name))?.[0];
  if (category !== 'lint' || !/^(?:format|fmt|prettier)/.test(name)) return category;
  return isFormatCheck(name, command) ? 'lint' : undefined;
}

function isFormatCheck(name: string, command: string): boolean {
  if (rewrites(command)) return false;
  return (
    /[:-](?:check|ci|verify|lint)$/.test(name) ||
    /\s(?:--check|-c|--list-different|-l)(?=\s|$)|biome (?:format|ci)/.test(command)
  );
}

/** `lint:fix`, `format`: scripts that mend what the linters complain of. */
export function isFix(name: string, command: string): boolean {
  if (/^(?:fix[:-])?(?:lint|eslint|stylelint|biome)(?:[:-](?:fix|write))$|^fix(?::lint)?$/.test(name))
    return true;
  return /^(?:format|fmt|prettier)(?:[:-](?:fix|write|all))?$/.test(name) && rewrites(command);
}

/** A script that stands for all tests, best first; `test:unit` is not one of them. */
export const WHOLE_TESTS = ['test', 'test:ci', 'test:run', 'test:once', 'test:all', 'tests'];

/** Scripts that stand for every check there is. They are asked only for what nothing else gave. */
export const WHOLES = ['check', 'checks', 'ci', 'verify', 'validate', 'test:all'];
