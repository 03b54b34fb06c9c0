import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { shellWord } from '../shell-word.ts';
import type { FuzzAction } from './fuzz-action.ts';
import { FUZZ_VARIANTS } from './fuzz-project.ts';

/** Numbers in [0, 1). */
type Random = () => number;

/** Something somebody may do to a project, by name: undefined where there is nothing to do it to. */
type Mutation = (project: string, random: Random) => FuzzAction | readonly FuzzAction[] | undefined;

function choose<T>(random: Random, values: readonly T[]): T | undefined {
  return values[Math.floor(random() * values.length)];
}

/** Few, and most of one size: what was there before comes again, and a size tells little. */
const TEXTS = ['one\n', 'two\n', 'six\n', '# a\none\n', '# b\none\n', '', 'good\n', '1.0\n', '1.1\nnotes\n'];
const MODES = ['644', '755', '600', '640', '444', '711'];
const TIMES = ['2001-01-01', '2020-02-02', '2099-09-09', 'now'];

type Kind = 'file' | 'directory' | 'link';

/** Links are found and not followed: two that lead upwards make a tree without end. */
function find(project: string, folder: string, ...kinds: readonly Kind[]): readonly string[] {
  try {
    // With `withFileTypes` alone Node goes by what an entry is, and not by what it leads to.
    return readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => {
        const kind = entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'directory' : 'file';
        return kinds.length === 0 || kinds.includes(kind);
      })
      .map((entry) => relative(project, join(entry.parentPath, entry.name)))
      .sort();
  } catch {
    return [];
  }
}

const print = (random: Random): string => `printf %s ${shellWord(choose(random, TEXTS) ?? '')}`;

/** A script about one path, chosen from those of a kind in a folder. */
function about(
  folder: string,
  kinds: readonly Kind[],
  script: (path: string, random: Random, project: string) => string | undefined,
): Mutation {
  return (project, random) => {
    const path = choose(random, find(project, folder, ...kinds));
    const text = path === undefined ? undefined : script(shellWord(path), random, project);
    return text === undefined ? undefined : { kind: 'shell', script: text };
  };
}

const RESTORE = 'git checkout -q -f start -- src elsewhere';

const FILE: readonly Kind[] = ['file'];

const SOURCES: Readonly<Record<string, Mutation>> = {
  edit: about('src', FILE, (path, random) => `${print(random)} > ${path}`),
  'edit-elsewhere': about('elsewhere', FILE, (path, random) => `${print(random)} > ${path}`),
  'edit-twice-at-once': about(
    'src',
    FILE,
    (path, random) => `${print(random)} > ${path}; ${print(random)} > ${path}`,
  ),
  'edit-and-keep-time': about(
    'src',
    FILE,
    (path, random) => `touch -r ${path} ../time; ${print(random)} > ${path}; touch -r ../time ${path}`,
  ),
  'replace-by-rename': about('src', FILE, (path, random) => `${print(random)} > ../new; mv ../new ${path}`),
  'edit-through-hard-link': about(
    'src',
    FILE,
    (path, random) => `rm -f ../hard; ln ${path} ../hard; ${print(random)} > ../hard`,
  ),
  'set-time': about('src', [], (path, random) => `touch -h -d ${choose(random, TIMES)} ${path}`),
  chmod: about('src', FILE, (path, random) => `chmod ${choose(random, MODES)} ${path}`),
  'chmod-elsewhere': about('elsewhere', FILE, (path, random) => `chmod ${choose(random, MODES)} ${path}`),
  exchange: about('src', FILE, (path, random, project) => {
    const other = shellWord(choose(random, find(project, 'src', 'file')) ?? '');
    return `mv ${path} ../between; mv ${other} ${path}; mv ../between ${other}`;
  }),
  rename: about(
    'src/tree',
    [],
    (path, random) =>
      `mv -T ${path} src/tree/${choose(random, ['a', 'Name', 'name', 'NAME', 'sub', '-rf', '" b"'])}`,
  ),
  'rename-case': about(
    'src/tree',
    FILE,
    (path) => `p=${path}; mv "$p" ../case; mv ../case "$(dirname "$p")/$(basename "$p" | tr a-zA-Z A-Za-z)"`,
  ),
  add: (_, random) => {
    const name = choose(random, ['lib/c', 'lib/sub/d', 'tree/new', 'tree/sub/new', 'tree/.hidden', 'tree/é']);
    return { kind: 'shell', script: `mkdir -p "$(dirname src/${name})"; ${print(random)} > src/${name}` };
  },
  remove: about('src', [], (path) => `rm -rf ${path}`),
  'make-directory': (_, random) => ({
    kind: 'shell',
    script: `mkdir -p src/${choose(random, ['tree/hollow', 'tree/hollow/deep', 'lib/hollow'])}`,
  }),
  'file-to-directory': about(
    'src',
    FILE,
    (path, random) => `rm ${path}; mkdir ${path}; ${print(random)} > ${path}/inner`,
  ),
  'directory-to-file': about(
    'src',
    ['directory'],
    (path, random) => `rm -r ${path}; ${print(random)} > ${path}`,
  ),
  link: about('src/tree', ['link', 'file'], (path, random) => {
    const targets = [
      '../../elsewhere/one',
      '../../elsewhere/two',
      '../../elsewhere/deep',
      'run',
      'nowhere',
      '..',
    ];
    return `ln -sfn ${choose(random, targets)} ${path}`;
  }),
  /** All as it was in the beginning, so that there is something to break again. */
  restore: () => ({ kind: 'shell', script: RESTORE }),
};

