import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { type Comparison, type Measured, type Verdict, verdicts } from './comparison.ts';
import { printTable } from './measure.ts';

/**
 * Runs comparisons, prints them, and keeps them: a record in `.benchmarks/`, and the tables of docs/performance.md between their markers.
 * `node build/benchmark/suite.js [--keep] <name…>`; without `--keep` nothing is written. What is not named stays as it was measured last.
 */
const NAMES = ['startup', 'reuse', 'no-op-jobs', 'growth', 'masking', 'hooks'] as const;
const PAGE = 'docs/performance.md';
const [BEGIN, END] = ['<!-- performance: begin -->', '<!-- performance: end -->'];

interface Record {
  readonly format: 'lockstep-performance 1';
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly commit: string;
  readonly machine: {
    readonly os: string;
    readonly cpu: string;
    readonly cpus: number;
    readonly node: string;
  };
  readonly comparisons: readonly Comparison[];
}

const digits = (value: number): string => value.toFixed(value < 10 ? (value < 1 ? 3 : 1) : 0);

function spread({ samples }: Measured): string {
  return samples.length < 2 ? '' : `${digits(Math.min(...samples))} to ${digits(Math.max(...samples))}`;
}

function verdictText({ goal, ratio, met }: Verdict): string {
  return `${goal.of}: ${ratio.toFixed(2)} × ${goal.against}, meant to be ${goal.atMost} at most${met ? '' : ': **missed**'}`;
}

function print(comparison: Comparison): void {
  console.log(`\n${comparison.title}`);
  printTable([
    ['', 'median', 'from and to', 'rounds'],
    ...comparison.measured.map((one) => [
      one.name,
      `${digits(one.median)} ${comparison.unit}`,
      spread(one),
      String(one.samples.length),
    ]),
  ]);
  for (const verdict of verdicts(comparison)) console.log(`  ${verdictText(verdict).replaceAll('**', '')}`);
  for (const note of comparison.notes) console.log(`  ${note}`);
}

function markdown({ machine, comparisons }: Record): string {
  const lines = [
    `${machine.os}, ${machine.cpus} processors (${machine.cpu}), Node ${machine.node}. Medians; the programs of a table took turns.`,
  ];
  for (const comparison of comparisons) {
    lines.push('', `### ${comparison.title}`, '', `| | median | from and to |`, '|---|--:|--:|');
    for (const one of comparison.measured)
      lines.push(`| ${one.name} | ${digits(one.median)} ${comparison.unit} | ${spread(one)} |`);
    const remarks = [...verdicts(comparison).map(verdictText), ...comparison.notes];
    if (remarks.length > 0) lines.push('', ...remarks.map((remark) => `- ${remark}`));
  }
  return lines.join('\n');
}

/** Of what was measured now and what was measured last, in the order of the suite: `--keep hooks` measures hooks alone. */
function withLast(measured: readonly Comparison[]): readonly Comparison[] {
  const records = existsSync('.benchmarks') ? readdirSync('.benchmarks').sort() : [];
  const last = records.at(-1);
  if (last === undefined) return measured;
  const { comparisons } = JSON.parse(readFileSync(`.benchmarks/${last}`, 'utf8')) as Record;
  const now = new Map(measured.map((one) => [one.id, one]));
  const kept = comparisons.map((one) => now.get(one.id) ?? one);
  return [...kept, ...measured.filter(({ id }) => !comparisons.some((one) => one.id === id))];
}

function keep(measured: Record): void {
  const record = { ...measured, comparisons: withLast(measured.comparisons) };
  mkdirSync('.benchmarks', { recursive: true });
  const name = `lockstep-${new Date(record.time).toISOString().slice(0, 10)}-${record.commit.slice(0, 7)}.json`;
  writeFileSync(`.benchmarks/${name}`, `${JSON.stringify(record, null, 1)}\n`);
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`${PAGE} has no markers`);
  writeFileSync(PAGE, `${page.slice(0, from)}${BEGIN}\n${markdown(record)}\n${page.slice(to)}`);
  console.log(`\nKept in .benchmarks/${name} and ${PAGE}.`);
}

const given = process.argv.slice(2);
const names = given.filter((one) => !one.startsWith('--'));
const unknown = names.find((name) => !(NAMES as readonly string[]).includes(name));
if (unknown !== undefined)
  throw new Error(`There is no comparison '${unknown}'. There are: ${NAMES.join(', ')}.`);
const comparisons: Comparison[] = [];
for (const name of names.length > 0 ? names : NAMES) {
  const { compare } = (await import(`./${name}.js`)) as { compare(): Promise<readonly Comparison[]> };
  for (const comparison of await compare()) {
    print(comparison);
    comparisons.push(comparison);
  }
}
if (given.includes('--keep'))
  keep({
    format: 'lockstep-performance 1',
    time: Date.now(),
    commit: execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim(),
    machine: {
      os: `${platform()} ${release()} ${arch()}`,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cpus: cpus().length,
      node: process.versions.node,
    },
    comparisons,
  });
