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
  /** Takes files into the commit; those for which that cannot be are in the answer. Undefined where nothing is committed. */
  readonly stage: ((names: readonly string[]) => Promise<readonly string[]>) | undefined;
  readonly signal: AbortSignal;
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
  /** Does it delete something? Then a job that looks at the whole has a reason to run. */
  readonly deletes: boolean;
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
  const isForDeletions = commit.deletes && (hook.kind === 'generated' || hook.changed === undefined);
  if (names.length === 0 && !isForDeletions)
    return { ...nothing, verdict: 'skipped', reason: 'no files for it' };
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
  return mend(hook, { ...looked, output: checked.output, names, only }, commit, tools);
}

async function mend(
  hook: PlannedJobHook,
  {
    names,
    only,
    ...looked
  }: Pick<HookResult, 'id' | 'complaints' | 'fixed' | 'output'> & {
    readonly names: readonly string[];
    readonly only: readonly string[] | undefined;
  },
  { plan }: Commit,
  tools: CheckoutTools,
): Promise<HookResult> {
  const before = new Set(await tools.changedFiles());
  const isWhole = hook.fixChanged === undefined;
  await tools.runJob(hook, 'fix', isWhole ? undefined : names);
  const changed = (await tools.changedFiles()).filter((name) => !before.has(name));
  if (changed.length === 0) return { ...looked, verdict: 'failed' };
  const again = await tools.runJob(hook, 'check', only);
  const mine = changed.filter((name) => names.includes(name));
  if (plan.fix === 'report' || tools.stage === undefined)
    return {
      ...looked,
      output: again.passed ? '' : again.output,
      verdict: 'failed',
      fixed: changed,
      fix: 'Look at it with git diff, and add it with git add.',
    };
  const refused = await tools.stage(mine);
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
