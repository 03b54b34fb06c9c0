import { isMap, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Result, success } from '../diagnostics/result.ts';
import type { FileHookConfig, HookName, HookStage, HooksConfig } from '../pipeline/hooks-config.ts';
import { FILE_HOOKS } from './registry.ts';

/** The file that pre-commit reads, at the root of a repository. */
export const PRE_COMMIT_CONFIG = '.pre-commit-config.yaml';

export interface PreCommitHooks {
  readonly config: HooksConfig;
  readonly notRun: readonly { readonly id: string; readonly repo: string }[];
}

/** Names of stages before pre-commit 3.2.0, which it still reads. */
const OLD_STAGES: Readonly<Record<string, string>> = { commit: 'pre-commit', push: 'pre-push' };
const STAGES = ['pre-commit', 'commit-msg', 'pre-push', 'manual'] as const;

const texts = z.array(z.string());
const hook = z.looseObject({
  id: z.string(),
  alias: z.string().optional(),
  args: texts.optional(),
  files: z.string().optional(),
  exclude: z.string().optional(),
  types: texts.optional(),
  types_or: texts.optional(),
  exclude_types: texts.optional(),
  stages: texts.optional(),
});
const file = z.looseObject({
  repos: z.array(z.looseObject({ repo: z.string(), hooks: z.array(hook) })),
  files: z.string().optional(),
  exclude: z.string().optional(),
  fail_fast: z.boolean().optional(),
  default_stages: texts.optional(),
});

type Hook = z.infer<typeof hook>;

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
  const read = file.safeParse(document.toJS());
  if (!read.success) {
    const [issue] = read.error.issues;
    return wrong(`has something else than is expected at ${issue?.path.join('.')}: ${issue?.message}`);
  }
  return success(hooksOf(read.data));
}

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

function hooksOf(config: z.infer<typeof file>): PreCommitHooks {
  const run: FileHookConfig[] = [];
  const notRun: { id: string; repo: string }[] = [];
  for (const { repo, hooks } of config.repos)
    for (const one of hooks) {
      if (isOurs(repo) && isHook(one.id)) run.push(hookConfig(one, one.id, config.default_stages));
      else notRun.push({ id: one.alias ?? one.id, repo });
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
  return {
    hook,
    ...(given.alias !== undefined && given.alias !== '' && { id: given.alias }),
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
