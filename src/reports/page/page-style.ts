import { BENCHMARKS_RULES } from '../benchmarks/section/benchmarks-style.ts';
import { FILTER_RULES } from '../coverage/render/platform-filter.ts';

/**
 * The style of the page: one text, so that the page's policy can name its digest. Colours are pairs of light and dark (CSS Color 5,
 * `light-dark()`); every text has a contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3), which a test in a browser measures.
 */
export const PAGE_STYLE = `
:root{color-scheme:light dark;
--paper:light-dark(#fdfcf9,#14161a);--raised:light-dark(#fff,#1b1e24);--sunken:light-dark(#f4f2ec,#0f1114);
--ink:light-dark(#1c1d20,#e9e7e2);--quiet:light-dark(#5c5f66,#a3a8b1);--line:light-dark(#e2dfd7,#2e323a);
--good:light-dark(#1b6e45,#6fcf97);--warn:light-dark(#8a5200,#f0b352);--bad:light-dark(#b3202c,#ff8a8a);--idle:light-dark(#5c5f66,#a3a8b1);
--accent:light-dark(#2347b5,#9db4ff);
--bar:light-dark(#b4c2e8,#3d4d7d);--bar-critical:light-dark(#2f56cf,#7f9bff);--bar-bad:light-dark(#d3404b,#f06b6b);--bar-warn:light-dark(#d39222,#d9a441);
--good-tint:light-dark(#e3f3e9,#17301f);--warn-tint:light-dark(#fbefd9,#33270f);--bad-tint:light-dark(#fbe5e5,#3a181b);
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono","Roboto Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
:root:has(#theme-light:checked){color-scheme:light}
:root:has(#theme-dark:checked){color-scheme:dark}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:4rem}
body{margin:0;background:var(--paper);color:var(--ink);font:400 1rem/1.55 var(--sans);font-variant-numeric:tabular-nums}
a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;z-index:9;background:var(--raised);padding:.5rem 1rem}
.page{max-width:72rem;margin:0 auto;padding:0 1.25rem}
.masthead{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;justify-content:space-between;padding:1rem 0 0;color:var(--quiet);font-size:.875rem}
.masthead b{color:var(--ink);font-weight:600}
.theme{display:flex;border:1px solid var(--line);border-radius:999px;padding:2px;margin:0;background:var(--sunken)}
.theme legend{position:absolute;left:-99rem}
.theme label{position:relative;cursor:pointer}
.theme input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
.theme span{display:block;padding:.2rem .75rem;border-radius:999px;font-size:.8125rem}
.theme input:checked+span{background:var(--raised);color:var(--ink);box-shadow:0 0 0 1px var(--line)}
.theme input:focus-visible+span{outline:2px solid var(--accent);outline-offset:1px}
.verdict{padding:2.25rem 0 1.5rem}
.verdict .word{display:inline-flex;align-items:center;gap:.5rem;margin:0 0 .75rem;padding:.2rem .8rem .2rem .65rem;border-radius:999px;font-weight:600;font-size:.875rem}
.verdict .word.good{background:var(--good-tint)}.verdict .word.bad{background:var(--bad-tint)}.verdict .word.warn{background:var(--warn-tint)}.verdict .word.idle{background:var(--sunken)}
h1{font-size:clamp(1.6rem,1.1rem + 2.4vw,2.6rem);line-height:1.15;letter-spacing:-.022em;font-weight:650;margin:0 0 .75rem;max-width:34ch;text-wrap:balance;overflow-wrap:anywhere}
.more{font-size:1.125rem;line-height:1.4;margin:-.35rem 0 .85rem;color:var(--quiet)}
.facts{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0;padding:0;list-style:none;color:var(--quiet);font-size:.9375rem}
.facts b{color:var(--ink);font-weight:600}
.checks{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.75rem;margin:1.5rem 0 0;padding:0;list-style:none}
.checks li{background:var(--raised);border:1px solid var(--line);border-radius:10px;padding:.75rem .9rem;border-left:4px solid var(--idle)}
.checks li.good{border-left-color:var(--good)}.checks li.warn{border-left-color:var(--warn)}.checks li.bad{border-left-color:var(--bad)}
.checks a{display:flex;gap:.5rem;justify-content:space-between;color:inherit;text-decoration:none;font-weight:600}
.checks a span+span{white-space:nowrap}
.checks a:hover{text-decoration:underline}
.checks p{margin:.15rem 0 0;color:var(--quiet);font-size:.875rem;line-height:1.4;overflow-wrap:anywhere}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.idle{color:var(--idle)}
.checks li{color:var(--ink)}
.glyph{font-style:normal;font-weight:700;display:inline-block;min-width:1.1em;text-align:center}
nav{position:sticky;top:0;z-index:5;background:var(--paper);border-bottom:1px solid var(--line);margin-top:1rem}
nav ul{display:flex;gap:1.5rem;overflow-x:auto;margin:0 auto;max-width:72rem;padding:0 1.25rem;list-style:none;scrollbar-width:none}
nav a{display:block;padding:.75rem 0;color:var(--quiet);text-decoration:none;white-space:nowrap;font-size:.9375rem}
nav a:hover{color:var(--ink)}
section{padding:2.25rem 0 .5rem}
section+section{border-top:1px solid var(--line);margin-top:1.75rem}
h2{font-size:1.375rem;letter-spacing:-.012em;line-height:1.25;font-weight:650;margin:0 0 1rem}
h3{font-size:1.0625rem;line-height:1.35;font-weight:600;margin:1.75rem 0 .35rem;overflow-wrap:anywhere}
h3 span{font-weight:500;font-size:.9375rem}
h4{font-size:.9375rem;margin:1.25rem 0 .35rem}
p{margin:.35rem 0;max-width:75ch;overflow-wrap:anywhere}
.quiet,small{color:var(--quiet)}.cut{color:var(--quiet);font-style:italic;font-size:.9375rem}
.tag{display:inline-block;border:1px solid var(--line);border-radius:999px;padding:0 .5rem;font-size:.75rem;color:var(--quiet);font-weight:500;white-space:nowrap}
code,pre{font-family:var(--mono);font-size:.8125rem}
code{overflow-wrap:anywhere}
pre{background:var(--sunken);border:1px solid var(--line);border-radius:8px;padding:.75rem .9rem;margin:.5rem 0;overflow:auto;max-height:28rem;line-height:1.5;tab-size:4}
details{margin:.75rem 0}
summary{cursor:pointer;color:var(--accent);font-size:.9375rem;width:fit-content;max-width:100%;overflow-wrap:anywhere}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;margin:.5rem 0;background:var(--raised)}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .75rem;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--quiet);font-weight:500;font-size:.8125rem;white-space:nowrap;background:var(--sunken)}
tbody th{font-weight:500;min-width:9rem;overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
.steps{margin:.25rem 0 0;padding-left:1.1rem;color:var(--ink);font-weight:400;font-size:.8125rem}
.gantt-row{display:grid;grid-template-columns:minmax(9rem,15rem) minmax(0,1fr) 4.5rem;column-gap:1rem;align-items:center}
.gantt-row svg{display:block;overflow:visible}
.gantt-name{font-size:.875rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.gantt-name b{font-weight:450}.critical .gantt-name b{font-weight:650}
.gantt-time{font-size:.875rem;text-align:right;color:var(--quiet);white-space:nowrap}
.gantt-axis text,.axis text{fill:var(--quiet);font:400 .75rem var(--sans)}
.gantt-axis .budget-label,.axis .budget-label{fill:var(--bad);font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.tick{stroke:var(--line)}
.budget{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:4 3}
.link{stroke:var(--bar-critical);stroke-width:1.5}
.wait{stroke:var(--quiet);stroke-width:1.5;stroke-dasharray:1.5 3}
.bar{fill:var(--bar)}.critical .bar{fill:var(--bar-critical)}
.bar.warn,.critical .bar.warn{fill:var(--bar-warn)}.bar.bad,.critical .bar.bad{fill:var(--bar-bad)}
.bar.idle{fill:none;stroke:var(--quiet);stroke-width:1.5}
.usual{fill:var(--quiet);opacity:.55}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;color:var(--quiet);font-size:.8125rem;max-width:none;margin-top:.75rem}
.key{display:inline-block;width:1.5rem;height:.55rem;border-radius:3px;vertical-align:.05em;background:var(--bar)}
.key-critical{background:var(--bar-critical)}.key-usual{background:var(--quiet);height:.2rem;vertical-align:.2em;opacity:.55}
.key-wait{background:none;border-top:2px dotted var(--quiet);height:0;border-radius:0;vertical-align:.25em}
.point{fill:var(--bar-critical)}.point.over{fill:var(--bar-bad)}
.plain{padding-left:1.1rem;max-width:80ch;font-size:.9375rem}.plain li{margin:.2rem 0;overflow-wrap:anywhere}
article{margin-bottom:1.5rem}article h3{margin-top:0}
.failure h3{margin-top:0}
.failure{border-left:4px solid var(--bad);padding:.1rem 0 .1rem 1rem;margin:0 0 1.5rem}
.failure.warn{border-left-color:var(--warn);color:inherit}.failure.bad{color:inherit}
.warnings{padding-left:1.1rem;max-width:80ch;overflow-wrap:anywhere}.warnings li::marker{content:"!  ";color:var(--warn);font-weight:700}
.filter{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;border:1px solid var(--line);border-radius:8px;margin:1.25rem 0 .75rem;padding:.5rem .9rem;font-size:.875rem}
.filter legend{color:var(--quiet);font-size:.8125rem;padding:0 .35rem}
.filter input{accent-color:var(--accent)}
.search{font-size:.875rem}
input[type=search]{font:inherit;color:inherit;background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.3rem .6rem;max-width:100%}
.platforms svg{display:block;margin:.4rem 0}
.share .rest{fill:var(--line)}.share .full{fill:var(--good)}
.tree{list-style:none;margin:0;padding:0;font-size:.875rem}
.tree .tree{padding-left:1.1rem;border-left:1px solid var(--line);margin-left:.3rem}
.tree details{margin:0}.tree summary{width:auto;color:inherit;font-size:inherit}.tree .part{min-width:9.75rem;text-align:right}.tree .part:first-child{min-width:8rem}
.tree li.row[data-row],.tree summary{padding:.2rem 0}
.tree summary::marker{color:var(--quiet)}
.tree .line{display:inline-flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;width:calc(100% - 1.4rem);vertical-align:top}.tree [data-row]>.line{width:100%;padding-left:1.1rem;padding-right:.4rem}.tree .line:hover{background:var(--sunken)}
.tree .name{overflow-wrap:anywhere}.folder>summary .name{font-weight:600}
.shares{display:inline-flex;flex-wrap:wrap;gap:0 1.1rem;color:var(--quiet);vertical-align:bottom}
.shares b{color:var(--ink);font-weight:600}.percent{display:inline-block;min-width:4.2em;text-align:right;font-variant-numeric:tabular-nums}.part{white-space:nowrap}
.source{font:400 .8125rem/1.5 var(--mono)}
.source td{border:0;padding:0 .5rem;white-space:pre}
.source td:first-child,.source td:nth-child(3){color:var(--quiet);text-align:right;user-select:none}
.source td:nth-child(2){letter-spacing:.1em;user-select:none}
.source td:last-child{width:100%;tab-size:4}
.source i{font-style:normal;color:var(--quiet)}.source i.good{color:var(--good)}.source i.bad{color:var(--bad)}
.source .wanting td{background:var(--bad-tint)}.source .partly td{background:var(--warn-tint)}
${FILTER_RULES}${BENCHMARKS_RULES}.tests li{margin:.25rem 0}
.strip rect{fill:var(--good)}.strip .bad{fill:var(--bar-bad)}.strip .warn{fill:var(--bar-warn)}.strip .idle{fill:var(--line)}
footer.page{margin-top:3rem;padding-block:1.25rem 2rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.8125rem}
[hidden]{display:none!important}
@media (max-width:44rem){
.page{padding:0 1rem}nav ul{padding:0 1rem;gap:1.25rem}.verdict{padding-top:1.5rem}
.gantt-row{grid-template-columns:minmax(0,1fr) auto;row-gap:0;padding-top:.35rem}
.gantt-row svg{grid-column:1/-1;grid-row:2}
.tree .part,.tree .part:first-child{min-width:0}.tree small~.share{display:none}.percent{min-width:0}.tree .shares{gap:0 .8rem}.tree .line{padding-bottom:.2rem}.gantt-axis{padding:0}.gantt-axis span{display:none}.gantt-axis svg{grid-row:1}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{nav,.theme,.skip{display:none}body{background:#fff;color:#000}pre{max-height:none;white-space:pre-wrap}}
`;
