import type { BenchmarksReport } from '../../benchmarks-report.ts';
import type { CollectedBenchmarks } from '../../collected-benchmarks.ts';
import { type LineListener, numberIn } from '../../text-report.ts';

const RULE = /^-{60,}$/u;
const DOTS = /^\.{60,}$/u;
const HEADER = /^benchmark name {3,}samples/u;
/** `fib 10      8      97    164.512 us`: a name, samples, iterations, and what it was estimated to take. */
const FIRST = /^(\S.*?)? +(\d+) +(\d+) +([\d.e+-]+ (?:ns|us|ms|s|m)) *$/u;
/** Mean and its bounds, then the standard deviation and its bounds. */
const NUMBERS = /^ +([\d.e+-]+|nan|-?inf) (ns|us|ms|s|m) +\S+ \S+ +\S+ \S+ *$/u;
const FAILED = /^(\S.*?)? +Benchmark failed \((.*)\) *$/u;

/**
 * Makes benchmarks of what Catch2 prints. Above a table stands, between rules, the test case, and indented below it its sections. A name
 * that does not fit into its column goes on in the next line; the numbers stand in the last.
 */
export class Catch2Lines implements LineListener {
  readonly #collected: CollectedBenchmarks;
  #version: string | undefined;
  #around: string[] = [];
  #state: 'outside' | 'heading' | 'head' | 'table' = 'outside';
  #name: string[] = [];
  #benchmark: { readonly name: string; readonly offset: number } | undefined;

  constructor(collected: CollectedBenchmarks) {
    this.#collected = collected;
  }

  line(line: string, offset: number): void {
    this.#version ??= / is a Catch2? v(\d\S*?) (?:host|\()/u.exec(line)?.[1];
    if (RULE.test(line)) this.#rule();
    else if (HEADER.test(line)) this.#state = 'head';
    else if (this.#state === 'heading') this.#heading(line);
    else if (this.#state === 'table') this.#row(line, offset);
  }

  finish(): BenchmarksReport | string {
    this.#unfinished();
    return this.#collected.finish('catch2', this.#version);
  }

  /** Rules stand around the heading of a test case, and below the head of a table. */
  #rule(): void {
    if (this.#state === 'head') this.#state = 'table';
    else if (this.#state === 'heading') this.#state = 'outside';
    else {
      this.#unfinished();
      this.#state = 'heading';
      this.#around = [];
    }
  }

  #heading(line: string): void {
    if (DOTS.test(line)) this.#state = 'outside';
    else if (line.trim() !== '') this.#around.push(line.trim());
  }

  #row(line: string, offset: number): void {
    const first = FIRST.exec(line);
    const numbers = NUMBERS.exec(line);
    const failed = FAILED.exec(line);
    if (/^={60,}$/u.test(line)) {
      this.#unfinished();
      this.#state = 'outside';
    } else if (failed !== null) this.#collected.failed(this.#take(failed[1]), failed[2]);
    else if (first !== null) {
      const name = this.#take(first[1]);
      this.#unfinished();
      this.#benchmark = { name, offset };
    } else if (numbers !== null) this.#mean(numbers);
    else if (/^\S/u.test(line)) this.#name.push(line.trim());
  }

  /** The first line of numbers has the mean; the second finds no benchmark that waits for it. */
  #mean([, value, unit = '']: RegExpExecArray): void {
    const benchmark = this.#benchmark;
    this.#benchmark = undefined;
    if (benchmark === undefined) return;
    this.#collected.add({
      ...benchmark,
      metrics: [
        { name: 'time', unit: unit === 'm' ? 'min' : unit, value: numberIn(value), statistic: 'mean' },
      ],
    });
  }

  #take(end: string | undefined): string {
    const own = [...this.#name, ...(end === undefined ? [] : [end.trim()])].join(' ');
    this.#name = [];
    return [...this.#around, own].join(' > ');
  }

  #unfinished(): void {
    if (this.#benchmark !== undefined)
      this.#collected.gap(`'${this.#benchmark.name}' has no measurement that can be used`);
    this.#benchmark = undefined;
    this.#name = [];
  }
}
