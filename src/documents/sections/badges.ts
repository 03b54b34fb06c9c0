import { markdownText } from '../../diagnostics/markdown.ts';
import type { DocumentSection, SectionContext } from './section.ts';

/**
 * A badge for each workflow that runs on GitHub, and CircleCI's shield for the project
 * (docs.github.com "Adding a workflow status badge", circleci.com/docs/status-badges).
 */
export const badgesSection: DocumentSection = {
  name: 'badges',
  needsRepository: true,
  render: (context) => {
    const badges = [...githubBadges(context), ...circleciBadge(context)];
    return badges.length === 0 ? 'No event starts anything.' : badges.join('\n');
  },
};

function githubBadges({ pipeline, proof }: SectionContext): readonly string[] {
  return pipeline.workflows
    .filter(({ name }) => proof.claims.some((claim) => claim.system === 'github' && claim.workflow === name))
    .map(({ name, title }) => {
      const page = `https://github.com/${pipeline.documents.repository}/actions/workflows/${name}.yml`;
      return badge(title, `${page}/badge.svg`, page);
    });
}

function circleciBadge({ pipeline, proof }: SectionContext): readonly string[] {
  if (!proof.claims.some((claim) => claim.system === 'circleci')) return [];
  const { repository } = pipeline.documents;
  const image = `https://circleci.com/gh/${repository}.svg?style=shield`;
  return [badge('CircleCI', image, `https://app.circleci.com/pipelines/github/${repository}`)];
}

function badge(text: string, image: string, page: string): string {
  return `[![${markdownText(text)}](${image})](${page})`;
}
