import { markdownCode, markdownText } from '../../diagnostics/markdown.ts';
import { markdownTable } from '../../diagnostics/markdown-table.ts';
import type { SystemName } from '../../pipeline/config.ts';
import { writeDuration } from '../../pipeline/duration.ts';
import { SYSTEM_TITLES } from '../../pipeline/system-titles.ts';
import { SYSTEM_ORDER } from '../../plan/execution-matrix.ts';
import {
  namesOfPlatforms,
  type Occasion,
  occasionsOf,
  type Reaction,
  titleOfOccasion,
} from '../occasions.ts';
import type { DocumentSection } from './section.ts';

/** What each system does for pushes to each branch, pull requests, tags, releases, by hand and by the clock; and what for. */
export const branchesSection: DocumentSection = {
  name: 'branches',
  needsRepository: false,
  render: ({ pipeline, proof }) => {
    const systems = SYSTEM_ORDER.filter((system) => proof.claims.some((claim) => claim.system === system));
    const rows = occasionsOf(pipeline, proof)
      .filter(isWorthARow)
      .map((occasion) => [
        titleOfOccasion(occasion, markdownCode),
        ...systems.map((system) => whatRuns(occasion, system)),
        purposeOf(occasion),
      ]);
    return markdownTable(['When', ...systems.map((system) => SYSTEM_TITLES[system]), 'What for'], rows);
  },
};

/** Of branches that nobody names it is good to know that nothing runs; of the rest of tags and bases it goes without saying. */
function isWorthARow({ kind, rest, reactions }: Occasion): boolean {
  return reactions.length > 0 || rest !== 'others' || kind === 'push';
}

function whatRuns({ kind, reactions }: Occasion, system: SystemName): string {
  return reactions
    .filter((reaction) => reaction.system === system)
    .map((reaction) => {
      const { workflow, platforms, jobTitles } = reaction;
      const where = namesOfPlatforms(platforms);
      const paths = pathsOf(reaction, kind);
      const when = paths.length === 0 ? '' : `, if a change is in ${paths.map(markdownCode).join(', ')}`;
      return `**${markdownText(workflow.name)}** on ${where}${when}: ${jobTitles.map(markdownText).join(', ')}`;
    })
    .join('<br>');
}

/** Changes elsewhere set nothing off; empty as soon as one of the triggers looks at no paths. */
function pathsOf({ workflow }: Reaction, kind: Occasion['kind']): readonly string[] {
  const filters = workflow.on
    .filter((trigger) => trigger.kind === kind)
    .map((trigger) => ('paths' in trigger ? (trigger.paths ?? []) : []));
  return filters.some((paths) => paths.length === 0) ? [] : [...new Set(filters.flat())];
}

/** Each workflow's title and budget, once. */
function purposeOf({ reactions }: Occasion): string {
  const workflows = new Set(reactions.map((reaction) => reaction.workflow));
  return [...workflows]
    .map(({ title, budget }) =>
      budget === undefined ? markdownText(title) : `${markdownText(title)}, within ${writeDuration(budget)}`,
    )
    .join('<br>');
}
