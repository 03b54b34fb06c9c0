import { median } from '../../run/order-statistics.ts';
import type { Json } from '../json/json-value.ts';
import { optional } from '../json/json-value.ts';
import type { PassedOver } from '../passed-over.ts';
import type { Benchmark, BenchmarksReport, Metric } from './benchmarks-report.ts';
import { withoutMachinePaths } from './machine-paths.ts';
import { spreadSamples } from './spread-samples.ts';
import { knownUnit } from './units.ts';

/** UTF-16 units. */
const LONGEST_NAME = 400;
/** Of one metric of one file; of more, this many at equal distances are kept. */
const MOST_SAMPLES = 10_000;
/** Gaps that are told one by one. */
const MOST_GAPS = 20;
const LONGEST_GAP = 500;
/** New names that are told one by one. */
const MOST_TOLD = 5;

/** A benchmark as a tool writes it: numbers in the tool's units, and perhaps no numbers at all. */
export interface Measured {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly metrics: readonly MeasuredMetric[];
  /** Where it stands in the file, or who can find it: a search for each of many names would take as long as all of them squared. */
  readonly offset?: number | (() => number | undefined) | undefined;
}

export interface MeasuredMetric {
  readonly name: string;
  readonly unit: string;
  /** Needed where the unit does not say it. */
  readonly better?: 'lower' | 'higher' | undefined;
  /** What the tool says; not asked where there are samples. */
  readonly value?: Json | undefined;
  readonly statistic: Metric['statistic'];
  readonly samples?: readonly Json[] | undefined;
}

/** Makes a report of what a reader finds: one unit for times and one for rates, names that differ, and nothing that is no measurement. */
export class CollectedBenchmarks {
  readonly #passedOver: PassedOver;
  readonly #benchmarks = new Map<string, Benchmark>();
  readonly #gaps: string[] = [];
  /** The last number that was given to a name. */
  readonly #numbers = new Map<string, number>();
  #renamed = 0;

  constructor(passedOver: PassedOver) {
    this.#passedOver = passedOver;
  }

  add(measured: Measured): void {
    const name = nameOfBenchmark(measured.name);
    const metrics = measured.metrics.flatMap((one) => this.#metric(name, one, measured.offset) ?? []);
    if (metrics.length === 0) {
      this.gap(`'${name}' has no measurement that can be used`);
      return;
    }
    this.#benchmarks.set(this.#unique(name, measured.offset), {
      name,
      parameters: { ...measured.parameters },
      metrics,
    });
  }

  /** What was to be measured and was not: a sentence without a full stop. */
  gap(sentence: string): void {
    this.#gaps.push(withoutMachinePaths(sentence.slice(0, LONGEST_GAP).replace(/\p{Surrogate}/gu, '\ufffd')));
  }

  /** A benchmark that ended with an error, whose first line is told. */
  failed(name: string, message?: string): void {
    const line = message?.trim().split('\n', 1)[0] ?? '';
    this.gap(`'${nameOfBenchmark(name)}' failed${line === '' ? '' : `: ${line}`}`);
  }

  /** A text says that this is no report: there is nothing in it. */
  finish(tool: string, version?: string): BenchmarksReport | string {
    if (this.#benchmarks.size === 0 && this.#gaps.length === 0) return 'there is no benchmark in it';
    const gaps = [...new Set(this.#gaps)];
    const more = gaps.length - MOST_GAPS;
    return {
      tool,
      ...optional('version', version),
      benchmarks: [...this.#benchmarks].map(([name, one]) => ({ ...one, name })),
      gaps: more > 0 ? [...gaps.slice(0, MOST_GAPS), `${more} more things were not measured`] : gaps,
    };
  }

  #unique(name: string, place: Measured['offset']): string {
    if (!this.#benchmarks.has(name)) return name;
    let number = (this.#numbers.get(name) ?? 1) + 1;
    while (this.#benchmarks.has(`${name} #${number}`)) number += 1;
    this.#numbers.set(name, number);
    this.#renamed += 1;
    if (this.#renamed <= MOST_TOLD) {
      const offset = typeof place === 'function' ? place() : place;
      this.#passedOver.tell({
        code: 'report-entry-renamed',
        severity: 'warning',
        message: `there is more than one benchmark '${name}': this one is called '${name} #${number}'`,
        ...(offset !== undefined && { offset }),
      });
    }
    return `${name} #${number}`;
  }

  #metric(benchmark: string, measured: MeasuredMetric, offset: Measured['offset']): Metric | undefined {
    const { unit, factor, better = measured.better } = knownUnit(measured.unit);
    if (better === undefined) return undefined;
    const usable = (value: number): boolean =>
      Number.isFinite(value) && (unit === 's' || unit === 'op/s' ? value > 0 : value >= 0);
    const all = measured.samples ?? [];
    const samples = all
      .filter((one) => typeof one === 'number')
      .map((one) => inUnit(one, factor))
      .filter(usable);
    const whole = samples.length > 0 && samples.length === all.length;
    const value = whole
      ? median(samples)
      : typeof measured.value === 'number'
        ? inUnit(measured.value, factor)
        : Number.NaN;
    if (all.length > 0 && !whole)
      this.#passedOver.add(
        `a list of samples of '${benchmark}', of which ${all.length - samples.length} of ${all.length} are no measurement`,
        offset,
      );
    if (!usable(value)) return undefined;
    const statistic = whole ? 'median' : measured.statistic;
    const base = { name: measured.name, unit, better, value, statistic };
    return whole ? { ...base, samples: spreadSamples(samples, MOST_SAMPLES) } : base;
  }
}

/** What a number in the tool's unit is in ours. Divided where that is exact: 250 ms are 0.25 s, and 250 * 0.001 is not. */
function inUnit(value: number, factor: number): number {
  const inverse = Math.round(1 / factor);
  return factor < 1 && Math.abs(inverse * factor - 1) < 1e-9 ? value / inverse : value * factor;
}

/** One line, without the machine's paths and without addresses in memory, which change from run to run. */
function nameOfBenchmark(written: string): string {
  const line = withoutMachinePaths(written.normalize('NFC').replace(/\s+/gu, ' ').trim())
    .replace(/0x[0-9a-fA-F]{6,16}\b/gu, '0x…')
    .replace(/\p{Surrogate}/gu, '\ufffd');
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line;
}
