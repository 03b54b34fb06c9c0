import { type Html, html } from '../../html/html.ts';
import { type AggregatedFile, coveredOnlyOn, uncoveredLines } from '../aggregated-coverage.ts';

/** Platforms that a page has a filter for; CSS needs a rule for each. */
const MOST_FILTERS = 12;

/** Radio buttons that leave only what a platform alone runs, or what nothing runs. They work by `FILTER_RULES`, without a script. */
export function platformFilter(platforms: readonly string[], legend: string): Html {
  const alone =
    platforms.length < 2
      ? []
      : platforms
          .slice(0, MOST_FILTERS)
          .map(
            (name, index) =>
              html`<label><input type="radio" name="coverage-show" id="coverage-alone-${index}"> only on ${name}</label>`,
          );
  return html`<fieldset class="filter"><legend>${legend}</legend>
<label><input type="radio" name="coverage-show" id="coverage-all" checked> all</label>
<label><input type="radio" name="coverage-show" id="coverage-wanting"> not run</label>
${alone}</fieldset>`;
}

/** CSS: what has the class `row`, below an element of the class `coverage`, is hidden unless it has the class that is asked for. */
export const FILTER_RULES = [
  'wanting',
  ...Array.from({ length: MOST_FILTERS }, (_, index) => aloneClass(index)),
]
  .map((name) => `:root:has(#coverage-${name}:checked) .coverage .row:not(.${name}){display:none}`)
  .join('\n');

/** Of lines, and of files with lines, that ran on this platform and on no other. */
export function aloneClass(platform: number): string {
  return `alone-${platform}`;
}

/** The classes of a row that stands for these files. */
export function rowClasses(files: readonly AggregatedFile[], platforms: readonly string[]): string {
  const wanting = files.some((file) => uncoveredLines(file).length > 0);
  const alone =
    platforms.length < 2
      ? []
      : platforms.flatMap((_, index) =>
          files.some((file) => coveredOnlyOn(file, index).length > 0) ? [aloneClass(index)] : [],
        );
  return ['row', ...(wanting ? ['wanting'] : []), ...alone].join(' ');
}
