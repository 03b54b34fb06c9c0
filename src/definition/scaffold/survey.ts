import type { CapabilityConfig, Category, Os, Toolchain } from '../../pipeline/config.ts';
import type { Files } from '../../platform/files.ts';
import { basename } from '../../platform/paths.ts';
import { type Branches, surveyBranches } from './branches.ts';
import { DETECTORS } from './detectors.ts';
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

/** A language with its tools, or a task runner such as make. */
export interface Ecosystem {
  readonly name: EcosystemName;
  /** The file that gave it away. */
  readonly from: string;
  readonly project?: string;
  readonly toolchain?: FoundToolchain;
  /** Where its tests should run by pull request: libraries on every system they can run on, programs on none in particular. */
  readonly matrix: readonly Os[];
  readonly checks: readonly FoundCheck[];
  /** The repository's own pages or CI call this task runner: its tasks come before the languages' own commands. */
  readonly isFrontDoor?: boolean;
  readonly notes: readonly string[];
}

export type EcosystemName = 'node' | 'python' | 'go' | 'rust' | 'make' | 'just' | 'task' | 'docker';

/** One command that checks something. Those of one category become one job, unless they name their own. */
export interface FoundCheck {
  readonly category: Category;
  readonly run: readonly string[];
  readonly fix?: readonly string[];
  /** `package.json, scripts.lint`: where the command comes from. */
  readonly from: string;
  /** The job's name, where it is not the category's. */
  readonly job?: string;
  readonly wants?: readonly CapabilityConfig[];
  /** Written above the job. */
  readonly comment?: string;
  /** Why it cannot run on Windows. */
  readonly notOnWindows?: string;
}

/** A toolchain both ways: as the preset's call and as the data it stands for. */
export interface FoundToolchain {
  readonly preset: 'node' | 'python' | 'go' | 'rust';
  readonly options: Readonly<Record<string, string | readonly string[]>>;
  /** Properties that differ from what the preset returns. */
  readonly overrides?: Readonly<Record<string, readonly string[]>>;
  readonly expanded: PreparedToolchain;
}

export interface PreparedToolchain extends Toolchain {
  /** Shell text that runs before `install`, such as the one that makes a virtual environment. */
  readonly prepare?: string;
}

/** How a detector is made: a file of its own, registered in `detectors.ts`. */
export interface Detector {
  readonly name: EcosystemName;
  /** Files that it looks for in the root. */
  readonly looksFor: readonly string[];
  detect(repository: Repository): Promise<Ecosystem | undefined>;
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

/** Manifests one directory down, which are not read: only their people know how the parts belong together. */
async function elsewhere(repository: Repository, found: readonly Ecosystem[]): Promise<readonly string[]> {
  const manifests = ['package.json', 'pyproject.toml', 'go.mod', 'Cargo.toml'].filter(
    (manifest) => !found.some((ecosystem) => ecosystem.from === manifest),
  );
  const paths: string[] = [];
  for (const directory of await repository.names('', 'directory')) {
    if (directory.startsWith('.') || directory === 'node_modules') continue;
    for (const manifest of manifests)
      if (await repository.has(`${directory}/${manifest}`)) paths.push(`${directory}/${manifest}`);
  }
  if (paths.length === 0) return [];
  return [`Not read, because only the root is: ${paths.join(', ')}. Give their jobs a \`cwd\`.`];
}
