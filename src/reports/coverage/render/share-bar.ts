import { type Html, html } from '../../html/html.ts';
import type { Share } from '../share.ts';

/** A picture of a share; the number stands beside it. Never full while anything is missing. */
export function shareBar({ covered, total }: Share): Html {
  const width = total === 0 ? 0 : Math.floor((100 * covered) / total);
  return html`<svg class="share" width="72" height="8" aria-hidden="true"><rect class="rest" width="72" height="8" rx="2"/><rect class="full" width="${((72 * width) / 100).toFixed(1)}" height="8" rx="2"/></svg>`;
}
