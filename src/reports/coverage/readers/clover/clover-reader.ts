import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { XmlElement } from '../../../xml/read-xml.ts';
import { countedBranches, namedBranches } from '../../branch-coverage.ts';
import type { CoverageReport } from '../../coverage-report.ts';
import { CoverageBuilder, type FileCoverageBuilder } from '../../file-coverage-builder.ts';
import { type CoverageXmlListener, readCoverageXml } from '../read-coverage-xml.ts';
import { readCount, readHits, readLineNumber } from '../read-number.ts';
import { ReportRemarks } from '../report-remarks.ts';

/**
 * Clover's XML, as OpenClover's schema (`clover.xsd`) has it and as PHPUnit and Istanbul write it: `line` with `num`, `type`, `count`.
 *
 * - `path` is the file where it is there; `name` is then its last part. PHPUnit puts the path into `name`, with `\` on Windows.
 * - `type="method"` is the head of a function and no statement; PHPUnit gives its name, Clover its `signature`.
 * - `type="cond"`: Clover counts how often a condition was true and how often false (`truecount`, `falsecount`). Istanbul, which calls its
 *   project "All files" and itself Clover 3.2.0, writes the number of branches taken and of those not taken into the same attributes.
 */
export const cloverReader: ReportReader<CoverageReport> = {
  name: 'clover',
  kind: 'coverage',
  title: 'Clover XML',
  marksItsEnd: true,
  recognises: ({ head }) => /<coverage\b[^>]*\s(?:generated|clover)\s*=/u.test(head),
  read: (file) => readCoverageXml(file, 'coverage', new CloverListener(file)),
};

class CloverListener implements CoverageXmlListener {
  readonly builder = new CoverageBuilder();
  readonly remarks: ReportRemarks;
  #file: FileCoverageBuilder | undefined;
  #version: string | undefined;
  #istanbul = false;

  constructor(file: SourceFile) {
    this.remarks = new ReportRemarks(file);
  }

  open(element: XmlElement): void {
    const { name, attributes, offset } = element;
    if (name === 'coverage') this.#version = attributes.clover;
    else if (name === 'project')
      this.#istanbul = this.#version === '3.2.0' && attributes.name === 'All files';
    else if (name === 'file') {
      const path = attributes.path ?? attributes.name ?? '';
      if (path === '') this.remarks.passOver('a file has neither path nor name', offset);
      else this.#file = this.builder.file(path);
    } else if (name === 'line' && this.#file !== undefined) this.#line(element, this.#file);
  }

  text(): void {}

  close(name: string): void {
    if (name === 'file') this.#file = undefined;
  }

  #line({ attributes, offset }: XmlElement, file: FileCoverageBuilder): void {
    const line = readLineNumber(attributes.num);
    // Clover itself gives conditions no count of their own.
    const [yes, no] = [readCount(attributes.truecount), readCount(attributes.falsecount)];
    const hits = readHits(attributes.count) ?? (attributes.type === 'cond' ? yes + no : undefined);
    if (line === undefined || hits === undefined) {
      this.remarks.passOver('a line has no number or no count', offset);
      return;
    }
    if (attributes.type === 'method') {
      file.addFunction({ name: attributes.name ?? attributes.signature ?? '', line, hits });
      return;
    }
    file.addLine(line, hits);
    if (attributes.type !== 'cond') return;
    if (this.#istanbul) {
      if (yes + no > 0) file.addBranches(line, countedBranches(yes, yes + no));
    } else {
      const outcomes = new Map([
        ['true', yes > 0],
        ['false', no > 0],
      ]);
      file.addBranches(line, namedBranches({ kind: 'named', scheme: 'outcome' }, outcomes));
    }
  }
}
