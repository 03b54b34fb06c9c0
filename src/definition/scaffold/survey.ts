import type { Files } from '../../platform/files.ts';
import { basename } from '../../platform/paths.ts';
import { type Branches, surveyBranches } from './branches.ts';
import { DETECTORS } from './detectors.ts';
import type { Ecosystem } from './ecosystem.ts';
import { type ExistingSystem, surveyExistingSystems } from './existing-systems.ts';
import { Repository } from './repository.ts';

/** What was found in a repository, each fact with the file it came from. */
export interface Survey {
  readonly project: string;
  readonly ecosystems: readonly Ecosystem[];
  readonly branches: Branches;
  readonly existing: readonly ExistingSystem[];
  /** Is there a package.json? Then `lockstep` can be a dependency, and the definition be TypeScript. */
  readonly hasPackageJson: boolean;
  /** Files that could not be read, and places that were not looked at. */
  readonly notes: readonly string[];
  /** Every file the detectors look for, to say when nothing was found. */
  readonly lookedFor: readonly string[];
}

/** Looks at the repository in `root` (absolute); reads files, writes and runs nothing. */
export async function surveyRepository(files: Files, root: string): Promise<Survey> {
  const repository = new Repository(files, root);
  const ecosystems: Ecosystem[] = [];
  for (const detector of DETECTORS) {
    const found = await detector.detect(repository);
    if (found !== undefined) ecosystems.push(found);
  }
  const existing = await surveyExistingSystems(repository);
  return {
    project: ecosystems.find((found) => found.project !== undefined)?.project ?? basename(root),
    ecosystems,
    branches: await surveyBranches(repository, existing),
    existing,
    hasPackageJson: await repository.has('package.json'),
    notes: [...repository.broken, ...(await elsewhere(repository, ecosystems))],
    lookedFor: DETECTORS.flatMap((detector) => detector.looksFor),
  };
}

const MANIFESTS = { node: 'package.json', python: 'pyproject.toml', go: 'go.mod', rust: 'Cargo.toml' };

/** Manifests one directory down, which are not read: only their people know how the parts belong together. */
async function elsewhere(repository: Repository, found: readonly Ecosystem[]): Promise<readonly string[]> {
  const manifests = Object.entries(MANIFESTS)
    .filter(([name]) => !found.some((ecosystem) => ecosystem.name === name))
    .map(([, manifest]) => manifest);
  const paths: string[] = [];
  for (const directory of await repository.names('', 'directory')) {
    if (directory.startsWith('.') || directory === 'node_modules') continue;
    for (const manifest of manifests)
      if (await repository.has(`${directory}/${manifest}`)) paths.push(`${directory}/${manifest}`);
  }
  if (paths.length === 0) return [];
  return [`Not read, because only the root is: ${paths.join(', ')}. Give their jobs a \`cwd\`.`];
}
