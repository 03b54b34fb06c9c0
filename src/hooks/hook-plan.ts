import type { HookStage } from '../pipeline/hooks-config.ts';
import type { PreparedHook } from './file-hook.ts';
import type { FileSelection } from './file-selection.ts';

/** The file that pre-commit reads, at the root of a repository. */
export const PRE_COMMIT_CONFIG = '.pre-commit-config.yaml';

/** The hooks of a repository, ready to run: names resolved, options read, patterns compiled. */
export interface HookPlan {
  /** Where it was read from. */
  readonly origin: 'definition' | 'pre-commit-config' | 'defaults';
  readonly fix: 'stage' | 'report';
  readonly failFast: boolean;
  readonly runOnPush: boolean;
  /** What no hook looks at is left out by this. */
  readonly files: FileSelection;
  readonly hooks: readonly PlannedHook[];
  /** What a configuration of pre-commit asks for and lockstep has not. */
  readonly notRun: readonly { readonly id: string; readonly repo: string }[];
}

export type PlannedHook = PlannedFileHook | PlannedJobHook | PlannedGeneratedHook;

interface Planned {
  /** What `SKIP` and the screen call it. */
  readonly id: string;
  /** What it looks for, in a few words. */
  readonly says: string;
  readonly stages: readonly HookStage[];
  readonly files: FileSelection;
}

export interface PlannedFileHook extends Planned {
  readonly kind: 'files';
  readonly fixes: boolean;
  readonly prepared: PreparedHook;
}

/** A job of the definition. */
export interface PlannedJobHook extends Planned {
  readonly kind: 'job';
  readonly job: string;
  /** Shell text for the changed files alone. */
  readonly changed: string | undefined;
  readonly fixChanged: string | undefined;
  /** Does the job say how to mend what it complains of? */
  readonly fixes: boolean;
}

/** Compares what the definition generates with what is there. */
export interface PlannedGeneratedHook extends Planned {
  readonly kind: 'generated';
}

/** What became of one hook. */
export interface HookResult {
  readonly id: string;
  /** `fixed`: it complained, and all of it was mended and goes on. */
  readonly verdict: 'passed' | 'failed' | 'fixed' | 'skipped';
  /** Why it was skipped; `undefined` otherwise. */
  readonly reason?: string;
  /** How many files it looked at; `undefined` for what looks at the checkout as a whole. */
  readonly files?: number;
  readonly complaints: readonly ToldComplaint[];
  /** Names of files that it changed. */
  readonly fixed: readonly string[];
  /** What a program printed; only of one that failed. */
  readonly output?: string;
  /** What to do about it. */
  readonly fix?: string;
}

export interface ToldComplaint {
  readonly path: string;
  readonly line?: number;
  readonly message: string;
  /** It was mended. */
  readonly isFixed?: boolean;
}
