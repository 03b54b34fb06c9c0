import { isMap, LineCounter, parseDocument } from 'yaml';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printableLine } from '../diagnostics/printable.ts';
import { type Result, success } from '../diagnostics/result.ts';
import type { FileHookConfig, HookName, HookStage, HooksConfig } from '../pipeline/hooks-config.ts';
import { PRE_COMMIT_CONFIG } from './hook-plan.ts';
import { FILE_HOOKS } from './registry.ts';

export interface PreCommitHooks {
  readonly config: HooksConfig;
  readonly notRun: readonly { readonly id: string; readonly repo: string }[];
}

/** Names of stages before pre-commit 3.2.0, which it still reads. */
const OLD_STAGES: Readonly<Record<string, string>> = { commit: 'pre-commit', push: 'pre-push' };
const STAGES = ['pre-commit', 'commit-msg', 'pre-push', 'manual'] as const;

type Shape = Readonly<Record<string, 'text' | 'texts' | 'truth' | 'entries'>>;

/** What is read of a hook, of a repository and of the whole; everything but the first of each may be left out. */
const HOOK = {
  id: 'text',
  alias: 'text',
  args: 'texts',
  files: 'text',
  exclude: 'text',
  types: 'texts',
  types_or: 'texts',
  exclude_types: 'texts',
  stages: 'texts',
} as const satisfies Shape;
const REPOSITORY = { repo: 'text', hooks: 'entries' } as const satisfies Shape;
const WHOLE = {
  repos: 'entries',
  files: 'text',
  exclude: 'text',
  fail_fast: 'truth',
  default_stages: 'texts',
} as const satisfies Shape;

interface Meanings {
  readonly text: string;
  readonly texts: readonly string[];
  readonly truth: boolean;
  readonly entries: readonly unknown[];
}
type Read<S extends Shape> = { readonly [Key in keyof S]?: Meanings[S[Key]] };
type Hook = Read<typeof HOOK> & { readonly id: string };
type Repository = { readonly repo: string; readonly hooks: readonly Hook[] };
type Whole = Omit<Read<typeof WHOLE>, 'repos'> & { readonly repos: readonly Repository[] };

/**
 * What of a configuration of pre-commit lockstep can run: the hooks it has, from the repositories that they are from. `rev` is not
 * looked at: there is one version of them, this one. Source: pre-commit's page ".pre-commit-config.yaml - top level", "- repos", "-
 * hooks". The properties that it has beside those above change nothing for these hooks.
 */
export function readPreCommitConfig(text: string): Result<PreCommitHooks> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const [fault] = document.errors;
  if (fault !== undefined) return wrong(`is no YAML: ${fault.message.split('\n')[0]}`, fault.pos[0]);
  if (!isMap(document.contents)) return wrong('has no repos');
  const read: unknown = document.toJS();
  const misfit = misfitOf(read);
  if (misfit !== undefined) return wrong(misfit);
  return success(hooksOf(read as Whole));
}

/**
 * What is not as it should be; the first is told. By hand: to load zod takes longer than all hooks on a file.
 */
function misfitOf(read: unknown): string | undefined {
  const whole = misfitIn(read, WHOLE, []);
  if (whole !== undefined) return whole;
  for (const [at, repository] of (read as Whole).repos.entries()) {
    const misfit =
      misfitIn(repository, REPOSITORY, ['repos', at]) ??
      repository.hooks
        .map((hook, place) => misfitIn(hook, HOOK, ['repos', at, 'hooks', place]))
        .find(Boolean);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

function misfitIn(read: unknown, shape: Shape, place: readonly (string | number)[]): string | undefined {
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return misfit(place, 'a map', read);
  const [first] = Object.keys(shape);
  for (const [key, kind] of Object.entries(shape)) {
    const value = (read as Record<string, unknown>)[key];
    const isMissing = value === undefined;
    if (isMissing ? key === first || kind === 'entries' : !FITS[kind](value))
      return misfit([...place, key], NAMES[kind], value);
  }
  return undefined;
}

function misfit(place: readonly (string | number)[], wanted: string, found: unknown): string {
  const instead = found === undefined ? 'nothing' : Array.isArray(found) ? 'a list' : JSON.stringify(found);
  return `has ${instead} at ${place.join('.')}, where ${wanted} is expected`;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const FITS: Readonly<Record<Shape[string], (value: unknown) => boolean>> = {
  text: isText,
  texts: (value) => Array.isArray(value) && value.every(isText),
  truth: (value) => typeof value === 'boolean',
  entries: Array.isArray,
};
const NAMES: Readonly<Record<Shape[string], string>> = {
  text: 'a text',
  texts: 'a list of texts',
  truth: 'true or false',
  entries: 'a list',
};

function wrong(what: string, at = 0): Result<PreCommitHooks> {
  const diagnostic: Diagnostic = {
    code: 'bad-pre-commit-config',
    severity: 'error',
    message: `${PRE_COMMIT_CONFIG} ${what}.`,
    location: { path: PRE_COMMIT_CONFIG, span: { start: at, end: at } },
    fix: 'pre-commit validate-config says the same; or say the hooks in the definition, under hooks.',
  };
  return { ok: false, diagnostics: [diagnostic] };
}

function hooksOf(config: Whole): PreCommitHooks {
  const run: FileHookConfig[] = [];
  const notRun: { id: string; repo: string }[] = [];
  for (const { repo, hooks } of config.repos)
    for (const one of hooks) {
      if (isOurs(repo) && isHook(one.id)) run.push(hookConfig(one, one.id, config.default_stages));
      else notRun.push({ id: printableLine(one.alias ?? one.id), repo: printableLine(repo) });
    }
  const { files, exclude, fail_fast: failFast } = config;
  return {
    config: {
      run,
      ...(files !== undefined && files !== '' && { files }),
      ...(exclude !== undefined && exclude !== '^$' && { exclude }),
      ...(failFast !== undefined && { failFast }),
    },
    notRun,
  };
}

function isHook(id: string): id is HookName {
  return id === 'generated-files' || Object.hasOwn(FILE_HOOKS, id);
}

/** The repository that these hooks are known from, forks and mirrors of it by its name, what prek has built in, and lockstep itself. */
function isOurs(repo: string): boolean {
  return repo === 'builtin' || /(?:^|[/:])(?:pre-commit-hooks|lockstep)(?:\.git)?\/?$/.test(repo);
}

function hookConfig(given: Hook, hook: HookName, defaults: readonly string[] | undefined): FileHookConfig {
  const stages = stagesOf(given.stages ?? defaults);
  const alias = printableLine(given.alias ?? '');
  return {
    hook,
    ...(alias !== '' && { id: alias }),
    ...(given.args !== undefined && { args: given.args }),
    ...(given.files !== undefined && given.files !== '' && { files: given.files }),
    ...(given.exclude !== undefined && given.exclude !== '^$' && { exclude: given.exclude }),
    ...(given.types !== undefined && { types: given.types }),
    ...(given.types_or !== undefined && { typesOr: given.types_or }),
    ...(given.exclude_types !== undefined && { excludeTypes: given.exclude_types }),
    ...(stages !== undefined && { stages }),
  };
}

function stagesOf(names: readonly string[] | undefined): readonly HookStage[] | undefined {
  const plain = names?.map((name) => OLD_STAGES[name] ?? name);
  return plain && STAGES.filter((stage) => plain.includes(stage));
}
