/**
 * The part of CircleCI's configuration 2.1 that lockstep writes (circleci.com/docs/configuration-reference). No orbs: plain
 * run steps, and commands of the file's own where jobs begin alike. What text may hold template tags is a matter of types: a `ShellText` and a plain `string` never do, they are
 * escaped when they are printed; only a `Template` does.
 */
export interface ConfigDocument {
  readonly parameters: readonly PipelineParameter[];
  readonly executors: ReadonlyMap<string, Machine>;
  readonly commands: ReadonlyMap<string, readonly StepBlock[]>;
  readonly jobs: ReadonlyMap<string, JobBody>;
  readonly workflows: readonly WorkflowBlock[];
}

/** Text for a shell. Nothing in it is ever taken for a template tag. */
export interface ShellText {
  readonly kind: 'shell';
  readonly text: string;
}

/** Text with compile-time tags. There is no way from here into a command. */
export interface Template {
  readonly kind: 'template';
  readonly parts: readonly (string | TemplateTag)[];
}

export interface TemplateTag {
  /** `parameters.python`, `pipeline.id`, `matrix.locale`. */
  readonly tag: string;
}

/** An expression of the workflow language, bare: only for `when` and `filters`. */
export interface Expression {
  readonly kind: 'expression';
  readonly text: string;
}

export type Value = string | Template;

export interface PipelineParameter {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'enum';
  readonly enum?: readonly string[];
  readonly default: string | boolean;
  readonly description?: string;
}

export type Environment = ReadonlyMap<string, Value>;

export interface DockerImage {
  readonly image: Value;
  readonly name?: string;
  readonly environment?: Environment;
}

/** What a job runs on. One of the three, with the shell of its steps and its size always said. */
export interface Machine {
  readonly docker?: readonly DockerImage[];
  readonly machine?: { readonly image: string; readonly layerCaching?: true };
  readonly macos?: { readonly xcode: string };
  readonly resourceClass: string;
  readonly shell: string;
}

export interface JobBody {
  readonly description: string | undefined;
  readonly parameters: readonly string[];
  /** The name of an executor, or what would stand there. */
  readonly machine: { readonly executor: string } | Machine;
  readonly parallelism: number | undefined;
  readonly environment: Environment;
  readonly steps: readonly StepBlock[];
  /** Merged over all of it, as the definition has it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface RunStep {
  readonly kind: 'run';
  readonly name: string;
  readonly command: ShellText;
  readonly shell?: string;
  readonly environment?: Environment;
  readonly workingDirectory?: string;
  readonly when?: 'always' | 'on_fail';
  readonly noOutputTimeout?: string;
  readonly maxAutoReruns?: number;
  readonly background?: true;
}

/** A job before it is known which of its steps others have too. */
export interface DraftJob extends Omit<JobBody, 'steps'> {
  readonly steps: readonly (StepBlock | SetUp)[];
}

/** What a toolchain needs: together a command, where several jobs need it. */
export interface SetUp {
  readonly kind: 'set_up';
  readonly toolchain: string;
  readonly steps: readonly StepBlock[];
}

export type StepBlock =
  /** A command of the file. */
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'checkout' }
  | { readonly kind: 'setup_remote_docker'; readonly layerCaching: boolean }
  | RunStep
  | { readonly kind: 'restore_cache'; readonly name: string; readonly key: CacheKey }
  | {
      readonly kind: 'save_cache';
      readonly name: string;
      readonly key: CacheKey;
      readonly paths: readonly string[];
    }
  | { readonly kind: 'attach_workspace'; readonly at: string }
  | { readonly kind: 'persist_to_workspace'; readonly root: string; readonly paths: readonly string[] }
  | { readonly kind: 'store_artifacts'; readonly path: string; readonly destination: string }
  | { readonly kind: 'store_test_results'; readonly path: string };

/** With CircleCI's run-time templates in it (`{{ arch }}`), which are no tags. */
export type CacheKey = string & { readonly brand: 'CacheKey' };

export interface Requirement {
  readonly job: Value;
  /** `success` unless said. */
  readonly statuses?: readonly string[];
}

export interface Invocation {
  readonly job: string;
  /** Nothing runs: somebody says yes to go on. */
  readonly type?: 'approval';
  readonly name: Value | undefined;
  readonly requires: readonly Requirement[];
  /** Each with the secrets that are wanted of it: for whoever reads the file. */
  readonly contexts: readonly { readonly name: string; readonly secrets: readonly string[] }[];
  readonly filters: Expression | undefined;
  readonly serialGroup: Template | undefined;
  readonly matrix: MatrixBlock | undefined;
  readonly arguments: Readonly<Record<string, string>>;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface MatrixBlock {
  readonly alias: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly exclude: readonly Readonly<Record<string, string>>[];
}

export interface WorkflowBlock {
  readonly name: string;
  readonly comment: string;
  readonly when: Expression;
  readonly jobs: readonly Invocation[];
}

export function shellText(text: string): ShellText {
  return { kind: 'shell', text };
}

export function template(...parts: readonly (string | TemplateTag)[]): Template {
  return { kind: 'template', parts };
}

/**
 * Two `<` begin a template tag wherever they stand, in comments too; a backslash before them takes that away.
 * (CircleCI-Public/circleci-yaml-language-server, the template scanner that "follows orb-service's replacer".)
 */
export function escapeTags(text: string): string {
  return text.replaceAll('<<', '\\<<');
}

/** The same with every text escaped, however deep; keys are words of CircleCI's. */
export function escapeTexts<T extends object>(content: T): T {
  const escaped = (value: unknown): unknown => {
    if (typeof value === 'string') return escapeTags(value);
    if (Array.isArray(value)) return value.map(escaped);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escaped(one)]));
  };
  return escaped(content) as T;
}

/** For people alone: where the escape would not do, the two stand apart. */
export function wordsWithoutTags(text: string): string {
  return canBeEscaped(text) ? escapeTags(text) : text.replaceAll('<<', '< <');
}

export function unescapeTags(text: string): string {
  return text.replaceAll('\\<<', '<<');
}

/** `\<<` is the escape itself and `\\<<` a backslash and a tag: a backslash right before `<<` cannot be written. */
export function canBeEscaped(text: string): boolean {
  return !text.includes('\\<<');
}

export function printValue(value: Value): string {
  if (typeof value === 'string') return escapeTags(value);
  return value.parts
    .map((part) => (typeof part === 'string' ? escapeTags(part) : `<< ${part.tag} >>`))
    .join('');
}
