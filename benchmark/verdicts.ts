import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { inFolder, LOCKSTEP, printTable } from './measure.ts';

/**
 * What `lockstep bench compare` says of a program that was made slower, and how long it takes to say it: on this machine, with all its noise. Each program
 * spins for 40 ms; the one that is judged for as many times as long as the table says.
 */
const FACTORS = [1, 1.1, 1.2, 1.3, 1.5];
const SPIN = 40;

const DEFINITION = `project: spin
jobs:
  spin: { category: benchmark, run: node spin.mjs, reports: { benchmarks: spin.json } }
workflows:
  bench: { jobs: [spin], owner: github, on: [{ kind: manual }] }
`;

/** Counts as far as takes that long on a quiet machine, as fast as it can. */
function program(factor: number, turns: number): string {
  return `import { writeFileSync } from 'node:fs';
let sum = 0;
const began = process.hrtime.bigint();
for (let turn = 0; turn < ${Math.round(turns * factor)}; turn++) sum += turn % 7;
const value = Number(process.hrtime.bigint() - began) / 1e9;
const time = { name: 'time', unit: 's', better: 'lower', value };
writeFileSync('spin.json', JSON.stringify({ format: 'lockstep-benchmarks/1', benchmarks: [{ name: 'spin', metrics: [time] }], sum }));
`;
}

function turnsIn(milliseconds: number): number {
  let best = Number.POSITIVE_INFINITY;
  const turns = 20_000_000;
  for (let round = 0; round < 5; round++) {
    let sum = 0;
    const began = performance.now();
    for (let turn = 0; turn < turns; turn++) sum += turn % 7;
    if (sum > 0) best = Math.min(best, performance.now() - began);
  }
  return (turns * milliseconds) / best;
}

interface Judged {
  readonly rounds: number;
  readonly duration: number;
  readonly comparisons: readonly {
    readonly estimate: {
      readonly verdict: string;
      readonly ratio: number;
      readonly low: number;
      readonly high: number;
      readonly smallestEffect: number;
    };
  }[];
}

function judge(factor: number, turns: number): Promise<readonly string[]> {
  return inFolder({ 'lockstep.config.yaml': DEFINITION, 'spin.mjs': program(1, turns) }, (folder) => {
    const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgsign=false'];
    const git = (...args: readonly string[]) => execFileSync('git', [...who, ...args], { cwd: folder });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'before');
    writeFileSync(`${folder}/spin.mjs`, `${program(factor, turns)}// now\n`);
    const args = [LOCKSTEP, 'bench', 'compare', '--against', 'HEAD', '--json'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    const { comparisons, rounds, duration } = JSON.parse(stdout) as Judged;
    const [first] = comparisons;
    if (first === undefined) throw new Error('nothing was compared');
    const { estimate } = first;
    const ratio = (value: number): string => value.toFixed(3);
    return [
      `${factor} ×`,
      estimate.verdict.toUpperCase(),
      `${ratio(estimate.ratio)} ×`,
      `${ratio(estimate.low)} – ${ratio(estimate.high)}`,
      `+${(100 * (estimate.smallestEffect - 1)).toFixed(1)} %`,
      String(rounds),
      `${(duration / 1_000).toFixed(0)} s`,
    ];
  });
}

const turns = turnsIn(SPIN);
const rows: (readonly string[])[] = [];
for (const factor of FACTORS) rows.push(await judge(factor, turns));
printTable([['slower by', 'verdict', 'measured', 'between', 'could see', 'pairs', 'time'], ...rows]);
