import { html, trustedText } from '../../html/html.ts';
import { FILTER_RULES } from './platform-filter.ts';

/** The look of everything about coverage, below an element of the class `coverage`. Colours always come with a sign of another shape. */
export const COVERAGE_STYLE = html`<style>
:root { color-scheme: light dark; --run: #1a7f37; --not: #cf222e; --part: #9a6700; --dim: #656d76; --line: #d0d7de; --wash: #ffebe9; --half: #fff8c5 }
@media (prefers-color-scheme: dark) { :root { --run: #3fb950; --not: #f85149; --part: #d29922; --dim: #8b949e; --line: #30363d; --wash: #3c1618; --half: #332a00 } }
body.coverage { font: 15px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 75rem; padding: 0 1rem }
.coverage h1 { font-size: 1.4rem; overflow-wrap: anywhere }
.coverage .verdicts { list-style: none; padding: 0 }
.coverage .passed b { color: var(--run) } .coverage .warned b { color: var(--part) }
.coverage .failed b, .coverage .not_checked b { color: var(--not) }
.coverage .filter { border: 1px solid var(--line); border-radius: 6px; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: 1rem 0 }
.coverage table { border-collapse: collapse; width: 100% }
.coverage .scroll { overflow-x: auto }
.coverage .files th, .coverage .files td { border-top: 1px solid var(--line); padding: .2rem .6rem; text-align: right; white-space: nowrap }
.coverage .files th { color: var(--dim); font-weight: normal }
.coverage .files th:first-child, .coverage .files td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 14rem }
.coverage .folder td { font-weight: 600 }
.coverage .share .rest { fill: var(--line) } .coverage .share .full { fill: var(--run) }
.coverage .quiet { color: var(--dim) } .coverage .good { color: var(--run) } .coverage .bad { color: var(--not) }
.coverage .glyph, .coverage .source i { font-style: normal }
.coverage .source { font: 13px/1.5 ui-monospace, monospace }
.coverage .source td { padding: 0 .5rem; vertical-align: top; white-space: pre }
.coverage .source td:first-child, .coverage .source td:nth-child(3) { color: var(--dim); text-align: right; user-select: none }
.coverage .source td:nth-child(2) { color: var(--dim); letter-spacing: .15em }
.coverage .source td:last-child { tab-size: 4; width: 100%; white-space: pre-wrap; overflow-wrap: anywhere }
.coverage .source .wanting td:last-child { background: var(--wash) } .coverage .source .partly td:last-child { background: var(--half) }
${trustedText(FILTER_RULES)}
</style>`;
