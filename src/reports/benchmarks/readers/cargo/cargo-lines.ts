import type { BenchmarksReport } from '../../benchmarks-report.ts';
import type { CollectedBenchmarks, MeasuredMetric } from '../../collected-benchmarks.ts';
import { type LineListener, numberIn } from '../../text-report.ts';
import { knownUnit } from '../../units.ts';

/** `test tests::fib_20 ... bench:      18,149.35 ns/iter (+/- 755) = 8000 MB/s` */
const OWN =
  /^test (.+?)\s+\.\.\. bench:\s+([\d.,]+) (\S+\/iter|\S+\/s|\S+)(?: \(\+\/- [\d.,]+\))?(?: = ([\d.,]+) (\S+))?\s*$/u;
/** `fib 10    time:   [132.32 ns 134.19 ns 137.72 ns]`; a long name stands on a line of its own. */
const TIME = /^(.*?)\s*\btime:\s+\[\S+ \S+ ([\d.e+-]+) (\S+) \S+ \S+\]\s*$/u;
const THROUGHPUT = /^\s+thrpt:\s+\[\S+ \S+ ([\d.e+-]+) (\S+) \S+ \S+\]\s*$/u;

/** Makes benchmarks of what `cargo bench` writes. */
export class CargoLines implements LineListener {
  readonly #collected: CollectedBenchmarks;
  #above = '';
  #open: { readonly name: string; readonly metrics: MeasuredMetric[]; readonly offset: number } | undefined;

  constructor(collected: CollectedBenchmarks) {
    this.#collected = collected;
  }

  line(line: string, offset: number): void {
    const own = OWN.exec(line);
    const failed = /^test (.+?)\s+\.\.\. FAILED/u.exec(line)?.[1];
    const time = TIME.exec(line);
    const throughput = THROUGHPUT.exec(line);
    if (own !== null) this.#own(own, offset);
    else if (failed !== undefined) this.#collected.failed(failed);
    else if (time !== null) this.#time(time, offset);
    else if (throughput !== null && this.#open !== undefined) this.#open.metrics.push(rateOf(throughput));
    else if (/^thread '.*' .*panicked at /u.test(line)) this.#collected.gap('a benchmark panicked');
    else if (/^\S/u.test(line) && !line.startsWith('Benchmarking ')) this.#above = line.trim();
  }

  finish(): BenchmarksReport | string {
    this.#close();
    return this.#collected.finish('cargo');
  }

  #own([, name = '', value, unit = '', rate, rateUnit]: RegExpExecArray, offset: number): void {
    this.#close();
    const known = knownUnit(unit);
    const time: MeasuredMetric = {
      name: known.unit === 's' ? 'time' : unit,
      unit,
      better: known.better ?? 'lower',
      value: numberIn(value),
      statistic: 'median',
    };
    const rates: readonly MeasuredMetric[] =
      rate === undefined || rateUnit === undefined
        ? []
        : [{ name: rateUnit, unit: rateUnit, value: numberIn(rate), statistic: 'median' }];
    this.#collected.add({
      name: name.replace(/ - (?:should panic|compile.*)$/u, ''),
      metrics: [time, ...rates],
      offset,
    });
  }

  #time([, before = '', value, unit = '']: RegExpExecArray, offset: number): void {
    this.#close();
    const name = before.trim() === '' ? this.#above : before.trim();
    this.#open = {
      name,
      metrics: [{ name: 'time', unit, value: numberIn(value), statistic: 'mean' }],
      offset,
    };
  }

  #close(): void {
    if (this.#open !== undefined) this.#collected.add(this.#open);
    this.#open = undefined;
  }
}

/** `Melem/s` and `GiB/s` change with the speed: they are brought to one scale. */
function rateOf([, value, written = '']: RegExpExecArray): MeasuredMetric {
  const [, prefix = '', unit = written] = /^([KMGT]i?)(elem\/s|B\/s|b\/s)$/u.exec(written) ?? [];
  const power = 'KMGT'.indexOf(prefix.charAt(0)) + 1;
  const scale = prefix === '' ? 1 : (prefix.endsWith('i') ? 1024 : 1000) ** power;
  const number = numberIn(value);
  return {
    name: unit.startsWith('elem') ? 'elements' : 'bytes',
    unit,
    better: 'higher',
    value: number === undefined ? undefined : number * scale,
    statistic: 'mean',
  };
}
