import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import type { ReportReader } from '../../../report-reader.ts';
import type { XmlElement } from '../../../xml/read-xml.ts';
import { countedBranches } from '../../branch-coverage.ts';
import type { CoverageReport } from '../../coverage-report.ts';
import { CoverageBuilder, type FileCoverageBuilder } from '../../file-coverage-builder.ts';
import { type CoverageXmlListener, readCoverageXml } from '../read-coverage-xml.ts';
import { readCount, readLineNumber } from '../read-number.ts';
import { ReportRemarks } from '../report-remarks.ts';

/**
 * JaCoCo's XML, also written by Kover (`report.dtd`, "-//JACOCO//DTD Report 1.1//EN"). The document type stands on the first line and is never
 * loaded.
 *
 * - Per `line` of a `sourcefile`: `mi` and `ci`, instructions missed and run; `mb` and `cb`, branches missed and taken.
 * - A line was run when any of its instructions was; nobody counts how often.
 * - Files have no folder, only a package and a name; `group` is the module of a build with several, and may nest.
 */
export const jacocoReader: ReportReader<CoverageReport> = {
  name: 'jacoco',
  kind: 'coverage',
  title: 'JaCoCo XML',
  marksItsEnd: true,
  recognises: ({ head }) => /<!DOCTYPE report PUBLIC "-\/\/JACOCO|<report\b[^>]*\sname\s*=/u.test(head),
  read: (file) => readCoverageXml(file, 'report', new JacocoListener(file)),
};

class JacocoListener implements CoverageXmlListener {
  readonly builder = new CoverageBuilder('package');
  readonly remarks: ReportRemarks;
  readonly #groups: string[] = [];
  #package = '';
  /** Of the class that is open. */
  #source: string | undefined;
  #method: { readonly name: string; readonly line: number } | undefined;
  #file: FileCoverageBuilder | undefined;

  constructor(file: SourceFile) {
    this.remarks = new ReportRemarks(file);
  }

  open({ name, attributes, offset }: XmlElement): void {
    switch (name) {
      case 'group':
        this.#groups.push(attributes.name ?? '');
        break;
      case 'package':
        this.#package = attributes.name ?? '';
        break;
      case 'class':
        this.#source = attributes.sourcefilename;
        break;
      case 'method':
        this.#method = { name: attributes.name ?? '', line: readLineNumber(attributes.line) ?? 0 };
        break;
      case 'counter':
        if (attributes.type === 'METHOD') this.#closeMethod(readCount(attributes.covered));
        break;
      case 'sourcefile':
        this.#file = attributes.name === undefined ? undefined : this.#fileOf(attributes.name);
        break;
      case 'line':
        this.#line(attributes, offset);
        break;
    }
  }

  text(): void {}

  close(name: string): void {
    if (name === 'group') this.#groups.pop();
    else if (name === 'class') this.#source = undefined;
    else if (name === 'method') this.#method = undefined;
    else if (name === 'sourcefile') this.#file = undefined;
  }

  /** Files of one name in two modules are two files: the module is part of what they are told apart by. */
  #fileOf(source: string): FileCoverageBuilder {
    const name = this.#package === '' ? source : `${this.#package}/${source}`;
    const file = this.builder.file(name, this.#groups.join('/'));
    for (const group of this.#groups) file.addModule(group);
    return file;
  }

  #closeMethod(covered: number): void {
    if (this.#method === undefined || this.#source === undefined) return;
    this.#fileOf(this.#source).addFunction({ ...this.#method, hits: covered > 0 ? 1 : 0 });
  }

  #line(attributes: XmlElement['attributes'], offset: number): void {
    const line = readLineNumber(attributes.nr);
    if (line === undefined) {
      // Kover leaves synthetic code at line 0.
      if (attributes.nr !== '0') this.remarks.passOver('a line has no number', offset);
      return;
    }
    this.#file?.addLine(line, readCount(attributes.ci) > 0 ? 1 : 0);
    const taken = readCount(attributes.cb);
    const total = taken + readCount(attributes.mb);
    if (total > 0) this.#file?.addBranches(line, countedBranches(taken, total));
  }
}
