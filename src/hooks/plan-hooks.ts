import type { Diagnostic, Location } from '../diagnostics/diagnostic.ts';
import { type Result, success } from '../diagnostics/result.ts';
import type {
  FileHookConfig,
  HookFilesConfig,
  HookName,
  HookStage,
  HooksConfig,
  JobHookConfig,
} from '../pipeline/hooks-config.ts';
import type { Job } from '../pipeline/pipeline.ts';
import type { HookCode } from './diagnostic-codes.ts';
import { USUAL_STAGES } from './file-hook.ts';
import { type CompileRegex, type FileSelection, selectFiles } from './file-selection.ts';
import { isKnownTag } from './file-tags.ts';
import type { HookPlan, PlannedHook, PlannedJobHook } from './hook-plan.ts';
import { FILE_HOOKS } from './registry.ts';

/** Hooks that suit most repositories, when nobody says which. Of the rest each is wrong somewhere: JSON with comments, files of both line endings. */
const DEFAULTS: NonNullable<HooksConfig['run']> = [
  'check-merge-conflict',
  'check-case-conflict',
  'check-added-large-files',
  'check-symlinks',
  'detect-private-key',
  { hook: 'check-yaml', args: ['--multi'] },
  'check-toml',
  { hook: 'trailing-whitespace', args: ['--markdown-linebreak-ext=md'] },
  'end-of-file-fixer',
  'generated-files',
];

export interface HookRequest {
  readonly config: HooksConfig;
  readonly origin: HookPlan['origin'];
  /** The definition's jobs; none where there is no definition. */
  readonly jobs: readonly Job[];
  /** Is there a definition whose files could be stale? */
  readonly hasDefinition: boolean;
  readonly notRun?: HookPlan['notRun'];
  /** Where the configuration stands, for what is said about it. */
  readonly location?: Location;
}

/** Resolves names, reads options and compiles patterns. Everything that is wrong is told at once. */
export async function planHooks({
  config,
  origin,
  jobs,
  hasDefinition,
  notRun = [],
  location,
}: HookRequest): Promise<Result<HookPlan>> {
  const regexes = await loadRegexes(config);
  const diagnostics: Diagnostic[] = [];
  const complain = (code: HookCode, message: string, fix?: string): void => {
    diagnostics.push({
      code,
      severity: 'error',
      message,
      ...(location !== undefined && { location }),
      ...(fix !== undefined && { fix }),
    });
  };
  const select: Select = (about, given) => selection(about, given, { complain, regexes });
  const hooks = (config.run ?? DEFAULTS).flatMap((given): PlannedHook[] => {
    const hook = typeof given === 'string' ? { hook: given } : given;
    if ('job' in hook) return planJob(hook, jobs, select);
    if (hook.hook === 'generated-files') return hasDefinition ? [generatedHook(hook, select)] : [];
    const planned = planFiles(hook as FileHookConfig & { hook: keyof typeof FILE_HOOKS }, select);
    if (planned.kind !== 'bad-option') return [planned];
    complain('bad-hook-option', `The hook '${hook.id ?? hook.hook}' cannot be set up: ${planned.message}`);
    return [];
  });
  const files = select('all hooks', {
    ...(config.files !== undefined && { files: config.files }),
    ...(config.exclude !== undefined && { exclude: config.exclude }),
  });
  const plan: HookPlan = {
    origin,
    fix: config.fix ?? (origin === 'pre-commit-config' ? 'report' : 'stage'),
    failFast: config.failFast ?? false,
    runOnPush: hasDefinition && (config.runOnPush ?? true),
    files,
    hooks,
    notRun,
  };
  return diagnostics.length > 0 ? { ok: false, diagnostics } : success(plan);
}

type Complain = (code: HookCode, message: string, fix?: string) => void;
type Select = (about: string, given: HookFilesConfig) => FileSelection;

interface Regexes {
  readonly compileUserRegex: CompileRegex;
  readonly faultOfRegex: (source: string) => string | undefined;
}

