import type { CapabilityConfig, Category, Os, Toolchain } from '../../pipeline/config.ts';
import type { Repository } from './repository.ts';

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
  /** Kinds of check that run along with it, because it calls them. */
  readonly covers?: readonly Category[];
  /** Why it cannot run on Windows. */
  readonly notOnWindows?: string;
}

/** A toolchain both ways: as the preset's call and as the data it stands for. */
export interface FoundToolchain {
  readonly preset: 'node' | 'python' | 'go' | 'rust';
  readonly options: {
    readonly version?: string;
    readonly install?: string;
    readonly lockFiles?: readonly string[];
  };
  /** Properties that differ from what the preset returns. */
  readonly overrides?: Readonly<Record<string, readonly string[]>>;
  readonly expanded: Toolchain;
}

/** How a detector is made: a file of its own, registered in `detectors.ts`. */
export interface Detector {
  readonly name: EcosystemName;
  /** Files that it looks for in the root. */
  readonly looksFor: readonly string[];
  detect(repository: Repository): Promise<Ecosystem | undefined>;
}
