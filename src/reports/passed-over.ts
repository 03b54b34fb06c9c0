import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { type ReportProblem, reportProblem } from './report-problem.ts';

/** Entries that are told of one by one; of the rest, how many there are. */
const TOLD = 5;

/** What was passed over in a report while it was read. */
export class PassedOver {
  readonly #file: SourceFile;
  readonly #diagnostics: Diagnostic[] = [];
  #count = 0;

  constructor(file: SourceFile) {
    this.#file = file;
  }

  /** `place`: an offset in the file's text, or who can find it, who is asked when it is told; the file as a whole when it is absent. */
  add(what: string, place?: number | (() => number | undefined)): void {
    this.#count += 1;
    if (this.#count > TOLD) return;
    const offset = typeof place === 'function' ? place() : place;
    this.tell({
      code: 'report-entry-passed-over',
      severity: 'warning',
      message: `${what}; it was passed over`,
      ...(offset !== undefined && { offset }),
    });
  }

  /** Anything else there is to say of the file. */
  tell(problem: ReportProblem): void {
    this.#diagnostics.push(reportProblem(this.#file, problem));
  }

  get diagnostics(): readonly Diagnostic[] {
    const told = [...this.#diagnostics];
    if (this.#count > TOLD)
      told.push(
        reportProblem(this.#file, {
          code: 'report-entry-passed-over',
          severity: 'warning',
          message: `${this.#count - TOLD} more entries were passed over`,
        }),
      );
    return told;
  }
}