/** Undefined where there is no pattern: most repositories have none, and a commit need not wait for re2js. */
async function loadRegexes({ run = [], ...whole }: HooksConfig): Promise<Regexes | undefined> {
  const asking = [whole, ...run.filter((hook) => typeof hook !== 'string')];
  const hasPatterns = asking.some(({ files, exclude }) => files !== undefined || exclude !== undefined);
  return hasPatterns ? import('../pipeline/user-regex.ts') : undefined;
}

function selection(
  about: string,
  given: HookFilesConfig,
  { complain, regexes }: { readonly complain: Complain; readonly regexes: Regexes | undefined },
): FileSelection {
  const kept = { ...given };
  for (const key of ['files', 'exclude'] as const) {
    const source = given[key];
    const fault = source === undefined ? undefined : regexes?.faultOfRegex(source);
    if (fault === undefined) continue;
    delete kept[key];
    complain(
      'bad-hook-pattern',
      `The pattern of '${key}' for ${about}, ${JSON.stringify(source)}, cannot be read: ${fault}.`,
      'Patterns have RE2 syntax: no lookahead, no lookbehind, no backreferences.',
    );
  }
  for (const tag of [...(given.types ?? []), ...(given.typesOr ?? []), ...(given.excludeTypes ?? [])])
    if (!isKnownTag(tag))
      complain(
        'unknown-file-tag',
        `There is no tag '${tag}' for files, and ${about} asks for it.`,
        "Say it with a pattern: files: '\\.ext$'.",
      );
  const compile = regexes?.compileUserRegex ?? withoutRegexes;
  return selectFiles(kept, compile);
}

function withoutRegexes(): never {
  throw new Error('Internal error: a pattern that nobody saw');
}

function planFiles(
  given: FileHookConfig & { readonly hook: Exclude<HookName, 'generated-files'> },
  select: Select,
): PlannedHook | { readonly kind: 'bad-option'; readonly message: string } {
  const hook = FILE_HOOKS[given.hook];
  const prepared = hook.prepare(given.args ?? []);
  if (prepared.kind === 'bad-option') return prepared;
  const id = given.id ?? given.hook;
  return {
    kind: 'files',
    id,
    says: hook.says,
    stages: given.stages ?? hook.stages,
    files: select(`the hook '${id}'`, { ...given, types: given.types ?? hook.types }),
    fixes: hook.fixes,
    prepared,
  };
}

/** What generated files are made from, or are: the definition, what it imports, the lock, and the files themselves. */
const GENERATED =
  /(^|\/)lockstep\.(config\.|lock$)|^\.github\/workflows\/|^\.circleci\/|\.(md|[cm]?[jt]s|jsonc?|ya?ml)$|(^|\/)Makefile$/;

function generatedHook(given: FileHookConfig, select: Select): PlannedHook {
  const id = given.id ?? given.hook;
  const files = select(`the hook '${id}'`, given);
  const isOurs = (path: string): boolean => given.files !== undefined || GENERATED.test(path);
  return {
    kind: 'generated',
    id,
    says: 'generated files that are what the definition says',
    stages: given.stages ?? USUAL_STAGES,
    files: { ...files, matchesName: (path) => isOurs(path) && files.matchesName(path) },
  };
}

/** Whoever only commits should not wait for what a push would say anyway. */
const JOB_STAGES: readonly HookStage[] = ['pre-commit', 'manual'];

/** That the job exists is the definition's own check. */
function planJob(given: JobHookConfig, jobs: readonly Job[], select: Select): PlannedJobHook[] {
  const job = jobs.find(({ name }) => name === given.job);
  if (job === undefined) return [];
  const id = given.id ?? given.job;
  return [
    {
      kind: 'job',
      id,
      says: `the job ${job.title}`,
      stages: given.stages ?? JOB_STAGES,
      files: select(`the hook '${id}'`, given),
      job: given.job,
      changed: given.changed,
      fixChanged: given.fixChanged,
      fixes: given.fixChanged !== undefined || job.fix.length > 0,
    },
  ];
}
