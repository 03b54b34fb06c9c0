import type { Result } from '../../../diagnostics/result.ts';
import type { SourceFile } from '../../../diagnostics/source-file.ts';
import { readXml, type XmlListener } from '../../xml/read-xml.ts';
import type { CoverageReport } from '../coverage-report.ts';
import type { CoverageBuilder } from '../file-coverage-builder.ts';
import { cutOff, type ReportRemarks, unreadable } from './report-remarks.ts';

/** Makes coverage of the elements of a report, as they come. */
export interface CoverageXmlListener extends XmlListener {
  readonly builder: CoverageBuilder;
  readonly remarks: ReportRemarks;
}

/** A report of coverage in XML, whose outermost element is called `root`. Any fault of the XML makes all of it unusable. */
export function readCoverageXml(
  file: SourceFile,
  root: string,
  listener: CoverageXmlListener,
): Result<CoverageReport> {
  const fault = readXml(file, [root], listener);
  if (fault === undefined) return listener.remarks.finish(listener.builder.finish());
  return fault.kind === 'cut-off'
    ? cutOff(file, fault.offset)
    : unreadable(file, fault.message, fault.offset);
}
