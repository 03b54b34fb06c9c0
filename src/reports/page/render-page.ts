import { base64Sha256 } from '../../platform/digest.ts';
import { byteLength, type Html, html, trustedText } from '../html/html.ts';
import { CONCLUSION_LOOKS, type Tone } from '../html/verdict-look.ts';
import { PART_KINDS, type ReportPart } from '../report-part.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { countingReports, momentText, type RunFacts } from './run-facts.ts';

/** Bytes. A page of this size opens at once, also on a telephone, and is taken by every store of artifacts and most mails. */
const LARGEST_PAGE = 8_000_000;

/** What stands around the sections. */
const FRAME = 200_000;

/** By how much a kind of report needs more room than another. */
const SHARES: Readonly<Record<ReportPart['kind'], number>> = {
  timeline: 1,
  failures: 2,
  tests: 2,
  coverage: 3,
  benchmarks: 1,
  findings: 1,
  budgets: 0.5,
};

/**
 * One page about a run: a single file that asks the network for nothing. It is a whole without its script; with it, lists can be
 * filtered. Its policy (Content Security Policy Level 3, §4.2.1 `meta` element) allows this style and this script by their digests,
 * and nothing else: whatever text might get into the page, it cannot run, load or send anything.
 */
export function renderPage(
  run: RunFacts,
  parts: readonly ReportPart[],
  options: { readonly largest?: number } = {},
): string {
  const facts = countingReports(
    run,
    parts.flatMap(({ checks }) => checks),
  );
  const ordered = PART_KINDS.flatMap((kind) => parts.filter((part) => part.kind === kind));
  const sections = sectionsOf(ordered, (options.largest ?? LARGEST_PAGE) - FRAME);
  const title = `${facts.verdict}: ${nameOf(facts)}`;
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="lockstep ${facts.lockstep}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trustedText(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
${header(facts, ordered)}
<nav aria-label="Sections"><ul>${ordered.map(({ kind, title: heading }) => html`<li><a href="#${kind}">${heading}</a></li>`)}</ul></nav>
<main class="page" id="content">
${sections}
</main>
<footer class="page">Run ${facts.runId}, made by lockstep ${facts.lockstep}. This page is one file: it loads nothing and sends nothing.</footer>
<script>${trustedText(PAGE_SCRIPT)}</script>
</body>
</html>
`}`;
}

/** What a part does not use is there for those after it. */
function sectionsOf(parts: readonly ReportPart[], room: number): readonly Html[] {
  let left = room;
  let shares = parts.reduce((sum, { kind }) => sum + SHARES[kind], 0);
  return parts.map((part) => {
    const section = part.renderSection((left * SHARES[part.kind]) / shares);
    left -= byteLength(section);
    shares -= SHARES[part.kind];
    return html`<section id="${part.kind}" aria-labelledby="${part.kind}-heading">
<h2 id="${part.kind}-heading">${part.title}</h2>
${section}
</section>
`;
  });
}

function policy(): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${base64Sha256(PAGE_STYLE)}'`,
    `script-src 'sha256-${base64Sha256(PAGE_SCRIPT)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const VERDICTS: Readonly<
  Record<RunFacts['verdict'], { readonly tone: Tone; readonly glyph: string; readonly word: string }>
> = {
  passed: { tone: 'good', glyph: '✓', word: 'Passed' },
  failed: { tone: 'bad', glyph: '✗', word: 'Failed' },
  cancelled: { tone: 'warn', glyph: '⊘', word: 'Cancelled' },
  unfinished: { tone: 'idle', glyph: '…', word: 'Not finished' },
};

function nameOf({ project, workflow }: RunFacts): string {
  return workflow === '' ? project : `${project}, ${workflow}`;
}

function header(facts: RunFacts, parts: readonly ReportPart[]): Html {
  const { tone, glyph, word } = VERDICTS[facts.verdict];
  const [headline = '', more = ''] = facts.sentence.split(/: (.*)/s);
  const moment = new Date(facts.began).toISOString();
  return html`<header class="page">
<div class="masthead"><span><b>${facts.project}</b>${facts.workflow !== '' && ` · ${facts.workflow}`}</span>
<fieldset class="theme"><legend>Colours</legend>${[
    ['auto', 'Auto'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ].map(([id = '', label = '']) =>
    id === 'auto'
      ? html`<label><input type="radio" name="theme" id="theme-auto" value="auto" checked><span>${label}</span></label>`
      : html`<label><input type="radio" name="theme" id="theme-${id}" value="${id}"><span>${label}</span></label>`,
  )}</fieldset></div>
<div class="verdict">
<p class="word ${tone}"><i class="glyph">${glyph}</i>${word}</p>
<h1>${headline}</h1>${
    more !== '' &&
    html`
<p class="more">${more}</p>`
  }
<ul class="facts">${facts.time !== '' && html`<li>${facts.time}</li>`}${facts.source !== '' && html`<li>${facts.source}</li>`}<li><time datetime="${moment}">${momentText(facts.began)}</time></li><li>${facts.machine}</li></ul>
<ul class="checks">${parts.flatMap(checkCards)}</ul>
</div>
</header>`;
}

function checkCards({ kind, checks }: ReportPart): readonly Html[] {
  return checks.map(({ name, conclusion, summary }) => {
    const { tone, glyph, word } = CONCLUSION_LOOKS[conclusion];
    return html`<li class="${tone}"><a href="#${kind}"><span>${name}</span><span class="${tone}"><i class="glyph">${glyph}</i> ${word}</span></a><p>${summary}</p></li>`;
  });
}
