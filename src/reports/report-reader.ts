import type { Result } from '../diagnostics/result.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import type { ReportKind } from './report-kind.ts';

/**
 * Port: one format that tools write reports in. An implementation is a folder `<kind>/readers/<name>/` with `<name>-reader.ts`; real
 * output of real tools is its cases in `test/cases/reports/<kind>/<name>/`.
 *
 * The contract (`report-reader.contract.ts` runs it for every implementation):
 * - `read` is pure and never throws, whatever the text is. What makes the file unusable is an error with the position in the file; what
 *   was passed over (a cut-off end, an entry without a name, a count that contradicts) is a warning, and the value holds the rest.
 * - A file that is cut off is never read as if it were whole: there is an error or a warning. Where the format has no mark of its end
 *   (`marksItsEnd` is false), that is so for a cut inside of a line; its last line must end with a line break.
 * - A value and no diagnostics means that everything in the file was understood.
 * - Numbers of the tool's own summaries are not trusted: counts are made from the entries.
 * - Names and messages come as they are in the file, control characters included: who shows them makes them harmless.
 * - Durations are milliseconds.
 */
export interface ReportReader<Report> {
  /** The name a person can ask for with `--format`: `junit`. */
  readonly name: string;
  readonly kind: ReportKind;
  /** For messages: `JUnit XML`. */
  readonly title: string;
  /** False for formats that are lines without a trailer: cut off between two lines they cannot be told from whole ones. */
  readonly marksItsEnd: boolean;
  /** Whether a file is of this format, from its name and its beginning. No two readers of a kind say yes to one file. */
  recognises(sample: ReportSample): boolean;
  read(file: SourceFile): Result<Report>;
}

export interface ReportSample {
  /** As it was given, with forward slashes. */
  readonly path: string;
  /** The first characters of the file, without a byte order mark: `SAMPLE_LENGTH` at most. */
  readonly head: string;
}

export const SAMPLE_LENGTH = 4096;
