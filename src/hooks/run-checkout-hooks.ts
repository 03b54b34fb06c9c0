import { below } from '../platform/paths.ts';
import { readEntry } from '../platform/tree-entry.ts';
import type { ListedFile } from './file-hook.ts';
import type { FileSelection } from './file-selection.ts';
import { tagsOfName } from './file-tags.ts';
import type { HookPlan, HookResult, PlannedGeneratedHook, PlannedJobHook } from './hook-plan.ts';

/** The port to what looks at the checkout as a whole. Neither call rejects for what a program does. */
export interface CheckoutTools {
  /** Runs a job, or its fix; `names` for the changed files alone, relative to the root of the checkout. */
  runJob(
    hook: PlannedJobHook,
    what: 'check' | 'fix',
    names: readonly string[] | undefined,
  ): Promise<JobOutcome>;
  /** Generated files that are not what the definition says, in words. */
  staleFiles(): Promise<readonly { readonly path: string; readonly message: string }[]>;
  /** Tracked files that are not as in the index. */
  changedFiles(): Promise<readonly string[]>;
  /** What is done to a commit; undefined where nothing is committed. */
  readonly work: CommitWork | undefined;
  readonly signal: AbortSignal;
}

export interface CommitWork {
  /** Takes files into the commit; those for which that cannot be are in the answer. */
  stage(names: readonly string[]): Promise<readonly string[]>;
  /** Stands around a fix, so that half of one is taken back: `names` are what it is meant for, `dirty` what was changed before. */
  beginFix(names: readonly string[], dirty: readonly string[]): Promise<void>;
  endFix(how: { readonly keeps: boolean }): Promise<void>;
}

export interface JobOutcome {
  readonly passed: boolean;
  /** What it printed. */
  readonly output: string;
}

interface Commit {
  readonly root: string;
  /** What is committed, or looked at. */
  readonly files: readonly ListedFile[];
  /** Does it delete a file or change a submodule as well? Then a job that looks at the whole has a reason to run. */
  readonly hasMore: boolean;
  readonly plan: Pick<HookPlan, 'fix' | 'files'>;
  /** May anything be changed? Not for what is committed already. */
  readonly mayFix: boolean;
}

/** Jobs and what is generated, one after another: each may change what the next one reads. */
export async function runCheckoutHook(
  hook: PlannedJobHook | PlannedGeneratedHook,
  commit: Commit,
  tools: CheckoutTools,
): Promise<HookResult> {
  const nothing = { id: hook.id, complaints: [], fixed: [] };
  const names = namesFor(hook.files, commit);
  const isForMore = commit.hasMore && (hook.kind === 'generated' || hook.changed === undefined);
  if (names.length === 0 && !isForMore) return { ...nothing, verdict: 'skipped', reason: 'no files for it' };
  if (hook.kind === 'generated') {
    const stale = await tools.staleFiles();
    return {
      ...nothing,
      verdict: stale.length > 0 ? 'failed' : 'passed',
      complaints: stale,
      ...(stale.length > 0 && { fix: 'lockstep generate' }),
    };
  }
  const only = hook.changed === undefined ? undefined : names;
  const checked = await tools.runJob(hook, 'check', only);
  const looked = only === undefined ? nothing : { ...nothing, files: names.length };
  if (checked.passed) return { ...looked, verdict: 'passed' };
  if (!hook.fixes || !commit.mayFix || tools.signal.aborted)
    return { ...looked, verdict: 'failed', output: checked.output };
  return mend(hook, { looked: { ...looked, output: checked.output }, names, only }, commit, tools);
}

interface Mending {
  readonly looked: Pick<HookResult, 'id' | 'complaints' | 'fixed' | 'output'>;
  /** What is committed of the hook's kind. */
  readonly names: readonly string[];
  /** What the check is asked about, where it is not the whole. */
  readonly only: readonly string[] | undefined;
}

async function mend(
  hook: PlannedJobHook,
  { looked, names, only }: Mending,
  { plan }: Commit,
  tools: CheckoutTools,
): Promise<HookResult> {
  const before = await tools.changedFiles();
  await tools.work?.beginFix(names, before);
  await tools.runJob(hook, 'fix', hook.fixChanged === undefined ? undefined : names);
  const changed = (await tools.changedFiles()).filter((name) => !before.includes(name));
  const result = await settle(changed, { looked, names, only }, { hook, plan, tools });
  await tools.work?.endFix({ keeps: !tools.signal.aborted });
  return result;
}

/** What became of a fix: is all well now, and can it be part of the commit? */
async function settle(
  changed: readonly string[],
  { looked, names, only }: Mending,
  {
    hook,
    plan,
    tools,
  }: { readonly hook: PlannedJobHook; readonly plan: Commit['plan']; readonly tools: CheckoutTools },
): Promise<HookResult> {
  if (changed.length === 0 || tools.signal.aborted) return { ...looked, verdict: 'failed' };
  const again = await tools.runJob(hook, 'check', only);
  if (tools.signal.aborted) return { ...looked, verdict: 'failed' };
  const mine = changed.filter((name) => names.includes(name));
  if (plan.fix === 'report' || tools.work === undefined)
    return {
      ...looked,
      output: again.passed ? '' : again.output,
      verdict: 'failed',
      fixed: changed,
      fix: 'Look at it with git diff, and add it with git add.',
    };
  const refused = await tools.work.stage(mine);
  const complaints = refused.map((path) => ({ path, message: 'its fix meets work that is not staged' }));
  const fixed = changed.filter((name) => !refused.includes(name));
  if (again.passed && refused.length === 0) return { ...looked, output: '', verdict: 'fixed', fixed };
  return { ...looked, output: again.passed ? '' : again.output, verdict: 'failed', fixed, complaints };
}

/** Of files whose tags only their content tells, it is read. */
function namesFor(selection: FileSelection, { files, plan, root }: Commit): readonly string[] {
  return files
    .filter(({ path, mode }) => {
      if (!plan.files.matchesName(path) || !selection.matchesName(path)) return false;
      const known = tagsOfName(path, mode);
      const fits = selection.matchesTags(known);
      if (fits !== undefined) return fits;
      const bytes = readEntry(below(root, path));
      return bytes !== undefined && selection.matchesContent(known, Buffer.from(bytes));
    })
    .map(({ path }) => path);
}
