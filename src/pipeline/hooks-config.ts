/** The checks of files that lockstep has. */
export type HookName =
  | 'check-added-large-files'
  | 'check-case-conflict'
  | 'check-executables-have-shebangs'
  | 'check-json'
  | 'check-merge-conflict'
  | 'check-symlinks'
  | 'check-toml'
  | 'check-yaml'
  | 'detect-private-key'
  | 'end-of-file-fixer'
  | 'generated-files'
  | 'mixed-line-ending'
  | 'trailing-whitespace';

/** The moment of git's that a hook runs in; `manual` is only when somebody asks for it. */
export type HookStage = 'pre-commit' | 'commit-msg' | 'pre-push' | 'manual';

/** Which files a hook looks at. All of it must hold. */
export interface HookFilesConfig {
  /** A regular expression (RE2) that a name must have a match for: `^src/`. */
  readonly files?: string;
  /** A regular expression (RE2) that a name must have no match for. */
  readonly exclude?: string;
  /** Tags that a file must have, all of them: `python`, `text`, `executable`. */
  readonly types?: readonly string[];
  /** Tags of which a file must have one. */
  readonly typesOr?: readonly string[];
  /** Tags that a file must not have. */
  readonly excludeTypes?: readonly string[];
}

/** A check of files with options. */
export interface FileHookConfig extends HookFilesConfig {
  /** Which check: `check-yaml`. */
  readonly hook: HookName;
  /** What `SKIP` and the screen call it; the check's name unless said. */
  readonly id?: string;
  /** Options, as they are on a command line: `['--maxkb=1000']`. */
  readonly args?: readonly string[];
  /** When it runs; `pre-commit` and `pre-push` unless said, and whenever somebody asks. */
  readonly stages?: readonly HookStage[];
}

/** A job of the definition as a hook: a formatter, a linter, a type checker. */
export interface JobHookConfig extends HookFilesConfig {
  /** Name of the job. It runs as a whole, and its `fix` when it fails, unless `changed` says otherwise. */
  readonly job: string;
  /** What `SKIP` and the screen call it; the job's name unless said. */
  readonly id?: string;
  /** Shell text that checks only the changed files: their names are put behind it. */
  readonly changed?: string;
  /** Shell text that mends only the changed files, in place of the job's `fix`. */
  readonly fixChanged?: string;
  /** When it runs; `pre-commit` unless said, and whenever somebody asks. */
  readonly stages?: readonly HookStage[];
}

/** What is checked before a commit is made, and before it is pushed. */
export interface HooksConfig {
  /** What becomes of fixes: `stage` (default) takes them into the commit, `report` leaves them in the checkout and stops the commit. */
  readonly fix?: 'stage' | 'report';
  /** A regular expression (RE2): no hook looks at other files. */
  readonly files?: string;
  /** A regular expression (RE2): no hook looks at these files. */
  readonly exclude?: string;
  /** `true`: what comes after the first hook that fails does not run. */
  readonly failFast?: boolean;
  /** The hooks, in the order they run: a name alone is a check of files. A set of checks that suits most repositories unless said. */
  readonly run?: readonly (HookName | FileHookConfig | JobHookConfig)[];
  /** Whether a push runs what it affects, as `lockstep run --changed` does; `true` unless said. */
  readonly runOnPush?: boolean;
}
