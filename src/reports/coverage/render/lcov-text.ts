import { type AggregatedCoverage, type AggregatedFile, hitsAt } from '../aggregated-coverage.ts';
import { addHits } from '../file-coverage-builder.ts';

/**
 * All platforms together as an LCOV tracefile (geninfo(1), FILES). Names are relative to the repository. Of branches that were only counted,
 * the first ones stand for those that were taken; where the number is an interval, it is the lower end.
 */
export function renderLcov({ files }: AggregatedCoverage): string {
  return `TN:\n${files.map(section).join('')}`;
}

function section(file: AggregatedFile): string {
  const lines = [`SF:${file.path.replace(/[\r\n]/gu, '?')}`];
  const functions = functionsOf(file);
  for (const { name, line } of functions) lines.push(`FN:${line},${name}`);
  for (const { name, hits } of functions) lines.push(`FNDA:${hits},${name}`);
  lines.push(`FNF:${functions.length}`, `FNH:${functions.filter(({ hits }) => hits > 0).length}`);
  const sums = file.lines.map((line, index) => ({ line, hits: hitsAt(file, index) }));
  const run = new Map(sums.map(({ line, hits }) => [line, hits > 0]));
  let [found, taken] = [0, 0];
  for (const { line, united } of file.branches) {
    found += united.total;
    taken += united.covered;
    for (let branch = 0; branch < united.total; branch++) {
      const count = branch < united.covered ? '1' : run.get(line) === false ? '-' : '0';
      lines.push(`BRDA:${line},0,${branch},${count}`);
    }
  }
  if (found > 0) lines.push(`BRF:${found}`, `BRH:${taken}`);
  for (const { line, hits } of sums) lines.push(`DA:${line},${hits}`);
  lines.push(`LF:${sums.length}`, `LH:${sums.filter(({ hits }) => hits > 0).length}`, 'end_of_record');
  return `${lines.join('\n')}\n`;
}

/** LCOV knows functions by name alone: of several with one name, all but the first have their line in it. */
function functionsOf(file: AggregatedFile): readonly { name: string; line: number; hits: number }[] {
  const names = new Set<string>();
  return file.functions
    .filter(({ line }) => line > 0)
    .map(({ name, line, hits }) => {
      const plain = name.replace(/[\u0000-\u001f]/gu, '?') || '(anonymous)';
      const unique = names.has(plain) ? `${plain}:${line}` : plain;
      names.add(unique);
      return { name: unique, line, hits: hits.reduce((sum, count) => addHits(sum, Math.max(0, count)), 0) };
    });
}
