/** What the pictures of benchmarks need beside the page's own style. */
export const BENCHMARKS_RULES = `
.forest{list-style:none;margin:.75rem 0;padding:0}
.forest-row{display:grid;grid-template-columns:minmax(9rem,19rem) minmax(0,1fr) 11rem;column-gap:1rem;align-items:center}
.forest-row svg{display:block;overflow:visible}
.forest-name{font-size:.875rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.forest-said{font-size:.875rem;display:flex;justify-content:space-between;gap:.75rem;white-space:nowrap;font-weight:600}
.tick.strong{stroke:var(--quiet);stroke-width:1.5}
.interval{stroke:currentColor;stroke-width:2.5;stroke-linecap:round}.beyond{fill:none;stroke:currentColor;stroke-width:2}
.estimate{fill:currentColor;stroke:var(--paper);stroke-width:1.5}
.trend{overflow:visible}
.trend .band{fill:var(--bar);opacity:.4}.trend .level{stroke:var(--bar-critical);stroke-width:1.5}
.trend .change{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:2 3}.trend .change.good{stroke:var(--good)}
.trend .dirty{fill:var(--paper);stroke:var(--bar-critical)}
.trend a:hover .point{fill:var(--ink)}
.axis .level-label{fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.key-level{background:var(--bar-critical);height:.15rem;vertical-align:.25em}.key-band{opacity:.4}
.key-change{background:none;border-top:2px dotted var(--bad);height:0;border-radius:0;vertical-align:.25em}
#benchmarks a{color:var(--accent)}
@media (max-width:44rem){.forest-row{grid-template-columns:minmax(0,1fr) auto;row-gap:0;padding-top:.35rem}.forest-row svg{grid-column:1/-1;grid-row:2}.forest-axis span{display:none}.forest-axis svg{grid-row:1}}
`;
