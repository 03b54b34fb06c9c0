import { markdownCode, markdownText } from '../../diagnostics/markdown.ts';
import { markdownTable } from '../../diagnostics/markdown-table.ts';
import { parseDuration, writeDuration } from '../../pipeline/duration.ts';
import type { Secret } from '../../pipeline/pipeline.ts';
import { SYSTEM_ORDER } from '../../plan/execution-matrix.ts';
import type { DocumentSection, SectionContext } from './section.ts';

/** The secrets that have to be there: what each is for, who uses it, where it is kept, how old it may become. */
export const secretsSection: DocumentSection = {
  name: 'secrets',
  needsRepository: false,
  render: (context) => {
    const { secrets, jobs } = context.pipeline;
    if (secrets.length === 0) return 'No secrets are needed.';
    const rows = secrets.map((secret) => [
      markdownCode(secret.name),
      markdownText(secret.policy.description ?? ''),
      jobs
        .filter((job) => job.secrets.includes(secret.name))
        .map((job) => markdownText(job.title))
        .join(', '),
      placesOf(secret, context).join('<br>'),
      rotationOf(secret),
    ]);
    return markdownTable(['Secret', 'What for', 'Used by', 'Kept in', 'Renewed'], rows);
  },
};

/** Where the policy says; else where each system keeps what nothing is said of. */
function placesOf({ name, policy }: Secret, { pipeline, proof }: SectionContext): readonly string[] {
  const users = new Set<string>(
    pipeline.jobs.filter((job) => job.secrets.includes(name)).map((job) => job.name),
  );
  return SYSTEM_ORDER.flatMap((system): readonly string[] => {
    const used = proof.claims.some((claim) => claim.system === system && users.has(claim.job));
    const { context, environment } = policy;
    if (system === 'circleci') {
      if (context !== undefined) return [`CircleCI: context ${markdownCode(context)}`];
      return used ? ['CircleCI: project environment variables'] : [];
    }
    if (environment !== undefined) return [`GitHub: environment ${markdownCode(environment)}`];
    return used ? ['GitHub: repository secrets'] : [];
  });
}

const DAY = 86_400_000;

function rotationOf({ policy }: Secret): string {
  const age = parseDuration(policy.rotate ?? '');
  if (age === undefined) return '';
  if (age === DAY) return 'every day';
  return age % DAY === 0 ? `every ${age / DAY} days` : `every ${writeDuration(age)}`;
}
