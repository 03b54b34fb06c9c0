import type { Check } from '../run/check.ts';
import type { Html } from './html/html.ts';

/**
 * Port: what one kind of report has to say of a run, in the forms that a summary and a page are put together from. An implementation
 * is a function `<kind>/<kind>-part.ts` that takes a model (typed data, read and checked already) and gives this.
 *
 * The contract (`report-part.contract.ts` runs it for every implementation):
 * - Everything is pure and gives the same text for the same model: no clock, no chance. Whoever needs the time gets it in the model.
 * - Names, messages and output in the model are untrusted. In Markdown they go through `diagnostics/markdown.ts`; in HTML the tag
 *   `html` escapes them. No address, style or script is made from them.
 * - `renderMarkdown` and `renderSection` keep to the room they are given, and say in their own text what was left out: the reader must
 *   not take a part for the whole. Of what does not fit, that which is wrong is shown before that which is right.
 * - A section is readable without scripts and without colour, and every picture in it has a table with the same numbers.
 */
export interface ReportPart {
  /** The part's place on the page, `#tests`, and its key in JSON. */
  readonly kind: PartKind;
  /** The heading: `Tests`. */
  readonly title: string;
  /** The verdicts: they stand above everything else, in the order given. None where the part only shows what another one judges. */
  readonly checks: readonly Check[];
  /** The numbers behind it for `--json`: plain data. */
  readonly data: unknown;
  /**
   * Markdown of GitHub's flavour below a heading that the caller writes; headings in it begin at `####`. At most `room` bytes in
   * UTF-8; empty when the checks have said all there is, or when there is no room for anything that makes sense.
   */
  renderMarkdown(room: number): string;
  /** What stands below the heading on the page; at most `room` bytes in UTF-8. */
  renderSection(room: number): Html;
}

/** In the order of the page. Names of reports are those of a job's `reports` in the definition. */
export const PART_KINDS = [
  'timeline',
  'failures',
  'tests',
  'coverage',
  'benchmarks',
  'findings',
  'budgets',
] as const;

export type PartKind = (typeof PART_KINDS)[number];