const OUTPUTS: Readonly<Record<string, Mutation>> = {
  'output-edited': about('out', FILE, (path, random) => `${print(random)} > ${path}`),
  'output-edited-and-time-kept': about(
    'out',
    FILE,
    (path) =>
      `touch -r ${path} ../time; tr a-z b-za < ${path} > ../new; cat ../new > ${path}; touch -r ../time ${path}`,
  ),
  'output-removed': about('out', [], (path) => `rm -rf ${path}`),
  'output-emptied': about('out', FILE, (path) => `: > ${path}`),
  'output-chmodded': about('out', FILE, (path, random) => `chmod ${choose(random, MODES)} ${path}`),
  'output-directory-chmodded': about(
    'out',
    ['directory'],
    (path, random) => `chmod ${choose(random, ['700', '711', '755', '775'])} ${path}`,
  ),
  'output-replaced-by-directory': about(
    'out',
    ['file', 'link'],
    (path) => `rm ${path}; mkdir ${path}; echo x > ${path}/inner`,
  ),
  'output-replaced-by-link': about(
    'out',
    ['file', 'link'],
    (path, random) => `ln -sfn ${choose(random, ['run', '../../src/app', 'nowhere'])} ${path}`,
  ),
  // Not by a link to a directory: that may be meant, and a job writes through it.
  'output-directory-replaced': about('out', ['directory'], (path, random) =>
    choose(random, [
      `rm -r ${path}; echo x > ${path}`,
      `rm -r ${path}; mkdir ${path}`,
      `rm -r ${path}; ln -s nowhere ${path}`,
    ]),
  ),
  'output-renamed': about('out', FILE, (path) => `p=${path}; mv "$p" "$(dirname "$p")/renamed"`),
  'outputs-removed': () => ({ kind: 'shell', script: 'rm -rf out' }),
  stray: (_, random) => {
    const job = choose(random, ['lib', 'app', 'many', 'last', 'env', 'args', 'tree', 'check', 'after']);
    const name = choose(random, ['stray', 'sub/stray', '.hidden', 'deep/er/stray', '-rf']);
    return {
      kind: 'shell',
      script: `mkdir -p "$(dirname out/${job}/${name})"; echo stray > out/${job}/${name}`,
    };
  },
};

const SETTINGS: Readonly<Record<string, Mutation>> = {
  variable: (_, random) => ({
    kind: 'variable',
    name: choose(random, ['COLOUR', 'SHAPE']) ?? '',
    value: choose(random, ['red', 'blue', '', ' red', undefined]),
  }),
  'undeclared-variable': (_, random) => ({
    kind: 'variable',
    name: 'NOISE',
    value: choose(random, ['loud', 'low', undefined]),
  }),
  'usual-variable': (_, random) => ({
    kind: 'variable',
    name: 'TZ',
    value: choose(random, ['UTC', 'EST5', 'UTC']),
  }),
  umask: (_, random) => ({ kind: 'umask', umask: choose(random, ['022', '077', '022', '002']) ?? '' }),
  job: (_, random) => {
    const [job = '', changes = []] = choose(random, FUZZ_VARIANTS) ?? [];
    return { kind: 'job', job, change: choose(random, changes) ?? {} };
  },
};

