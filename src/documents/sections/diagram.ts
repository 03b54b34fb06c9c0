import type { SystemName } from '../../pipeline/config.ts';
import { writeDuration } from '../../pipeline/duration.ts';
import { SYSTEM_TITLES } from '../../pipeline/system-titles.ts';
import { SYSTEM_ORDER } from '../../plan/execution-matrix.ts';
import { mermaidName, mermaidText } from '../../plan/mermaid-text.ts';
import {
  namesOfPlatforms,
  type Occasion,
  occasionsOf,
  type Reaction,
  titleOfOccasion,
} from '../occasions.ts';
import type { DocumentSection } from './section.ts';

/**
 * A flowchart in Mermaid of the way a change takes: from a branch through a pull request to the trunk, to a tag, to a release; at each
 * station the workflows of each system, and then what must be passed to go on. What runs by hand or by the clock has its own
 * place beside it, and by hand only what is nowhere else in the drawing.
 */
export const diagramSection: DocumentSection = {
  name: 'diagram',
  needsRepository: false,
  render: ({ pipeline, proof }) => {
    const occasions = occasionsOf(pipeline, proof).filter(({ reactions }) => reactions.length > 0);
    const drawing = new Drawing();
    drawing.drawWay(stationsOf(occasions));
    drawing.drawAside(occasions);
    return ['```mermaid', 'flowchart TD', ...drawing.lines(), '```'].join('\n');
  },
};

interface Gate {
  readonly name: string;
  readonly text: string;
}

/** Where a change passes, and the gate behind it. */
interface Station {
  readonly occasions: readonly Occasion[];
  readonly gate: Gate | undefined;
}

/** The trunk is `main` or `master`, or whatever branch is pushed to when there is no other. */
function stationsOf(occasions: readonly Occasion[]): readonly Station[] {
  const of = (kind: Occasion['kind']): readonly Occasion[] =>
    occasions.filter((occasion) => occasion.kind === kind);
  const pushes = of('push');
  const trunk = pushes.filter(
    ({ refs, rest }) => rest === 'all' || refs.includes('main') || refs.includes('master'),
  );
  const branches = pushes.filter((occasion) => !trunk.includes(occasion));
  // What wants to go to a branch comes before it; what may go to the trunk too comes behind.
  const names = new Set(branches.flatMap(({ refs }) => refs));
  const requests = of('pull_request');
  const early = requests.filter(({ refs, rest }) => rest === 'none' && refs.every((ref) => names.has(ref)));
  const late = requests.filter((occasion) => !early.includes(occasion) && !isAside(occasion, occasions));
  const stations: readonly Station[] = [
    { occasions: early, gate: { name: 'branch', text: 'All checks pass, merge' } },
    { occasions: branches, gate: undefined },
    { occasions: late, gate: { name: 'trunk', text: 'All checks pass, merge' } },
    { occasions: trunk, gate: { name: 'tag', text: 'All checks pass, ready for a release' } },
    { occasions: of('tag'), gate: { name: 'release', text: 'All jobs pass' } },
    { occasions: of('release'), gate: undefined },
  ];
  return stations.filter((station) => station.occasions.length > 0);
}

/** Pull requests to branches that are on no way to the trunk, as the trunk has its own. */
function isAside({ kind, rest }: Occasion, occasions: readonly Occasion[]): boolean {
  const ownRequests = occasions.filter((other) => other.kind === 'pull_request' && other.rest === 'none');
  const toTrunk = ownRequests.some(({ refs }) => refs.includes('main') || refs.includes('master'));
  return kind === 'pull_request' && rest === 'others' && toTrunk;
}

class Drawing {
  readonly #nodes: string[] = [];
  readonly #edges: string[] = [];
  readonly #systems = new Set<SystemName>();
  readonly #drawn = new Set<string>();

  drawWay(stations: readonly Station[]): void {
    let from: readonly string[] = [];
    stations.forEach(({ occasions, gate }, index) => {
      const ends = occasions.flatMap((occasion) => this.#drawOccasion(occasion, from));
      const isLast = index === stations.length - 1;
      from = gate === undefined || isLast ? ends : [this.#drawGate(gate, ends)];
    });
  }

  drawAside(occasions: readonly Occasion[]): void {
    for (const occasion of occasions) {
      if (occasion.kind === 'schedule' || isAside(occasion, occasions)) this.#drawOccasion(occasion, []);
      if (occasion.kind !== 'manual') continue;
      const reactions = occasion.reactions.filter(({ workflow }) => !this.#drawn.has(workflow.name));
      if (reactions.length > 0) this.#drawOccasion({ ...occasion, reactions }, []);
    }
  }

  lines(): readonly string[] {
    const classes = SYSTEM_ORDER.filter((system) => this.#systems.has(system)).map(
      (system) => `classDef ${system} ${LOOKS[system]}`,
    );
    const nodes = this.#nodes.length === 0 ? ['nothing(["No event starts anything"])'] : this.#nodes;
    return [...nodes, ...this.#edges, ...classes].map((line) => `  ${line}`);
  }

  /** The event and what it sets off; gives the names of the workflows' nodes. */
  #drawOccasion(occasion: Occasion, from: readonly string[]): readonly string[] {
    const { kind, rest, refs } = occasion;
    const what = [`${kind.replace('_', '')}${rest === 'none' ? '' : ` ${rest}`}`, ...refs];
    const name = mermaidName('on', ...what);
    this.#nodes.push(`${name}(["${mermaidText(titleOfOccasion(occasion))}"])`);
    for (const before of from) this.#edges.push(`${before} --> ${name}`);
    return occasion.reactions.map((reaction) => {
      const { system, workflow } = reaction;
      const node = mermaidName('run', system, workflow.name, ...what);
      this.#nodes.push(`${node}["${reactionText(reaction).map(mermaidText).join('<br/>')}"]:::${system}`);
      this.#edges.push(`${name} --> ${node}`);
      this.#systems.add(system);
      this.#drawn.add(workflow.name);
      return node;
    });
  }

  #drawGate({ name: before, text }: Gate, from: readonly string[]): string {
    const name = mermaidName('before', before);
    this.#nodes.push(`${name}{{"${mermaidText(text)}"}}`);
    for (const end of from) this.#edges.push(`${end} --> ${name}`);
    return name;
  }
}

/** Borders alone: pages are light or dark. */
const LOOKS: Record<SystemName, string> = {
  circleci: 'stroke:#2da44e,stroke-width:2px',
  github: 'stroke:#8250df,stroke-width:2px',
};

/** As many job titles as fit on a line of a box that is still one. */
const WIDTH = 34;

function reactionText({ system, workflow, platforms, jobTitles }: Reaction): readonly string[] {
  const where = `${SYSTEM_TITLES[system]} on ${namesOfPlatforms(platforms)}`;
  const budget = workflow.budget === undefined ? [] : [`within ${writeDuration(workflow.budget)}`];
  return [workflow.title, where, ...wrapped(jobTitles), ...budget];
}

function wrapped(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const piece = index === words.length - 1 ? word : `${word},`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + piece.length < WIDTH)
      lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(piece);
  }
  return lines;
}
