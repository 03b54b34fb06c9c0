import { SourceFile } from '../../../diagnostics/source-file.ts';
import { type JsonObject, numberOf, objectOf, optional, textOf } from '../../json/json-value.ts';
import { readLenientJson } from '../../json/read-lenient-json.ts';
import { pytestBenchmarkReader } from '../readers/pytest-benchmark/pytest-benchmark-reader.ts';
import { type BenchmarkRecord, benchmarkRecord, type RecordFacts } from './benchmark-record.ts';

/** Names of Python's `platform.system()` and `platform.machine()`. */
const SYSTEMS: Readonly<Record<string, string>> = { Linux: 'linux', Darwin: 'macos', Windows: 'windows' };
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'x64',
  AMD64: 'x64',
  arm64: 'arm64',
  aarch64: 'arm64',
};

/**
 * A record of what pytest-benchmark has kept, `.benchmarks/<machine>/0001_<name>.json`, with what it says of the commit and the machine itself
 * (pytest-benchmark.readthedocs.io, "Usage", `--benchmark-save`; `commit_info`, `machine_info`, `datetime`). A text says why it is none.
 */
export function importedRecord(path: string, text: string): BenchmarkRecord | string {
  const file = new SourceFile(path, text);
  const read = pytestBenchmarkReader.read(file);
  if (!read.ok) return read.diagnostics[0]?.message ?? 'it cannot be read';
  const json = readLenientJson(file);
  const data = (json.ok ? objectOf(json.value) : undefined) ?? {};
  const time = Date.parse(textOf(data.datetime) ?? '');
  if (!(time >= 0)) return 'it does not say when it was measured';
  return benchmarkRecord(read.value, {
    ...commitOf(objectOf(data.commit_info) ?? {}),
    time,
    tags: [],
    job: '',
    machine: machineOf(objectOf(data.machine_info) ?? {}),
  });
}

/** What it does not say is the id of the tree. */
function commitOf({
  id,
  branch,
  time,
  dirty,
}: JsonObject): Pick<RecordFacts, 'commit' | 'committed' | 'branch' | 'dirty'> {
  const commit = textOf(id);
  const committed = Date.parse(textOf(time) ?? '');
  return {
    dirty: dirty === true,
    ...optional('commit', commit !== undefined && /^[0-9a-f]{7,64}$/u.test(commit) ? commit : undefined),
    ...(committed >= 0 && { committed }),
    ...optional('branch', textOf(branch)?.slice(0, 500)),
  };
}

function machineOf({ system, machine, cpu }: JsonObject): RecordFacts['machine'] {
  const processor = objectOf(cpu);
  const [os, arch] = [textOf(system) ?? 'unknown', textOf(machine) ?? 'unknown'];
  return {
    os: SYSTEMS[os] ?? os.slice(0, 500),
    arch: ARCHITECTURES[arch] ?? arch.slice(0, 500),
    cpu: textOf(processor?.brand_raw)?.slice(0, 500) ?? 'unknown',
    cpus: Math.min(100_000, Math.max(0, Math.trunc(numberOf(processor?.count) ?? 0))),
  };
}