const GIT: Readonly<Record<string, Mutation>> = {
  stage: about('src', FILE, (path) => `git add -A -- ${path}`),
  commit: () => ({ kind: 'shell', script: 'git add -A; git commit -q -m more' }),
  stash: () => ({ kind: 'shell', script: 'git stash -q -u' }),
  'stash-pop': () => ({ kind: 'shell', script: 'git stash pop -q' }),
  checkout: (_, random) => ({
    kind: 'shell',
    script: `git checkout -q -f ${choose(random, ['start', 'main', 'main~1', 'main~2'])}`,
  }),
  'branch-here': () => ({ kind: 'shell', script: 'git checkout -q -f -B main' }),
  unstage: () => ({ kind: 'shell', script: 'git reset -q' }),
  'forget-source': about('src', FILE, (path) => `git rm -q --cached ${path}`),
  'assume-unchanged': about('src', FILE, (path) => `git update-index --assume-unchanged ${path}`),
  'track-output': about('out', FILE, (path) => `git add -f ${path}`),
  'untrack-outputs': () => ({ kind: 'shell', script: 'git rm -r -q --cached out' }),
};

const DAMAGES = ['truncate', 'empty', 'flip', 'swap', 'remove'] as const;

const CACHE: Readonly<Record<string, Mutation>> = {
  damage: (_, random) => ({
    kind: 'damage',
    damage: {
      how: choose(random, DAMAGES) ?? 'flip',
      ...choose(random, [
        {},
        { which: 'results/contents' },
        { which: 'results' },
        { which: 'files.json' },
        { which: 'last' },
      ]),
    },
    at: random() < 0.7 ? random() : undefined,
  }),
  /** What is gone has to come from the cache. */
  'damage-and-remove': (_, random) => [
    {
      kind: 'damage',
      damage: { how: choose(random, DAMAGES) ?? 'flip', which: 'results/contents' },
      at: undefined,
    },
    { kind: 'shell', script: `rm -rf ${choose(random, ['out', 'out/lib', 'out/many', 'out/*/*'])}` },
  ],
  'cache-removed': () => ({ kind: 'shell', script: 'rm -rf .lockstep/cache' }),
  'run-some': (_, random) => ({ kind: 'run', args: [choose(random, ['lib', 'app', 'tree', 'after']) ?? ''] }),
  'run-otherwise': (_, random) => ({
    kind: 'run',
    args: [choose(random, ['--force', '--no-cache', '--changed']) ?? ''],
  }),
  'run-killed': (_, random) => ({ kind: 'run', args: [], after: Math.floor(80 + random() * 200) }),
  'run-disturbed': (project, random) => {
    const path = choose(random, find(project, random() < 0.8 ? 'src' : 'out', 'file'));
    if (path === undefined) return undefined;
    const script = `${print(random)} > ${shellWord(path)}`;
    return { kind: 'run', args: [], after: Math.floor(80 + random() * 200), script };
  },
};

const FAMILIES = { sources: SOURCES, outputs: OUTPUTS, settings: SETTINGS, git: GIT, cache: CACHE };

/** How often, of 100. */
const WEIGHTS: Readonly<Record<keyof typeof FAMILIES, number>> = {
  sources: 42,
  outputs: 22,
  settings: 16,
  git: 10,
  cache: 10,
};

const ALL: Readonly<Record<string, Mutation>> = Object.assign({}, ...Object.values(FAMILIES));

/** Something to do to this project now; only of these, where some are named. */
export function nextActions(
  project: string,
  random: Random,
  only?: readonly string[],
): readonly FuzzAction[] {
  for (;;) {
    const name = choose(random, only ?? Object.keys(FAMILIES[chooseFamily(random)])) ?? '';
    const mutation = ALL[name];
    if (mutation === undefined) throw new Error(`there is no mutation ${name}`);
    const action = mutation(project, random);
    if (action !== undefined) return [action].flat();
    // Nothing left of the sort: as it was in the beginning.
    if (only !== undefined) return [{ kind: 'shell', script: RESTORE }];
  }
}

function chooseFamily(random: Random): keyof typeof FAMILIES {
  let left = random() * 100;
  for (const name of Object.keys(WEIGHTS) as (keyof typeof FAMILIES)[]) {
    left -= WEIGHTS[name];
    if (left < 0) return name;
  }
  return 'sources';
}
