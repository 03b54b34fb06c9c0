import { makeBadge } from 'badge-maker';
import { printableLine } from '../../diagnostics/printable.ts';
import type { Check, CheckConclusion } from '../../run/check.ts';

/** Two words, and what they come to. */
export interface Badge {
  readonly label: string;
  readonly message: string;
  readonly conclusion: CheckConclusion;
}

/** Names of colours as shields.io has them. What was not checked is grey: it is no pass. */
const COLORS: Readonly<Record<CheckConclusion, string>> = {
  passed: 'brightgreen',
  warned: 'yellow',
  failed: 'red',
  not_checked: 'lightgrey',
};

const WORDS: Readonly<Record<CheckConclusion, string>> = {
  passed: 'passed',
  warned: 'warning',
  failed: 'failed',
  not_checked: 'not checked',
};

/** Characters of a text that still looks like a badge. */
const LONGEST = 40;

/** The percentage that a summary begins with, or the verdict in a word. */
export function badgeOfCheck({ name, conclusion, summary }: Check): Badge {
  const [percentage] = /^\d{1,3}(?:\.\d+)?%/.exec(summary) ?? [];
  return { label: name, message: percentage ?? WORDS[conclusion], conclusion };
}

/** A picture that stands alone. The texts are escaped by badge-maker, and are its accessible name. */
export function renderBadgeSvg({ label, message, conclusion }: Badge): string {
  return `${makeBadge({ label: short(label), message: short(message), color: COLORS[conclusion] })}\n`;
}

/** For shields.io to draw (shields.io/badges/endpoint-badge). */
export function renderBadgeEndpoint({ label, message, conclusion }: Badge): string {
  const badge = {
    ...{ schemaVersion: 1, label: short(label), message: short(message), color: COLORS[conclusion] },
    ...(conclusion === 'failed' && { isError: true }),
  };
  return `${JSON.stringify(badge)}\n`;
}

/** XML 1.0 §2.2 has no lone surrogates, and no end of one is left by a cut. */
function short(text: string): string {
  const line = printableLine(text)
    .trim()
    .replace(/[\ud800-\udfff]/gu, '\ufffd');
  const points = [...line];
  return points.length <= LONGEST ? line : `${points.slice(0, LONGEST - 1).join('')}…`;
}
