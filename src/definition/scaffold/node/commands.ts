import type { Category } from '../../../pipeline/config.ts';
import { commandsOf, wordsOf } from '../shell-text.ts';

/** What the well-known programs of the Node world are for. */
const PROGRAMS: readonly (readonly [Category, readonly string[]])[] = [
  [
    'lint',
    ['eslint', 'biome', 'prettier', 'standard', 'ts-standard', 'neostandard', 'xo', 'tslint', 'stylelint'],
  ],
  [
    'lint',
    ['oxlint', 'oxfmt', 'dprint', 'knip', 'publint', 'markdownlint', 'markdownlint-cli2', 'remark', 'cspell'],
  ],
  ['types', ['tsd', 'svelte-check', 'flow', 'attw', 'dtslint', 'expect-type']],
  [
    'unit',
    ['vitest', 'jest', 'mocha', 'ava', 'tap', 'tape', 'uvu', 'jasmine', 'qunit', 'lab', 'borp', 'brittle'],
  ],
  ['e2e', ['playwright', 'cypress', 'wdio', 'nightwatch', 'testcafe']],
  [
    'build',
    ['rollup', 'webpack', 'esbuild', 'tsup', 'unbuild', 'parcel', 'microbundle', 'tsdown', 'babel', 'swc'],
  ],
];

/** Programs that are no dependency's: they run without the package manager's help. */
const SYSTEM =
  /^(node|npm|npx|pnpm|yarn|bun|bunx|corepack|git|make|docker|bash|sh|cargo|go|python3?|echo|rm|cp|mv|mkdir|test|cat)$/;

/** Words in front of the program: variables, and programs that start another. */
const WRAPPERS = /^(cross-env|cross-env-shell|npx|bunx|c8|nyc|dotenv|env-cmd|--|[A-Za-z_]\w*=.*)$/;

/** The words from the program on, without what only wraps it. */
function bareWords(command: string): readonly string[] {
  const words = wordsOf(command);
  let start = 0;
  let last = '';
  while (start < words.length) {
    const word = words[start] ?? '';
    const isFlagOfWrapper =
      start > 0 && word.startsWith('-') && /^(c8|nyc|npx|dotenv|env-cmd|-.*)$/.test(last);
    if (!WRAPPERS.test(word) && !isFlagOfWrapper) break;
    last = word;
    start++;
  }
  return words.slice(start);
}

export function categoryOfCommand(command: string): Category | undefined {
  const [path = '', ...rest] = bareWords(command);
  const program = path.replace(/^.*\/(?:node_modules\/\.bin\/)?/, '');
  if (program === 'node' || program === 'tsx' || program === 'bun')
    return rest.some((word) => /^(--test|test)$/.test(word)) ? 'unit' : undefined;
  if (/^(vue-)?tsc$/.test(program)) return /\s--?noEmit\b/i.test(command) ? 'types' : 'build';
  if (program === 'vitest' && rest[0] === 'bench') return 'benchmark';
  if (/^(vite|next|nuxt|astro|react-scripts|ng)$/.test(program))
    return rest[0] === 'build' ? 'build' : rest[0] === 'test' ? 'unit' : undefined;
  return PROGRAMS.find(([, programs]) => programs.includes(program))?.[0];
}

export function isSystemCommand(command: string): boolean {
  const program = wordsOf(command).find((word) => !/^[A-Za-z_]\w*=/.test(word));
  return program === undefined || SYSTEM.test(program) || /^\.{0,2}\//.test(program);
}

/** Does this text change files, as `eslint --fix` and `prettier --write` do? */
export function rewrites(text: string): boolean {
  return /(?:^|\s)(?:--fix|--write|-w)(?=\s|=|$)|\b(?:dprint fmt|oxfmt(?!.*--check))\b/.test(text);
}

/** The same checks without changing files; undefined when that cannot be told. */
export function onlyChecking(text: string): string | undefined {
  if (commandsOf(text)?.length !== 1) return undefined;
  const [program = ''] = bareWords(text);
  if (program === 'prettier') return text.replace(/\s(?:--write|-w)(?=\s|$)/g, ' --check');
  if (/^(eslint|biome|stylelint|xo|standard|oxlint|tslint)$/.test(program))
    return text.replace(/\s(?:--fix|--write)(?=\s|$)/g, '');
  return undefined;
}

/** A command that watches files and never ends, made to run once; undefined when it ends by itself. */
export function runningOnce(command: string): string | undefined {
  const [program = '', ...rest] = bareWords(command);
  const watches = rest.some((word) => /^(--watch|--watchAll|-w)(=true)?$/.test(word));
  const unwatched = command.replace(/\s(?:--watchAll|--watch|-w)(?:=true)?(?=\s|$)/g, '');
  if (program === 'vitest') {
    const isOnce = rest.some((word) =>
      /^(run|list|related|typecheck|--run|--no-watch|--watch=false)$/.test(word),
    );
    if (isOnce) return undefined;
    if (rest[0] === 'bench') return `${unwatched} --run`;
    return unwatched.replace(/\bvitest(?:\s+(?:watch|dev))?(?=\s|$)/, 'vitest run');
  }
  if (program === 'ng' && rest[0] === 'test' && !rest.some((word) => word.startsWith('--watch')))
    return `${command} --watch=false`;
  if (program === 'react-scripts' && rest[0] === 'test' && !rest.some((word) => word.startsWith('--watch')))
    return `${command} --watchAll=false`;
  return watches && categoryOfCommand(command) !== undefined ? unwatched : undefined;
}

/** What in a script cmd.exe, which npm uses on Windows, does not have; undefined when nothing was seen. */
export function notForWindows(text: string): string | undefined {
  const found = /(?:^|&&|;)\s*((?:rm|cp|mv|export|[A-Z_]+=\S*)|mkdir -p)(?=\s)/.exec(text)?.[1];
  return found ?? (/(?:^|\s)'[^']*'/.test(text) ? 'single quotes' : undefined);
}
