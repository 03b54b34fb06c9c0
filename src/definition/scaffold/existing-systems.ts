import type { SystemName } from '../../pipeline/config.ts';
import type { Repository } from './repository.ts';
import { textsAt, valueAt } from './untrusted-value.ts';

/** CI that the repository has already. */
export interface ExistingSystem {
  readonly system: SystemName;
  readonly title: string;
  readonly files: readonly string[];
  /** Branches that its triggers and filters name, patterns left out. */
  readonly branches: readonly string[];
}

export async function surveyExistingSystems(repository: Repository): Promise<readonly ExistingSystem[]> {
  const workflows = (await repository.names('.github/workflows', 'file'))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => `.github/workflows/${name}`);
  const circleci = await repository.first(['.circleci/config.yml', '.circleci/config.yaml']);
  const systems: ExistingSystem[] = [];
  if (workflows.length > 0) systems.push(await read(repository, 'github', workflows));
  if (circleci !== undefined) systems.push(await read(repository, 'circleci', [circleci]));
  return systems;
}

async function read(
  repository: Repository,
  system: SystemName,
  files: readonly string[],
): Promise<ExistingSystem> {
  const branches = new Set<string>();
  for (const file of files) {
    const document = await repository.yaml(file);
    const named = system === 'github' ? githubBranches(document) : circleciBranches(document);
    for (const branch of named) if (/^[\w./-]+$/.test(branch)) branches.add(branch);
  }
  const title = system === 'github' ? 'GitHub Actions' : 'CircleCI';
  return { system, title, files, branches: [...branches] };
}

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#onpushbranchestagsbranches-ignoretags-ignore */
function githubBranches(document: unknown): readonly string[] {
  return ['push', 'pull_request'].flatMap((event) => textsAt(document, 'on', event, 'branches'));
}

/** Every `branches: {only: …}` of https://circleci.com/docs/configuration-reference/#filters, wherever it stands. */
function circleciBranches(document: unknown): readonly string[] {
  if (typeof document !== 'object' || document === null) return [];
  const inside = Object.values(document).flatMap((value) => circleciBranches(value));
  return Array.isArray(document) || valueAt(document, 'branches') === undefined
    ? inside
    : [...textsAt(document, 'branches', 'only'), ...inside];
}
