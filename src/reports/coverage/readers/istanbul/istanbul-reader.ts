import type { Result } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import { type Json, type JsonObject, objectOf, placeNumberOf, readJson } from '../../../json/json-value.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { CoverageReport } from '../../coverage-report.ts';
import { CoverageBuilder, type FileCoverageBuilder } from '../../file-coverage-builder.ts';
import { ReportRemarks, unreadable } from '../report-remarks.ts';

/**
 * Istanbul's JSON, `coverage-final.json` of nyc, c8, Jest and Vitest (istanbul.js.org; the shape is that of istanbul-lib-coverage, `FileCoverage`): an
 * object with a member for each file; `statementMap`, `fnMap` and `branchMap` say where, `s`, `f` and `b` how often.
 *
 * - A line counts as often as the statement with the most hits that begins on it, as in Istanbul's own reports.
 * - Branches are known by their position. Where there is no `else`, Istanbul leaves the position of that branch empty.
 * - `all: true` marks files that were never loaded, made up of lines that were not run.
 * - Lines from 1, columns from 0. `null` stands for the end of a line.
 */
export const istanbulReader: ReportReader<CoverageReport> = {
  name: 'istanbul',
  kind: 'coverage',
  title: 'Istanbul JSON',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\{\s*"/u.test(head) && head.includes('"statementMap"'),
  read,
};

function read(file: SourceFile): Result<CoverageReport> {
  const data = readJson(file);
  if (!data.ok) return data;
  const files = objectOf(data.value);
  if (files === undefined) return unreadable(file, 'this is no object with a member for each file', 0);
  const remarks = new ReportRemarks(file);
  const builder = new CoverageBuilder();
  for (const [name, value] of Object.entries(files)) {
    const entry = objectOf(value);
    const offset = Math.max(0, file.text.indexOf(JSON.stringify(name)));
    if (entry === undefined || objectOf(entry.statementMap) === undefined)
      remarks.passOver(`'${name.slice(0, 80)}' has no statements`, offset);
    else readFile(entry, builder.file(typeof entry.path === 'string' ? entry.path : name));
  }
  return remarks.finish(builder.finish());
}

function readFile(entry: JsonObject, file: FileCoverageBuilder): void {
  if (entry.all === true) file.markStub();
  const [statements, functions, branches] = [entry.s, entry.f, entry.b].map(
    (counts) => objectOf(counts) ?? {},
  );
  for (const [id, location] of Object.entries(objectOf(entry.statementMap) ?? {})) {
    const line = lineOf(location);
    if (line !== undefined) file.raiseLine(line, count(statements?.[id]));
  }
  for (const [id, value] of Object.entries(objectOf(entry.fnMap) ?? {})) {
    const described = objectOf(value) ?? {};
    const line = lineOf(described.decl) ?? lineOf(described.loc) ?? placeNumberOf(described.line) ?? 0;
    const name = typeof described.name === 'string' ? described.name : '';
    file.addFunction({ name, line, hits: count(functions?.[id]) });
  }
  for (const [id, value] of Object.entries(objectOf(entry.branchMap) ?? {}))
    readBranch(objectOf(value) ?? {}, branches?.[id], file);
}

/** Named by where they are, so that reports of other runs, which may number them otherwise, can be united with this one. */
function readBranch(branch: JsonObject, counts: Json | undefined, file: FileCoverageBuilder): void {
  const line = placeNumberOf(branch.line) ?? lineOf(branch.loc);
  if (line === undefined || !Array.isArray(branch.locations)) return;
  const taken: readonly Json[] = Array.isArray(counts) ? counts : [];
  const type = typeof branch.type === 'string' ? branch.type : 'branch';
  // V8 knows blocks, Istanbul's own instrumentation knows decisions: they are not the same branches.
  const scheme = type === 'branch' ? 'v8' : 'istanbul';
  for (const [index, location] of branch.locations.entries()) {
    const { line: at = line, column = 0 } = objectOf(objectOf(location as Json)?.start) ?? {};
    const whole = objectOf(objectOf(branch.loc)?.start);
    const place = `${type} ${whole?.line ?? line}:${whole?.column ?? 0} ${index} ${at}:${column}`;
    file.addBranch(line, { scheme, name: place }, count(taken[index]) > 0);
  }
}

function lineOf(location: Json | undefined): number | undefined {
  return placeNumberOf(objectOf(objectOf(location)?.start)?.line);
}

/** Merged reports may have counts beyond what is exact, or none. */
function count(value: Json | undefined): number {
  return typeof value === 'number' && value > 0 ? Math.min(Math.ceil(value), Number.MAX_SAFE_INTEGER) : 0;
}
