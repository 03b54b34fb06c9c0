import type { FileSpec, TaskSpec } from './soundness-case.ts';

/** What the fuzzer begins with: jobs of every kind that a result can depend on. All they make is below `out/<job>`. */
export const FUZZ_FILES: Readonly<Record<string, FileSpec>> = {
  '.gitignore': 'out/\n.lockstep/\nlockstep.config.yaml\n',
  'src/version': '1.0\n',
  'src/lib/a': '# about a\none\n',
  'src/lib/b': 'two\n',
  'src/app': 'app\n',
  'src/last': 'one\n',
  'src/tool.sh': 'printf "<%s>" "$@"\necho\n',
  'src/tree/Name': 'one\n',
  'src/tree/sub/b': 'two\n',
  'src/tree/run': { text: 'six\n', mode: '755' },
  'src/tree/now': { link: '../../elsewhere/one' },
  'src/tree/folder': { link: '../../elsewhere/deep' },
  'src/many': 'one two six\n',
  'src/state': 'good\n',
  'src/after': 'one\n',
  'elsewhere/one': 'one\n',
  'elsewhere/two': 'one\n',
  'elsewhere/deep/a': 'two\n',
};

const TREE = [
  'mkdir -p out/tree',
  "find src/tree -mindepth 1 -printf '%y %P %l\\n' | sort | tee out/tree/names",
  "find src/tree -type f -printf '%m %P\\n' | sort > out/tree/modes",
  'find src/tree -type f | sort | xargs -r -d "\\n" cat > out/tree/contents',
  'cat src/tree/now src/tree/folder/* > out/tree/linked || echo nothing > out/tree/linked',
].join('; ');

const MANY = [
  'mkdir -p out/many/sub out/many/hollow/deep; mkdir -m 700 out/many/private; cp src/many out/many/private/',
  'for n in $(cat src/many); do echo "$n" > "out/many/sub/$n"; done',
  'install -m 755 src/many out/many/run; install -m 400 src/many out/many/locked; : > out/many/empty',
  'ln -s run out/many/now; ln -s nowhere out/many/dangling; ln -s sub out/many/folder',
  'head -c 70000 /dev/zero > out/many/large; cat src/many',
].join('; ');

export const FUZZ_TASKS: Readonly<Record<string, TaskSpec>> = {
  version: {
    run: 'echo "number=$(head -n 1 src/version)" >> "$LOCKSTEP_OUTPUT"; echo told',
    inputs: ['src/version'],
    values: ['number'],
  },
  lib: {
    run: 'mkdir -p out/lib; find src/lib -type f | sort | xargs -r -d "\\n" cat | grep -v "^#" | tee out/lib/all || true',
    inputs: ['src/lib/**'],
    outputs: ['out/lib/**'],
  },
  app: {
    needs: ['lib', 'version'],
    run: 'mkdir -p out/app; { echo "$NUMBER"; cat src/app out/lib/all; } | tee out/app/app',
    env: { NUMBER: { job: 'version', value: 'number' } },
    inputs: ['src/app'],
    outputs: ['out/app/**'],
  },
  many: { run: MANY, inputs: ['src/many'], outputs: ['out/many/**'] },
  last: {
    needs: ['app', 'many'],
    run: "mkdir -p out/last; cat src/last; head -c 12 out/app/app | tee out/last/head; find out/many -printf '%y %m %P %l\\n' | sort > out/last/listing",
    inputs: ['src/last'],
    outputs: ['out/last/**'],
  },
  env: {
    run: 'mkdir -p out/env; echo "$MODE ${COLOUR-none} ${SHAPE-none} ${NOISE-none}" | tee out/env/all; { date -d @0 +%H; umask; } > out/env/rest',
    env: { MODE: 'fast' },
    passEnv: ['COLOUR', 'SHAPE'],
    inputs: ['src/last'],
    outputs: ['out/env/**'],
  },
  args: {
    run: 'mkdir -p out/args; sh src/tool.sh',
    args: ['A', 'B', '| tee out/args/said'],
    inputs: ['src/tool.sh'],
    outputs: ['out/args/**'],
  },
  tree: { run: TREE, inputs: ['src/tree/**'], outputs: ['out/tree/**'] },
  check: {
    run: 'mkdir -p out/check; cat src/state | tee out/check/state; grep -q good src/state',
    inputs: ['src/state'],
    outputs: ['out/check/**'],
  },
  after: {
    needs: ['check'],
    run: 'mkdir -p out/after; cat out/check/state src/after | tee out/after/all',
    inputs: ['src/after'],
    outputs: ['out/after/**'],
  },
};

/** Other definitions of jobs: some come to something else, some to the same. The first of each is how it is at first. */
export const FUZZ_VARIANTS: readonly (readonly [job: string, changes: readonly Partial<TaskSpec>[]])[] = [
  [
    'args',
    [['A', 'B'], ['B', 'A'], ['AB', "''"], ["'A B'"], ["'A", "B'"], []].map((args) => ({
      args: [...args, '| tee out/args/said'],
    })),
  ],
  ['env', ['fast', 'slow', '', 'fast '].map((MODE) => ({ env: { MODE } }))],
  [
    'env',
    [['COLOUR', 'SHAPE'], ['COLOUR'], ['SHAPE'], [], ['COLOUR', 'SHAPE', 'NOISE']].map((passEnv) => ({
      passEnv,
    })),
  ],
  ['lib', [{ inputs: ['src/lib/**'] }, { inputs: ['src/lib'] }, { inputs: ['src/lib/**', 'src/app'] }]],
  [
    'last',
    [{ needs: ['app', 'many'] }, { needs: ['app', 'many', 'version'] }, { needs: ['many', 'app', 'check'] }],
  ],
  [
    'after',
    [
      { run: 'mkdir -p out/after; cat out/check/state src/after | tee out/after/all' },
      { run: 'mkdir -p out/after; cat src/after out/check/state | tee out/after/all' },
      { run: 'mkdir -p out/after; cat out/check/state src/after | tee out/after/other' },
      { run: 'mkdir -p out/after; cat out/check/state src/after > out/after/all' },
    ],
  ],
];
