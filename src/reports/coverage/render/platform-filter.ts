import { type Html, html } from '../../html/html.ts';

/** Platforms that a page has a filter for; CSS needs a rule for each. */
export const MOST_FILTERS = 12;

/**
 * Radio buttons that leave only what a platform alone runs, or what nothing runs. They work by CSS: what they hide has the class `row` and not the
 * class `alone-<index>` or `wanting`.
 */
export function platformFilter(platforms: readonly string[], what: 'files' | 'lines'): Html {
  const alone =
    platforms.length < 2
      ? []
      : platforms
          .slice(0, MOST_FILTERS)
          .map(
            (name, index) =>
              html`<label><input type="radio" name="show" id="show-alone-${index}"> only on ${name}</label>`,
          );
  return html`<fieldset class="filter"><legend>Show</legend>
<label><input type="radio" name="show" id="show-all" checked> all ${what}</label>
<label><input type="radio" name="show" id="show-wanting"> not run</label>
${alone}</fieldset>`;
}
