import {
  type Json,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optional,
  textOf,
} from '../../../json/json-value.ts';
import { offsetOf, type ReadingContext, readDocument } from '../../../json/read-document.ts';
import { readLenientJson } from '../../../json/read-lenient-json.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { BenchmarksReport, Metric } from '../../benchmarks-report.ts';
import { CollectedBenchmarks, type MeasuredMetric } from '../../collected-benchmarks.ts';

/**
 * BenchmarkDotNet's JSON, `--exporters json` (benchmarkdotnet.org, "Exporters"; `JsonExporterBase`): `*-report-full.json`,
 * `*-report-brief.json` and their compressed forms. Nanoseconds. `Statistics` is null where the benchmark failed.
 */
export const benchmarkDotnetReader: ReportReader<BenchmarksReport> = {
  name: 'benchmark-dotnet',
  kind: 'benchmarks',
  title: 'BenchmarkDotNet JSON',
  marksItsEnd: true,
  recognises: ({ head }) =>
    /^\s*\{\s*"Title"\s*:/u.test(head) && /"(?:HostEnvironmentInfo|Benchmarks)"\s*:/u.test(head),
  read: (file) => readDocument(file, readBenchmarkDotnet, readLenientJson),
};

function readBenchmarkDotnet(json: Json, context: ReadingContext): BenchmarksReport | string {
  const data = objectOf(json);
  if (data === undefined || !Array.isArray(data.Benchmarks))
    return 'this has no Benchmarks, as reports of BenchmarkDotNet do';
  const collected = new CollectedBenchmarks(context.passedOver);
  const entries = objectsOf(data.Benchmarks);
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(nameOf(entry) ?? '', (counts.get(nameOf(entry) ?? '') ?? 0) + 1);
  for (const entry of entries) {
    const bare = nameOf(entry);
    if (bare === undefined) {
      context.passedOver.add('a benchmark without a name');
      continue;
    }
    const name = (counts.get(bare) ?? 0) > 1 ? `${bare} (${jobOf(entry)})` : bare;
    const statistics = objectOf(entry.Statistics);
    if (statistics === undefined) collected.failed(name);
    else
      collected.add({
        name,
        parameters: parametersIn(entry),
        metrics: metricsOf(entry, statistics),
        offset: offsetOf(context.file, bare),
      });
  }
  return collected.finish(
    'benchmark-dotnet',
    textOf(objectOf(data.HostEnvironmentInfo)?.BenchmarkDotNetVersion),
  );
}

/** Since 0.10.10 there is `FullName`; before, the parts of it. */
function nameOf({ FullName, Namespace, Type, Method }: JsonObject): string | undefined {
  const parts = [Namespace, Type, Method].map(textOf).filter((part) => part !== undefined);
  return textOf(FullName) ?? (parts.length === 0 ? undefined : parts.join('.'));
}

/** `Wind.Read: Job-ABCDEF(Runtime=.NET 8.0) [Size=10]`: one benchmark may run in several jobs, which have random names unless they are given one. */
function jobOf({ DisplayInfo }: JsonObject): string {
  const [, name = '', traits] = /: ([^([]+)(?:\(([^)]*)\))?/u.exec(textOf(DisplayInfo) ?? '') ?? [];
  return name.startsWith('Job-') ? (traits ?? 'job') : name.trim();
}

/** `Size=10&Order=up` */
function parametersIn({ Parameters }: JsonObject): Readonly<Record<string, string>> {
  const pairs = (textOf(Parameters) ?? '').split('&').map((pair) => /^([^=]+)=(.*)$/su.exec(pair));
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']])));
}

function metricsOf(entry: JsonObject, statistics: JsonObject): readonly MeasuredMetric[] {
  const samples = listOf(statistics.OriginalValues);
  const allocated = numberOf(objectOf(entry.Memory)?.BytesAllocatedPerOperation);
  const hasMedian = numberOf(statistics.Median) !== undefined;
  const statistic: Metric['statistic'] = hasMedian ? 'median' : 'mean';
  return [
    {
      name: 'time',
      unit: 'ns',
      value: hasMedian ? statistics.Median : statistics.Mean,
      statistic,
      ...optional('samples', samples.length > 1 ? samples : undefined),
    },
    ...(allocated === undefined
      ? []
      : [{ name: 'B/op', unit: 'B/op', better: 'lower', value: allocated, statistic: 'mean' } as const]),
  ];
}
