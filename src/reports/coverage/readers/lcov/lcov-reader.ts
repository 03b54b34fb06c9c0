import type { Result } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import { eachLine } from '../../../each-line.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { CoverageReport } from '../../coverage-report.ts';
import { CoverageBuilder, type FileCoverageBuilder } from '../../file-coverage-builder.ts';
import { readHits, readLineNumber } from '../read-number.ts';
import { cutOff, ReportRemarks, unreadable } from '../report-remarks.ts';

/**
 * LCOV's tracefile, as geninfo(1) of LCOV 2 describes it under FILES: one record a line, sections from `SF:` to `end_of_record`.
 *
 * - `DA:line,hits[,checksum]`; `FN:start[,end],name` with `FNDA:hits,name`, since LCOV 2.2 also `FNL:index,start[,end]` with
 *   `FNA:index,hits,name`; `BRDA:line,[e]block,branch,taken`.
 * - `taken` is `-` when the line was never run. The branch may be any text, commas too: coverage.py writes `jump to line 9`.
 * - Counts may exceed 32 bits, and are negative where a tool's own counter ran over.
 * - A file may have several sections; they add up. Unknown records (`VER`, `MCDC`, `#`) say nothing about lines and are left alone.
 * - The sums (`LF`, `LH`, `BRF` …) are not looked at.
 */
export const lcovReader: ReportReader<CoverageReport> = {
  name: 'lcov',
  kind: 'coverage',
  title: 'LCOV',
  marksItsEnd: false,
  // Each line in one way only: a file that begins with many empty ones must not be tried in all.
  recognises: ({ head }) => /^(?:[^\S\n]*(?:#[^\n]*)?\n)*[^\S\n]*(?:TN:|SF:)/u.test(head),
  read,
};

function read(file: SourceFile): Result<CoverageReport> {
  const reading = new LcovReading(file);
  eachLine(file.text, (line, offset) => reading.record(line.trimEnd(), offset));
  return reading.finish();
}

/** Names and starts of functions, which a section may tell before or after their hits. */
interface Section {
  readonly file: FileCoverageBuilder;
  readonly starts: Map<string, number>;
  readonly hits: Map<string, { readonly name: string; readonly hits: number }>;
}

class LcovReading {
  readonly #file: SourceFile;
  readonly #builder = new CoverageBuilder();
  readonly #remarks: ReportRemarks;
  #section: Section | undefined;
  #sections = 0;
  /** The last record that was understood; a file that is whole ends with `end_of_record`. */
  #last = '';

  constructor(file: SourceFile) {
    this.#file = file;
    this.#remarks = new ReportRemarks(file);
  }

  record(line: string, offset: number): void {
    if (line === '' || line.startsWith('#')) return;
    const colon = line.indexOf(':');
    const key = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1);
    this.#last = key.replace(/^\u{feff}/u, '');
    if (this.#last === 'SF') this.#open(value, offset);
    else if (this.#last === 'end_of_record') this.#close();
    else if (this.#section !== undefined) this.#within(key, value, offset, this.#section);
  }

  finish(): Result<CoverageReport> {
    if (this.#sections === 0 && !['TN', 'end_of_record'].includes(this.#last))
      return unreadable(this.#file, 'there is no section that begins with SF:', 0);
    // `TN:` alone is what a tool writes that measured nothing; behind a section it is the beginning of one that is missing.
    const ended = this.#last === 'end_of_record' || (this.#last === 'TN' && this.#sections === 0);
    if (!ended || !this.#file.text.endsWith('\n')) return cutOff(this.#file);
    return this.#remarks.finish(this.#builder.finish());
  }

  #open(name: string, offset: number): void {
    this.#close();
    this.#sections += 1;
    if (name === '') this.#remarks.passOver('a section has no file name', offset);
    else this.#section = { file: this.#builder.file(name), starts: new Map(), hits: new Map() };
  }

  #close(): void {
    if (this.#section === undefined) return;
    const { file, starts, hits } = this.#section;
    for (const [key, called] of hits)
      file.addFunction({ name: called.name, line: starts.get(key) ?? 0, hits: called.hits });
    for (const [key, line] of starts) if (!hits.has(key)) file.addFunction({ name: key, line, hits: 0 });
    this.#section = undefined;
  }

  #within(key: string, value: string, offset: number, section: Section): void {
    const understood = RECORDS.get(key)?.(value, section) ?? true;
    if (!understood) this.#remarks.passOver(`this is no ${key} record: '${value.slice(0, 60)}'`, offset);
  }
}

type AddRecord = (value: string, section: Section) => boolean;

/** What each kind of record adds to its section; false when it is not of the form that it has to be. A map: the file says what is looked up. */
const RECORDS: ReadonlyMap<string, AddRecord> = new Map(
  Object.entries<AddRecord>({
    DA(value, { file }) {
      const [number, count] = value.split(',', 2);
      const line = readLineNumber(number);
      const hits = readHits(count);
      if (line === undefined || hits === undefined) return false;
      file.addLine(line, hits);
      return true;
    },
    BRDA(value, { file }) {
      const [, number, branch, taken] = /^(\d+),(.+),(-|[^,]+)$/u.exec(value) ?? [];
      const line = readLineNumber(number);
      const hits = taken === '-' ? 0 : readHits(taken);
      if (line === undefined || branch === undefined || hits === undefined) return false;
      const name = branch.replace(/^0,(?=.*[^\d])/u, '');
      file.addBranch(line, { scheme: 'lcov', name }, hits > 0);
      return true;
    },
    FN(value, { starts }) {
      const [, start, name] = /^(\d+),(?:\d+,)?(.+)$/u.exec(value) ?? [];
      if (start === undefined || name === undefined) return false;
      starts.set(name, Number(start));
      return true;
    },
    FNDA(value, { hits }) {
      const [, count, name] = /^([^,]+),(.+)$/u.exec(value) ?? [];
      const called = readHits(count);
      if (called === undefined || name === undefined) return false;
      hits.set(name, { name, hits: called });
      return true;
    },
    FNL(value, { starts }) {
      const [, index, start] = /^(\d+),(\d+)(?:,\d+)?$/u.exec(value) ?? [];
      if (index === undefined) return false;
      starts.set(`index ${index}`, Number(start));
      return true;
    },
    FNA(value, { hits }) {
      const [, index, count, name] = /^(\d+),([^,]+),(.+)$/u.exec(value) ?? [];
      const called = readHits(count);
      if (called === undefined || name === undefined) return false;
      hits.set(`index ${index}`, { name, hits: called });
      return true;
    },
  }),
);
