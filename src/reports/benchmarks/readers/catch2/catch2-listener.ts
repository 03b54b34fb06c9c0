import type { PassedOver } from '../../../passed-over.ts';
import type { XmlElement, XmlListener } from '../../../xml/read-xml.ts';
import type { BenchmarksReport } from '../../benchmarks-report.ts';
import type { CollectedBenchmarks } from '../../collected-benchmarks.ts';
import { numberIn } from '../../text-report.ts';

/** Makes benchmarks of the elements of Catch2's XML. Nanoseconds, as a comment in it says. */
export class Catch2Listener implements XmlListener {
  readonly #collected: CollectedBenchmarks;
  readonly #passedOver: PassedOver;
  /** Test case and sections around. */
  readonly #around: string[] = [];
  #version: string | undefined;
  #benchmark: { readonly name: string; readonly offset: number } | undefined;

  constructor(collected: CollectedBenchmarks, passedOver: PassedOver) {
    this.#collected = collected;
    this.#passedOver = passedOver;
  }

  open({ name, attributes, offset }: XmlElement): void {
    if (name === 'Catch2TestRun') this.#version = attributes['catch2-version'];
    else if (name === 'TestCase' || name === 'Section') this.#around.push((attributes.name ?? '').trim());
    else if (name === 'BenchmarkResults')
      this.#benchmark = { name: [...this.#around, attributes.name ?? ''].join(' > '), offset };
    else if (this.#benchmark === undefined) return;
    else if (name === 'failed') this.#collected.failed(this.#benchmark.name, attributes.message);
    else if (name === 'mean') this.#mean(this.#benchmark, attributes.value);
  }

  text(): void {
    // Assertions and what tests printed.
  }

  close(name: string): void {
    if (name === 'TestCase' || name === 'Section') this.#around.pop();
    if (name === 'BenchmarkResults') this.#benchmark = undefined;
  }

  finish(): BenchmarksReport | string {
    return this.#collected.finish('catch2', this.#version);
  }

  #mean(
    { name, offset }: { readonly name: string; readonly offset: number },
    value: string | undefined,
  ): void {
    const number = numberIn(value);
    if (number === undefined) this.#passedOver.add(`the mean of '${name}' is no number`, offset);
    this.#collected.add({
      name,
      metrics: [{ name: 'time', unit: 'ns', value: number, statistic: 'mean' }],
      offset,
    });
  }
}
