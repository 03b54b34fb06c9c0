import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { inFolder, LOCKSTEP, mustTime, printTable, time } from './measure.ts';

/** Jobs that do nothing: what is left is what running a job costs. Peers on the same commands, as many at a time. */
const JOBS = Number(process.env.LOCKSTEP_BENCHMARK_JOBS ?? 1_000);
/** Those that start npm for each job run fewer. */
const FEWER = Math.min(JOBS, 60);
const SLOTS = availableParallelism();

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `j${index}`);

/** Each job needs the one 20 before it: a graph, and not only a list. */
const needs = (index: number): readonly string[] => (index >= 20 ? [`j${index - 20}`] : []);

function lockstepDefinition(): string {
  const lines = names(JOBS).map(
    (name, index) => `  ${name}: { category: unit, needs: [${needs(index).join(', ')}], run: 'true' }\n`,
  );
  return `project: thousand\njobs:\n${lines.join('')}`;
}

function makefile(): string {
  const rules = names(JOBS).map(
    (name, index) => `${name}: ${needs(index).join(' ')}\n\t@/bin/bash -eo pipefail -c 'true; :'\n`,
  );
  return `.PHONY: all ${names(JOBS).join(' ')}\nall: ${names(JOBS).join(' ')}\n${rules.join('')}`;
}

const rows: string[][] = [['', 'jobs', 'wall', 'per job', 'lockstep is']];
let ours = 0;

function row(name: string, jobs: number, wall: number): void {
  const each = wall / jobs;
  ours ||= each;
  const ratio = each / ours;
  const words = ratio >= 1 ? `${ratio.toFixed(1)} × as fast` : `${(1 / ratio).toFixed(1)} × as slow`;
  rows.push([
    name,
    String(jobs),
    `${(wall / 1000).toFixed(2)} s`,
    `${each.toFixed(1)} ms`,
    ratio === 1 ? '' : words,
  ]);
}

await inFolder({ 'lockstep.config.yaml': lockstepDefinition(), Makefile: makefile() }, (folder) => {
  const plan = mustTime(process.execPath, [LOCKSTEP, 'plan', '--json'], folder);
  console.log(`  plan of ${JOBS} jobs: ${plan.toFixed(0)} ms`);
  row('lockstep run', JOBS, mustTime(process.execPath, [LOCKSTEP, 'run', '-j', String(SLOTS)], folder));
  const make = time('make', ['-j', String(SLOTS), 'all'], folder);
  if (make.code === 0) row('make -j', JOBS, make.wall);
  else console.log('  make is not available');
});

const scripts = Object.fromEntries(names(JOBS).map((name) => [name, 'wireit']));
const wireit = Object.fromEntries(
  names(JOBS).map((name, index) => [name, { command: 'true', dependencies: needs(index) }]),
);
const PEERS = {
  wireit: '^0.14.12',
  concurrently: '^9.2.1',
  'npm-run-all2': '^8.0.4',
  turbo: '^2.6.1',
};
const packageJson = {
  name: 'thousand',
  private: true,
  type: 'module',
  packageManager: 'npm@10.0.0',
  scripts: {
    ...scripts,
    all: 'wireit',
    ...Object.fromEntries(names(FEWER).map((name) => [`n${name}`, 'true'])),
  },
  wireit: { ...wireit, all: { dependencies: names(JOBS) } },
};
const turbo = { tasks: Object.fromEntries(names(FEWER).map((name) => [`n${name}`, { cache: false }])) };

await inFolder(
  { 'package.json': JSON.stringify(packageJson), 'turbo.json': JSON.stringify(turbo) },
  (folder) => {
    for (const [name, range] of Object.entries(PEERS)) {
      const install = time(
        'npm',
        ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', ...installed(name, range)],
        folder,
      );
      if (install.code === 0) runPeer(name, folder);
      else console.log(`  ${name} cannot be installed here, left out`);
    }
  },
);

/** npm removes what it did not save: each install names all so far. */
function installed(name: string, range: string): readonly string[] {
  const all = Object.entries(PEERS);
  return all
    .slice(0, all.findIndex(([other]) => other === name) + 1)
    .map(([other, version]) => `${other}@${other === name ? range : version}`);
}

function runPeer(name: string, folder: string): void {
  const { jobs, program, args } = peerCommand(name);
  const { wall, code, out } = time(
    program === 'npm' ? program : join(folder, 'node_modules/.bin', program),
    args,
    folder,
  );
  if (code === 0) row(name, jobs, wall);
  else console.log(`  ${name} failed: ${out.trim().slice(-300)}`);
}

function peerCommand(name: string): {
  readonly jobs: number;
  readonly program: string;
  readonly args: readonly string[];
} {
  const few = names(FEWER).map((job) => `n${job}`);
  switch (name) {
    case 'wireit':
      return { jobs: JOBS, program: 'npm', args: ['run', 'all', '--silent'] };
    case 'concurrently':
      return { jobs: JOBS, program: name, args: ['-m', String(SLOTS), ...names(JOBS).map(() => 'true')] };
    case 'npm-run-all2':
      return { jobs: FEWER, program: 'run-p', args: ['--max-parallel', String(SLOTS), ...few] };
    default:
      return {
        jobs: FEWER,
        program: name,
        args: ['run', ...few, `--concurrency=${SLOTS}`, '--output-logs=none'],
      };
  }
}

printTable(rows);
