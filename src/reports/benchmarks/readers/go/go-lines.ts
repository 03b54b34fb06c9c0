import type { BenchmarksReport, Metric } from '../../benchmarks-report.ts';
import type { CollectedBenchmarks, MeasuredMetric } from '../../collected-benchmarks.ts';
import { type LineListener, numberIn } from '../../text-report.ts';
import { knownUnit } from '../../units.ts';

interface GoBenchmark {
  readonly package: string | undefined;
  /** With the number of processors behind it. */
  readonly name: string;
  readonly offset: number;
  /** By unit, as they come. */
  readonly numbers: Map<string, number[]>;
}

/** `BenchmarkFib/n=5-2   199471   18.72 ns/op   0 B/op   0 allocs/op`: name, iterations, and pairs of a number and its unit. */
const RESULT = /^(Benchmark\S*)\s+(\d+)((?:\s+\S+\s+\S+)+)\s*$/u;
const PROCESSORS = /-(\d+)$/u;

/** Makes benchmarks of what `go test -bench` writes. */
export class GoLines implements LineListener {
  readonly #collected: CollectedBenchmarks;
  readonly #benchmarks = new Map<string, GoBenchmark>();
  readonly #better = new Map<string, Metric['better']>();
  #package: string | undefined;

  constructor(collected: CollectedBenchmarks) {
    this.#collected = collected;
  }

  line(line: string, offset: number): void {
    const result = RESULT.exec(line);
    const header = /^pkg: (\S+)$/u.exec(line)?.[1];
    const failed = /^--- FAIL: (Benchmark\S+)/u.exec(line)?.[1];
    const broken = /^FAIL\t(\S+)(?:\s+(\[.*\]|[\d.]+s))?/u.exec(line);
    const unit = /^Unit (\S+) .*\bbetter=(higher|lower)\b/u.exec(line);
    if (header !== undefined) this.#package = header;
    else if (unit !== null) this.#better.set(unit[1] ?? '', unit[2] === 'higher' ? 'higher' : 'lower');
    else if (failed !== undefined) this.#collected.failed(failed.replace(PROCESSORS, ''));
    else if (broken !== null) this.#collected.gap(`the package ${broken[1]} failed`);
    else if (/^panic: /u.test(line)) this.#collected.gap(line);
    else if (result !== null) this.#result(result, offset);
  }

  finish(): BenchmarksReport | string {
    const named = this.#names();
    for (const one of this.#benchmarks.values()) {
      const processors = PROCESSORS.exec(one.name)?.[1];
      const bare = named ? one.name.replace(PROCESSORS, '') : one.name;
      this.#collected.add({
        name: one.package === undefined ? bare : `${one.package}.${bare}`,
        parameters: { ...keysOf(bare), ...(named && processors !== undefined && { GOMAXPROCS: processors }) },
        metrics: [...one.numbers].map(([unit, numbers]) => this.#metric(unit, numbers)),
        offset: one.offset,
      });
    }
    return this.#collected.finish('go');
  }

  /** Whether the number at the end of every name is the number of processors: `-cpu 1,2` writes `Fib` and `Fib-2`. */
  #names(): boolean {
    const ends = [...this.#benchmarks.values()].map(({ name }) => PROCESSORS.exec(name)?.[1]);
    return ends[0] !== undefined && ends.every((end) => end === ends[0]);
  }

  #result([, name = '', , rest = '']: RegExpExecArray, offset: number): void {
    const words = rest.trim().split(/\s+/u);
    const key = `${this.#package ?? ''} ${name}`;
    const one = this.#benchmarks.get(key) ?? {
      package: this.#package,
      name,
      offset,
      numbers: new Map<string, number[]>(),
    };
    for (let at = 0; at + 1 < words.length; at += 2) {
      const number = numberIn(words[at]);
      const unit = words[at + 1] ?? '';
      if (number === undefined) continue;
      const numbers = one.numbers.get(unit);
      if (numbers === undefined) one.numbers.set(unit, [number]);
      else numbers.push(number);
    }
    this.#benchmarks.set(key, one);
  }

  #metric(unit: string, numbers: readonly number[]): MeasuredMetric {
    const known = knownUnit(unit);
    return {
      name: known.unit === 's' ? (unit === 'ns/op' ? 'time' : unit) : unit,
      unit,
      better: this.#better.get(unit) ?? known.better ?? 'lower',
      value: numbers[0],
      statistic: 'mean',
      ...(numbers.length > 1 && { samples: numbers }),
    };
  }
}

/** `BenchmarkFib/n=5/order=up`: benchfmt takes such parts for keys and values. */
function keysOf(name: string): Readonly<Record<string, string>> {
  const pairs = name
    .split('/')
    .slice(1)
    .map((part) => /^([^=]+)=(.*)$/u.exec(part));
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']])));
}
