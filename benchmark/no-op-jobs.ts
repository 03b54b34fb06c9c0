import { type Comparison, type Contestant, takeTurns } from './comparison.ts';
import { inFolder, LOCKSTEP, mustTime, time } from './measure.ts';

/** Jobs that do nothing, each after the one 20 before it: what is left is what running a job costs. Two at a time, no cache. */
const JOBS = 1_000;
const SLOTS = '2';
const ROUNDS = 5;
const OURS = 'lockstep run --no-cache';

const numbers: readonly number[] = Array.from({ length: JOBS }, (_, index) => index);
const need = (index: number): string => (index >= 20 ? `j${index - 20}` : '');

/** The same for lockstep, ninja and make. */
function definitions(): Record<string, string> {
  const all = numbers.map((index) => `j${index}`).join(' ');
  return {
    'lockstep.config.yaml': `project: nothing\njobs:\n${numbers.map((at) => `  j${at}: { category: unit, needs: [${need(at)}], run: 'true' }\n`).join('')}`,
    'build.ninja': `rule nothing\n  command = true\n${numbers.map((at) => `build j${at}: nothing ${need(at)}\n`).join('')}`,
    Makefile: `.PHONY: all ${all}\nall: ${all}\n${numbers.map((at) => `j${at}: ${need(at)}\n\t@true; :\n`).join('')}`,
  };
}

export async function compare(): Promise<readonly Comparison[]> {
  return inFolder(definitions(), (folder) => {
    const contestants: Contestant[] = [
      {
        name: OURS,
        round: () => mustTime(process.execPath, [LOCKSTEP, 'run', '--no-cache', '-j', SLOTS], folder),
      },
    ];
    const notes = [
      "lockstep's commands run in `bash -eo pipefail`, with a log, a time limit and a process group each.",
    ];
    for (const [name, args] of [
      ['ninja', ['-j', SLOTS]],
      ['make', ['-j', SLOTS, 'all']],
    ] as const)
      if (time(name, ['--version'], folder).code === 0)
        contestants.push({ name, round: () => mustTime(name, args, folder) });
      else notes.push(`${name} is not installed here.`);
    return [
      {
        id: 'no-op-jobs',
        title: `${JOBS.toLocaleString('en')} jobs that do nothing, two at a time`,
        unit: 'ms',
        measured: takeTurns(contestants, ROUNDS),
        goals: [{ of: OURS, against: 'ninja', atMost: 1.3 }],
        notes,
      },
    ];
  });
}
