import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { seededRandom } from '../src/platform/seeded-random.ts';
import { type Comparison, type Contestant, takeTurns } from './comparison.ts';
import { inFolder, LOCKSTEP, mustTime, time } from './measure.ts';

/** Ten checks on ten thousand files, and on one that is staged; what Node.js takes to start is the least that anything of ours can take. */
const FILES = 10_000;
const ROUNDS = 7;
/** Where a round takes a tenth of a second. */
const MANY_ROUNDS = 25;
const NOTHING = 'Node.js that does nothing';
const OURS = 'lockstep';
const [PRE_COMMIT, PREK] = ['pre-commit==4.7.0', '0.5.3'];
const HOOKS_PACKAGE = 'pre-commit-hooks==6.0.0';

/** Name, tag, options, and the program of pre-commit-hooks. */
const HOOKS = [
  ['check-merge-conflict', 'text', ['--assume-in-merge'], 'check-merge-conflict'],
  ['end-of-file-fixer', 'text', [], 'end-of-file-fixer'],
  ['trailing-whitespace', 'text', [], 'trailing-whitespace-fixer'],
  ['check-yaml', 'yaml', [], 'check-yaml'],
  ['check-toml', 'toml', [], 'check-toml'],
  ['check-json', 'json', [], 'check-json'],
  ['detect-private-key', 'text', [], 'detect-private-key'],
  ['mixed-line-ending', 'text', [], 'mixed-line-ending'],
  ['check-case-conflict', 'file', [], 'check-case-conflict'],
  ['check-added-large-files', 'file', [], 'check-added-large-files'],
] as const;

const KINDS = [
  ['py', 'def name(x):\n    return x + 1\n\n\n'],
  ['ts', 'export const name = (x: number): number => x + 1;\n'],
  ['md', '# Heading\n\nSome words, and some more of them.\n\n'],
  ['yaml', 'name: x\nlist:\n  - a\n  - b: c\n'],
  ['json', '{ "name": "x", "list": [1, 2, 3] }\n'],
  ['toml', '[name]\nx = 1\n'],
  ['txt', 'words and words\n'],
] as const;

function files(): Record<string, string> {
  const random = seededRandom(1);
  const made: Record<string, string> = {};
  for (let at = 0; at < FILES; at++) {
    const [extension, text] = KINDS[at % KINDS.length] ?? KINDS[0];
    const once = ['yaml', 'json', 'toml'].includes(extension);
    const body = text.repeat(once ? 1 : 5 + Math.floor(random() * 80));
    made[`d${at % 100}/f${at}.${extension}`] = `${body.trimEnd()}\n`;
  }
  return made;
}

export async function compare(): Promise<readonly Comparison[]> {
  const bin = installPython();
  const prek = installPrek();
  return inFolder(files(), (folder) => {
    const local = HOOKS.map(([id, tag, args, program]) => {
      return {
        id,
        name: id,
        language: 'system',
        entry: [join(bin ?? '', program), ...args].join(' '),
        types: [tag],
      };
    });
    writeFileSync(
      join(folder, 'system.yaml'),
      `${JSON.stringify({ repos: [{ repo: 'local', hooks: local }] })}\n`,
    );
    const builtin = HOOKS.map(([id, , args]) => ({ id, args }));
    const config = `${JSON.stringify({ repos: [{ repo: 'builtin', hooks: builtin }] })}\n`;
    writeFileSync(join(folder, '.pre-commit-config.yaml'), config);
    const git = (...args: string[]): unknown =>
      mustTime('git', ['-c', 'user.name=b', '-c', 'user.email=b@c', ...args], folder);
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--no-gpg-sign', '--message', 'x');
    writeFileSync(join(folder, 'd1/f1.ts'), 'export const other = 1;\n');
    git('add', '--all');
    const nothing = { name: NOTHING, round: () => mustTime(process.execPath, ['--eval', '0'], folder) };
    const contestants = (...args: readonly string[]): readonly Contestant[] => [
      { name: OURS, round: () => mustTime(process.execPath, [LOCKSTEP, 'hooks', 'run', ...args], folder) },
      ...(bin === undefined
        ? []
        : [
            {
              name: 'pre-commit',
              round: () => mustTime(join(bin, 'pre-commit'), ['run', '-c', 'system.yaml', ...args], folder),
            },
          ]),
      ...(prek === undefined
        ? []
        : [{ name: 'prek', round: () => mustTime(prek, ['run', ...args], folder) }]),
    ];
    const shared = {
      unit: 'ms' as const,
      goals: [
        { of: OURS, against: 'pre-commit', atMost: 0.2 },
        { of: OURS, against: 'prek', atMost: 1.5 },
      ],
      notes: [
        `${PRE_COMMIT} with ${HOOKS_PACKAGE}, whose programs are called as system hooks: without the environments that it would make at first. prek ${PREK} with \`repo: builtin\`, which is its fast way.`,
      ],
    };
    return [
      {
        id: 'hooks/all',
        title: `Ten checks on ${FILES} files`,
        measured: takeTurns(contestants('--all-files'), ROUNDS),
        ...shared,
      },
      {
        id: 'hooks/commit',
        title: `The same checks on one staged file of ${FILES}`,
        measured: takeTurns([...contestants(), nothing], MANY_ROUNDS),
        ...shared,
      },
      ...cold(contestants('--all-files'), shared),
    ];
  });
}

/** As after a start of the machine: nothing of the disk is in memory. Only who may empty that can measure it. */
function cold(
  contestants: readonly Contestant[],
  shared: Pick<Comparison, 'unit' | 'goals' | 'notes'>,
): readonly Comparison[] {
  const drop = ['-c', 'sync; echo 3 > /proc/sys/vm/drop_caches'];
  if (time('sh', drop, '/').code !== 0) return [];
  const prepare = (): unknown => mustTime('sh', drop, '/');
  const prepared = contestants.map((one) => ({ ...one, prepare: () => void prepare() }));
  return [
    {
      id: 'hooks/cold',
      title: `Ten checks on ${FILES} files, with nothing of the disk in memory`,
      measured: takeTurns(prepared, 3),
      ...shared,
    },
  ];
}

const FOLDER = join(process.cwd(), '.cache/hook-peers');

/** The folder of the programs; undefined where they cannot be installed. */
function installPython(): string | undefined {
  const bin = join(FOLDER, 'python/bin');
  if (existsSync(join(bin, 'pre-commit')) && existsSync(join(bin, 'check-yaml'))) return bin;
  mkdirSync(FOLDER, { recursive: true });
  if (time('python3', ['-m', 'venv', '--clear', join(FOLDER, 'python')], FOLDER).code !== 0) return undefined;
  const install = ['-m', 'pip', 'install', '--quiet', PRE_COMMIT, HOOKS_PACKAGE];
  return time(join(bin, 'python'), install, FOLDER).code === 0 ? bin : undefined;
}

/** The program itself: what npm puts on PATH starts Node.js first, only to start that. */
function installPrek(): string | undefined {
  const folder = join(FOLDER, 'prek');
  const found = (): string | undefined =>
    globSync('node_modules/@j178/prek-*/prek', { cwd: folder, absolute: true })[0];
  const program = found();
  if (program !== undefined) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: { '@j178/prek': PREK } }),
  );
  time('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  return found();
}
