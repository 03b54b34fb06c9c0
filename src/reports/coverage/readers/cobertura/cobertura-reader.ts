import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { XmlElement } from '../../../xml/read-xml.ts';
import { type BranchCoverage, branchesButFor, countedBranches } from '../../branch-coverage.ts';
import type { CoverageReport } from '../../coverage-report.ts';
import { CoverageBuilder, type FileCoverageBuilder } from '../../file-coverage-builder.ts';
import { type CoverageXmlListener, readCoverageXml } from '../read-coverage-xml.ts';
import { readHits, readLineNumber } from '../read-number.ts';
import { ReportRemarks } from '../report-remarks.ts';

/**
 * Cobertura's XML, as its DTD has it (cobertura.sourceforge.net, coverage-04.dtd) and as coverage.py, Istanbul, PHPUnit, coverlet and others
 * write it. `line` has `number`, `hits`, and `condition-coverage="50% (1/2)"` where branches leave it.
 *
 * - Files are named relative to one of the `source` folders; nothing says to which.
 * - Several classes may stand for one file. Their lines add up.
 * - A class lists its lines once for itself and once more for each method: those of methods count only where the class lists none.
 * - coverage.py also names the branches that were not taken (`missing-branches="9,exit"`), which lets reports be united exactly.
 */
export const coberturaReader: ReportReader<CoverageReport> = {
  name: 'cobertura',
  kind: 'coverage',
  title: 'Cobertura XML',
  marksItsEnd: true,
  recognises: ({ head }) => /<coverage\b[^>]*\s(?:line-rate|lines-valid|branch-rate)\s*=/u.test(head),
  read: (file) => readCoverageXml(file, 'coverage', new CoberturaListener(file)),
};

interface Method {
  readonly name: string;
  readonly lines: [number, number][];
}

class CoberturaListener implements CoverageXmlListener {
  readonly builder = new CoverageBuilder();
  readonly remarks: ReportRemarks;
  #source: string | undefined;
  #file: FileCoverageBuilder | undefined;
  #ownLines = 0;
  #method: Method | undefined;
  #ofMethods: XmlElement[] = [];

  constructor(file: SourceFile) {
    this.remarks = new ReportRemarks(file);
  }

  open(element: XmlElement): void {
    switch (element.name) {
      case 'source':
        this.#source = '';
        break;
      case 'class':
        this.#openClass(element);
        break;
      case 'method':
        this.#method = { name: element.attributes.name ?? '', lines: [] };
        break;
      case 'line':
        this.#openLine(element);
        break;
    }
  }

  text(text: string): void {
    if (this.#source !== undefined) this.#source += text;
  }

  close(name: string): void {
    if (name === 'source') {
      if (this.#source !== undefined && this.#source.trim() !== '')
        this.builder.roots.push(this.#source.trim());
      this.#source = undefined;
    } else if (name === 'method') this.#closeMethod();
    else if (name === 'class') {
      if (this.#ownLines === 0) for (const line of this.#ofMethods) this.#addLine(line);
      this.#file = undefined;
    }
  }

  #openClass({ attributes, offset }: XmlElement): void {
    this.#ownLines = 0;
    this.#ofMethods = [];
    if (attributes.filename === undefined || attributes.filename === '')
      this.remarks.passOver(`the class '${attributes.name ?? ''}' has no file name`, offset);
    else this.#file = this.builder.file(attributes.filename);
  }

  #openLine(element: XmlElement): void {
    if (this.#file === undefined) return;
    const line = readLineNumber(element.attributes.number);
    const hits = readHits(element.attributes.hits);
    if (line === undefined || hits === undefined) {
      this.remarks.passOver('a line has no number or no hits', element.offset);
      return;
    }
    if (this.#method === undefined) {
      this.#ownLines += 1;
      this.#addLine(element);
    } else {
      this.#method.lines.push([line, hits]);
      this.#ofMethods.push(element);
    }
  }

  #addLine({ attributes }: XmlElement): void {
    const line = readLineNumber(attributes.number);
    const hits = readHits(attributes.hits);
    if (line === undefined || hits === undefined || this.#file === undefined) return;
    this.#file.addLine(line, hits);
    const branches = branchesOf(attributes);
    if (branches !== undefined) this.#file.addBranches(line, branches);
  }

  /** A method was called as often as its first line was run. */
  #closeMethod(): void {
    const method = this.#method;
    this.#method = undefined;
    const [first] = method?.lines ?? [];
    if (method === undefined || first === undefined) return;
    this.#file?.addFunction({ name: method.name, line: first[0], hits: first[1] });
  }
}

function branchesOf(attributes: XmlElement['attributes']): BranchCoverage | undefined {
  const [, covered, total] = /\((\d{1,9})\/(\d{1,9})\)/u.exec(attributes['condition-coverage'] ?? '') ?? [];
  if (covered === undefined || Number(total) === 0) return undefined;
  const missing = attributes['missing-branches'];
  const missed = missing === undefined ? [] : missing.split(',').filter((name) => name !== '');
  // What is all taken is known branch by branch too, whoever wrote it.
  if (Number(total) - Number(covered) === missed.length) return branchesButFor(missed, Number(total));
  return countedBranches(Number(covered), Number(total));
}
