import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { chooseReader } from './choose-reader.ts';
import type { ReportReader } from './report-reader.ts';

/** Cuts of each file that are tried: all of a small one, this many of a large one. */
const CUTS = 400;

/** What every implementation of `ReportReader` does, tried on the real output that is kept as its cases. */
export function checkReportReaders<Report>(readers: readonly ReportReader<Report>[], cases: string): void {
  for (const reader of readers) {
    const files = readdirSync(`${cases}/${reader.name}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.startsWith('input.'))
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .map((path) => new SourceFile(path, readFileSync(path, 'utf8')));
    test(`${reader.title}: there is real output to try it on`, () => assert.ok(files.length > 0));
    for (const file of files) {
      const what = file.path.slice(cases.length + 1);
      test(`${what}: is recognised by its reader alone`, () => {
        const chosen = chooseReader(readers, file);
        assert.equal(chosen.ok && chosen.value.name, reader.name);
        const sample = { path: file.path, head: file.text.slice(0, 4096).replace(/^\u{feff}/u, '') };
        assert.deepEqual(
          readers.filter((one) => one.recognises(sample)).map(({ name }) => name),
          [reader.name],
        );
      });
      test(`${what}: a file that is cut off is never taken for a whole one`, () => {
        assertCutsAreTold(reader, file);
      });
      test(`${what}: every diagnostic names the file`, () => {
        for (const one of reader.read(file).diagnostics) assert.equal(one.location?.path, file.path);
      });
    }
    for (const [what, text] of HOSTILE)
      test(`${reader.title}: ${what} is an error, not a crash and not a report`, () => {
        const file = new SourceFile('hostile', text);
        const began = performance.now();
        chooseReader([reader], file);
        assert.ok(hasErrors(reader.read(file).diagnostics));
        // What a pattern tries in every way takes longer than anybody waits; on the slowest machine the rest takes a fraction of this.
        assert.ok(performance.now() - began < 10_000, 'it took more than ten seconds');
      });
  }
}

function assertCutsAreTold<Report>(reader: ReportReader<Report>, file: SourceFile): void {
  const whole = JSON.stringify(reader.read(file));
  const step = Math.max(1, Math.floor(file.text.length / CUTS));
  for (let length = 1; length < file.text.trimEnd().length; length += step) {
    if (!reader.marksItsEnd && file.text[length - 1] === '\n') continue;
    const { diagnostics, ...rest } = reader.read(new SourceFile(file.path, file.text.slice(0, length)));
    assert.ok(
      diagnostics.length > 0 || JSON.stringify({ ...rest, diagnostics }) === whole,
      `${file.path} cut off after ${length} of ${file.text.length} characters was read as if it were whole`,
    );
  }
}

const HOSTILE: readonly (readonly [string, string])[] = [
  ['an empty file', ''],
  ['white space', ' \n\t\n'],
  ['a page of a web server', '<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>'],
  ['a null', 'null'],
  ['an empty list', '[]'],
  ['empty lines before something else', `${'\n'.repeat(4000)}x`],
  ['comments before something else', `${'<!---->'.repeat(500)}<html/>`],
  ['signs of comments before something else', `${'#\n'.repeat(2000)}x`],
  ['text of zero bytes', '\u0000'.repeat(1000)],
  ['brackets without end', '['.repeat(100_000)],
  ['elements without end', '<testsuites>'.repeat(100_000)],
  [
    'an entity that grows',
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(10)}">]><testsuites name="&b;"/>`,
  ],
];
