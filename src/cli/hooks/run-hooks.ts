import type { ListedFile } from '../../hooks/file-hook.ts';
import type { HookPlan, HookResult, PlannedFileHook, PlannedHook } from '../../hooks/hook-plan.ts';
import { type FileSource, type Fix, type Looked, lookAtFiles } from '../../hooks/look-at-files.ts';
import type { CheckoutTools } from '../../hooks/run-checkout-hooks.ts';
import { nodeFiles } from '../../platform/files.ts';
import type { GitIndex } from '../../platform/git-index.ts';
import { below } from '../../platform/paths.ts';
import { describeEntry, placeFile } from '../../platform/tree-entry.ts';

/** What hooks are to look at, and what they may do about it. */
export interface HookRun {
  readonly git: GitIndex;
  readonly plan: HookPlan;
  readonly hooks: readonly PlannedHook[];
  readonly source: FileSource;
  /** `index`: what is staged. `checkout`: what is there. `nothing`: it is committed already. */
  readonly mends: 'index' | 'checkout' | 'nothing';
  /** Does a fix become part of what is being made, so that nothing has to be stopped for it? */
  readonly fixGoesOn: boolean;
  /** Does it change what no hook can be given: delete files, move submodules? */
  readonly hasMore: boolean;
  readonly tools: Omit<CheckoutTools, 'work' | 'changedFiles'>;
  /** Hooks that the variable SKIP names. */
  readonly skipped: ReadonlySet<string>;
  /** Why jobs do not run here; undefined where they do. */
  readonly whyNoJobs: string | undefined;
}

export interface HookOutcome {
  readonly results: readonly HookResult[];
  /** Files that stood in the way when work was given back. */
  readonly found?: string;
}

/** Files first, in one go; then what looks at the checkout as a whole, one after another. */
export async function runHooks(run: HookRun): Promise<HookOutcome> {
  const results = new Map<string, HookResult>();
  const asked = run.hooks.filter(({ id, kind }) => {
    const reason = run.skipped.has(id) ? 'SKIP names it' : kind === 'job' ? run.whyNoJobs : undefined;
    if (reason !== undefined) results.set(id, { id, verdict: 'skipped', reason, complaints: [], fixed: [] });
    return reason === undefined;
  });
  const onFiles = asked.filter((hook) => hook.kind === 'files');
  for (const result of await runFileHooks(onFiles, run)) results.set(result.id, result);
  const whole = asked.filter((hook) => hook.kind !== 'files');
  const isOver = run.plan.failFast && [...results.values()].some(({ verdict }) => verdict === 'failed');
  const found = isOver || whole.length === 0 ? undefined : await runWholeHooks(whole, run, results);
  for (const { id } of asked)
    if (!results.has(id))
      results.set(id, {
        id,
        verdict: 'skipped',
        reason: 'a hook before it failed',
        complaints: [],
        fixed: [],
      });
  return {
    results: run.hooks.flatMap(({ id }) => results.get(id) ?? []),
    ...(found !== undefined && { found }),
  };
}

async function runFileHooks(hooks: readonly PlannedFileHook[], run: HookRun): Promise<readonly HookResult[]> {
  let looked = await lookAtFiles(hooks, run.source, run.plan);
  let count = hooks.length;
  if (run.plan.failFast) {
    const first = looked.hooks.findIndex(({ complaints }) => complaints.length > 0);
    if (first !== -1 && first + 1 < hooks.length) {
      // What comes after it must not have mended anything.
      count = first + 1;
      looked = await lookAtFiles(hooks.slice(0, count), run.source, run.plan);
    }
  }
  const refused = await mend([...looked.fixes.values()], run);
  return hooks.slice(0, count).map((hook, at) => resultOf(hook, looked.hooks[at], { run, refused }));
}

/** Files for which the fix could not be made; all of them where nothing may be changed. */
async function mend(fixes: readonly Fix[], { git, plan, mends }: HookRun): Promise<ReadonlySet<string>> {
  if (mends === 'nothing') return new Set(fixes.map(({ file }) => file.path));
  if (fixes.length === 0) return new Set();
  if (mends === 'index') {
    // What most commits do without is loaded late, here and below.
    const { mendStaged } = await import('../../hooks/work/mend-staged.ts');
    const toIndex = plan.fix === 'stage';
    return (await mendStaged(fixes, { git, files: nodeFiles }, { toIndex })).refused;
  }
  for (const { file, after } of fixes) {
    const path = below(git.root, file.path);
    const entry = describeEntry(path);
    placeFile(path, after, entry?.kind === 'file' ? entry.mode : 0o644);
  }
  return new Set();
}

function resultOf(
  hook: PlannedFileHook,
  found: Looked['hooks'][number] | undefined,
  { run, refused }: { readonly run: HookRun; readonly refused: ReadonlySet<string> },
): HookResult {
  const { id } = hook;
  if (found === undefined || found.files + found.complaints.length === 0)
    return { id, verdict: 'skipped', reason: 'no files for it', complaints: [], fixed: [] };
  const fixed = [...found.fixed.keys()].filter((path) => !refused.has(path));
  const complaints = [
    ...found.complaints,
    ...[...found.fixed].flatMap(([path, list]) =>
      list.map((one) => ({ path, ...one, ...(!refused.has(path) && { isFixed: true }) })),
    ),
    ...[...found.fixed.keys()]
      .filter((path) => refused.has(path) && run.mends === 'index')
      .map((path) => ({ path, message: 'is not fixed: the fix meets work that is not staged' })),
  ];
  const isWrong =
    found.complaints.length > 0 || found.fixed.size > fixed.length || (fixed.length > 0 && !run.fixGoesOn);
  const verdict = isWrong ? 'failed' : fixed.length > 0 ? 'fixed' : 'passed';
  return { id, verdict, files: found.files, complaints, fixed };
}

async function runWholeHooks(
  hooks: readonly Exclude<PlannedHook, PlannedFileHook>[],
  run: HookRun,
  results: Map<string, HookResult>,
): Promise<string | undefined> {
  const { git, plan, source, mends, hasMore } = run;
  const wants = (hook: PlannedHook): boolean =>
    hasMore ||
    source.files.some(({ path }: ListedFile) => plan.files.matchesName(path) && hook.files.matchesName(path));
  const isNeeded = mends === 'index' && hooks.some(wants);
  const { runCheckoutHook } = await import('../../hooks/run-checkout-hooks.ts');
  const { WorkAside } = await import('../../hooks/work/put-aside.ts');
  const aside = isNeeded ? await WorkAside.put({ git, files: nodeFiles }) : undefined;
  const tools: CheckoutTools = {
    ...run.tools,
    changedFiles: async () => (await git.unstaged()).map(({ path }) => path),
    work: aside,
  };
  const commit = { root: git.root, files: source.files, plan, hasMore, mayFix: mends !== 'nothing' };
  let found: string | undefined;
  try {
    for (const hook of hooks) {
      if (run.tools.signal.aborted) break;
      const result = await runCheckoutHook(hook, commit, tools);
      results.set(hook.id, result);
      if (plan.failFast && result.verdict === 'failed') break;
    }
  } finally {
    found = (await aside?.giveBack())?.found;
  }
  return found;
}
