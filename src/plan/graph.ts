import { mermaidText } from './mermaid-text.ts';
import type { LegId, Plan, PlannedJob } from './plan.ts';

export type GraphFormat = 'mermaid' | 'dot';

/** The plan as a drawing's source: a node for each leg, an arrow from what is needed to what needs it. */
export function renderGraph(plan: Plan, format: GraphFormat): string {
  switch (format) {
    case 'mermaid':
      return mermaid(plan);
    case 'dot':
      return dot(plan);
    default:
      return format satisfies never;
  }
}

/**
 * The name of a leg's node: made from its id alone, so that a drawing changes only where the plan does. Different legs have
 * different names: what is no letter or digit becomes its code between underscores. The prefix keeps words that Mermaid
 * reserves (`end`) and its `o` and `x` arrow heads away.
 */
export function nodeId(leg: LegId): string {
  const name = Array.from(leg, (character) =>
    /[A-Za-z0-9]/.test(character) ? character : `_${character.codePointAt(0)?.toString(16) ?? ''}_`,
  );
  return `leg_${name.join('')}`;
}

/** Mermaid, flowchart syntax; the texts of labels in quotes (mermaid.js.org, "Flowcharts"). */
function mermaid(plan: Plan): string {
  const nodes = plan.jobs.map(
    (job) => `  ${nodeId(job.id)}["${mermaidText(job.title)}<br/>${mermaidText(where(job))}"]`,
  );
  const edges = edgesOf(plan).map(({ from, to }) => `  ${from} --> ${to}`);
  return `${['flowchart LR', ...nodes, ...edges].join('\n')}\n`;
}

/** Graphviz: quoted strings, in which a quote and, since labels have escapes, a backslash are escaped (graphviz.org, "The DOT Language"). */
function dot(plan: Plan): string {
  const nodes = plan.jobs.map(
    (job) => `  ${nodeId(job.id)} [label="${dotText(job.title)}\\n${dotText(where(job))}"];`,
  );
  const edges = edgesOf(plan).map(({ from, to }) => `  ${from} -> ${to};`);
  const name = dotText(plan.workflow ?? plan.project);
  return `${[`digraph "${name}" {`, '  rankdir=LR;', '  node [shape=box];', ...nodes, ...edges, '}'].join('\n')}\n`;
}

function dotText(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').replace(/["\\]/g, '\\$&');
}

function where(job: PlannedJob): string {
  const { os, arch } = job.platform;
  const platform = arch === undefined ? os : `${os}/${arch}`;
  if (job.owner === undefined) return platform;
  return `${platform}, ${job.owner === 'github' ? 'GitHub Actions' : 'CircleCI'}`;
}

/** Only between legs of this plan. */
function edgesOf(plan: Plan): { from: string; to: string }[] {
  const known = new Set(plan.jobs.map(({ id }) => id));
  return plan.jobs.flatMap((job) =>
    job.needs
      .filter((need) => known.has(need.id))
      .map((need) => ({ from: nodeId(need.id), to: nodeId(job.id) })),
  );
}
