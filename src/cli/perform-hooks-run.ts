import { didYouMean } from '../diagnostics/suggest.ts';
import type { ListedFile } from '../hooks/file-hook.ts';
import { checkoutSource, storedSource } from '../hooks/file-sources.ts';
import type { HookPlan, PlannedHook } from '../hooks/hook-plan.ts';
import type { FileSource } from '../hooks/look-at-files.ts';
import { isWorkLeft, workPlaces } from '../hooks/work/work-journal.ts';
import type { HookStage } from '../pipeline/hooks-config.ts';
import { nodeFiles } from '../platform/files.ts';
import type { GitIndex, StagedChanges } from '../platform/git-index.ts';
import type { IndexedFile } from '../platform/git-index-output.ts';
import { waitForLock } from '../platform/lock-file.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { givenFiles } from './hooks/given-files.ts';
import { mergeIsOn } from './hooks/merge-state.ts';
import { type OpenHooks, openCheckout, openHooks } from './hooks/open-hooks.ts';
import type { Push } from './hooks/pushes.ts';
import { renderEnd, renderHook } from './hooks/render-hooks.ts';
import { type HookOutcome, type HookRun, runHooks } from './hooks/run-hooks.ts';
import { Interruption } from './interruption.ts';

export interface HooksRunOptions {
  readonly stage?: HookStage;
  readonly allFiles?: boolean;
  readonly files?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

/** Runs the hooks of a stage, or those that are named, on what is staged, or what the options say. */
export async function performHooksRun(
  invocation: Invocation,
  names: readonly string[],
  options: HooksRunOptions,
): Promise<ExitCode> {
  mustFit(options);
  const pushes =
    options.stage === 'pre-push' && options.from === undefined
      ? await (await import('./hooks/pushes.ts')).pushesOf(process.stdin)
      : [];
  const git = await openCheckout(invocation);
  const interruption = new Interruption();
  try {
    const release = await waitForLock(nodeFiles, workPlaces(git.folder).lock, {
      signal: interruption.signal,
      onWait: ({ pid }) => invocation.console.remark(`waiting for the hooks of process ${pid}`),
    });
    try {
      await recover(git, invocation);
      const asked = askGit(git, options);
      const open = await openHooks(invocation, git);
      if (open === undefined) return EXIT.usage;
      return await runStage({ invocation, open, interruption, names, options, pushes, asked });
    } finally {
      await release();
    }
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode;
    throw told(error);
  } finally {
    interruption.close();
  }
}

function mustFit({ allFiles, files, from, to }: HooksRunOptions): void {
  if ([allFiles, files, from ?? to].filter((one) => one !== undefined).length > 1)
    throw new UsageError('--all-files, --files and --from exclude each other');
  if ((from === undefined) !== (to === undefined))
    throw new UsageError('--from and --to go together', 'Say both: --from main --to HEAD.');
}

/** A disk that is full is nobody's mistake. */
function told(error: unknown): unknown {
  const { code } = error as { code?: string };
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? new StorageError('the checkout', error) : error;
}

/** What git has to be asked in any case: it answers while the configuration is read. */
interface AskedOfGit {
  readonly staged: Promise<StagedChanges> | undefined;
  readonly there: Promise<readonly IndexedFile[]> | undefined;
}

function askGit(git: GitIndex, { stage, allFiles, files, from }: HooksRunOptions): AskedOfGit {
  const isStaged = allFiles !== true && (files ?? from) === undefined && stage !== 'pre-push';
  const asked = {
    staged: isStaged ? git.staged() : undefined,
    there: allFiles === true ? git.filesThere() : undefined,
  };
  // It is heard where it is waited for, which may never be.
  asked.staged?.catch(() => undefined);
  asked.there?.catch(() => undefined);
  return asked;
}

async function recover(git: GitIndex, { console }: Invocation): Promise<void> {
  if (!(await isWorkLeft(nodeFiles, workPlaces(git.folder)))) return;
  const { recoverWork } = await import('../hooks/work/recover-work.ts');
  const recovered = await recoverWork(git, nodeFiles);
  if (recovered === undefined) return;
  const { givenBack, found } = recovered;
  console.remark(`hooks were killed in the middle; ${givenBack.length} files are again as they were`);
  if (found !== undefined) console.remark(`  what stood in their place is kept in ${found}`);
}

interface StageRun {
  readonly invocation: Invocation;
  readonly open: OpenHooks;
  readonly interruption: Interruption;
  readonly names: readonly string[];
  readonly options: HooksRunOptions;
  readonly pushes: readonly Push[];
  readonly asked: AskedOfGit;
}

async function runStage(run: StageRun): Promise<ExitCode> {
  const { options, open, interruption, pushes, invocation } = run;
  const hooks = hooksFor(open.plan, run.names, options);
  const subjects = await subjectsOf(run, hooks);
  let code: ExitCode = EXIT.fine;
  for (const subject of subjects) {
    const outcome = await runHooks({ ...subject, ...commonOf(run, hooks), hooks });
    tell(outcome, subject, run);
    if (interruption.signal.aborted) return interruption.exitCode;
    if (outcome.results.some(({ verdict }) => verdict === 'failed')) code = EXIT.failed;
  }
  const { plan, workplace } = open;
  if (code !== EXIT.fine || options.stage !== 'pre-push' || !plan.runOnPush || workplace === undefined)
    return code;
  const [push] = pushes;
  const { performRun } = await import('./perform-run.ts');
  // After a push by somebody else their commit may not be here.
  const { systemGit } = await import('../platform/git.ts');
  const since = push?.from && (await systemGit.commitOf(open.git.root, push.from));
  return performRun(invocation, [], {
    changed: true,
    needs: true,
    setup: true,
    ...(since !== undefined && { since }),
    ...(options.json === true && { json: true }),
  });
}

function hooksFor(
  plan: HookPlan,
  names: readonly string[],
  { stage = 'pre-commit' }: HooksRunOptions,
): readonly PlannedHook[] {
  if (names.length === 0) return plan.hooks.filter(({ stages }) => stages.includes(stage));
  return names.map((name) => {
    const hook = plan.hooks.find(({ id }) => id === name);
    if (hook !== undefined) return hook;
    const ids = plan.hooks.map(({ id }) => id);
    throw new UsageError(
      `there is no hook '${name}'`,
      didYouMean(name, ids) ?? `There are: ${ids.join(', ')}.`,
    );
  });
}

function commonOf(
  { invocation, open, interruption, options }: StageRun,
  hooks: readonly PlannedHook[],
): Pick<HookRun, 'git' | 'plan' | 'tools' | 'skipped' | 'whyNoJobs'> {
  const { git, plan, workplace, scope } = open;
  const signal = interruption.signal;
  // Running jobs and generating files are most of lockstep: a commit without them need not load it.
  const runJob: HookRun['tools']['runJob'] = async (...asked) => {
    const { runJobQuietly } = await import('./hooks/job-tools.ts');
    if (workplace === undefined) throw new Error('Internal error: a job without a definition');
    return runJobQuietly(invocation, workplace, { interruption, scope })(...asked);
  };
  const staleFiles = async (): ReturnType<HookRun['tools']['staleFiles']> => {
    const { findStaleFiles } = await import('./hooks/job-tools.ts');
    return findStaleFiles(invocation)();
  };
  const isCi = (process.env.CI ?? '') !== '' && process.env.CI !== 'false';
  const jobsElsewhere = isCi && hooks.some(({ kind }) => kind === 'job') && options.stage === undefined;
  return {
    git,
    plan,
    tools: { runJob, staleFiles, signal },
    skipped: new Set((process.env.SKIP ?? '').split(',').map((name) => name.trim())),
    whyNoJobs: jobsElsewhere ? 'its job runs here by itself' : undefined,
  };
}

function asksTracked(hook: PlannedHook): boolean {
  return hook.kind === 'files' && hook.prepared.kind === 'together' && hook.prepared.asksTracked;
}

type Subject = Pick<HookRun, 'source' | 'mends' | 'deletes' | 'fixGoesOn'>;

/** What is looked at: mostly one thing, for a push each branch. */
async function subjectsOf(
  { open, options, pushes, invocation, asked }: StageRun,
  hooks: readonly PlannedHook[],
): Promise<readonly Subject[]> {
  const { git, scope } = open;
  const inScope = <File extends ListedFile>(files: readonly File[]): readonly File[] =>
    scope === '' ? files : files.filter(({ path }) => path.startsWith(scope));
  const isInMerge = await mergeIsOn(git);
  const isMessage = options.stage === 'commit-msg';
  const ofCommit = (files: readonly IndexedFile[]): Subject => {
    return {
      source: storedSource(git, inScope(files), { isInMerge }),
      mends: 'nothing',
      deletes: false,
      fixGoesOn: false,
    };
  };
  const ofCheckout = (files: readonly ListedFile[], isAll = false): Subject => {
    return {
      source: checkoutSource(git, files, { isInMerge, isAll }),
      mends: 'checkout',
      deletes: false,
      fixGoesOn: isMessage,
    };
  };
  if (asked.there !== undefined) return [ofCheckout(inScope(await asked.there), scope === '')];
  if (options.files !== undefined)
    return [ofCheckout(await givenFiles(git, options.files, { ...options, ...invocation }))];
  if (options.from !== undefined && options.to !== undefined)
    return [ofCommit(await git.changed(options.from, options.to))];
  if (options.stage === 'pre-push')
    return Promise.all(pushes.map(async (push) => ofCommit(await push.files(git))));
  const tracked = hooks.some(asksTracked) ? git.names() : undefined;
  tracked?.catch(() => undefined);
  const staged = await (asked.staged ?? git.staged());
  const [conflict] = staged.unmerged;
  if (conflict !== undefined)
    throw new UsageError(`${conflict} is in conflict`, 'Resolve it and add it with git add, then commit.');
  const source: FileSource = storedSource(git, inScope(staged.files), { isInMerge, tracked });
  const deletes = staged.deleted.some((path) => path.startsWith(scope));
  return [{ source, mends: 'index', deletes, fixGoesOn: open.plan.fix === 'stage' }];
}

function tell(
  { results, found }: HookOutcome,
  { fixGoesOn }: Subject,
  { invocation, open, options }: StageRun,
): void {
  const { console } = invocation;
  const { plan } = open;
  const stage = options.stage ?? 'pre-commit';
  if (options.json === true) {
    console.print(
      JSON.stringify({ stage, origin: plan.origin, hooks: results, notRun: plan.notRun }, null, 2),
    );
    return;
  }
  const width = Math.max(0, ...results.map(({ id }) => id.length));
  for (const result of results) console.print(renderHook(result, width, console.style));
  const end = renderEnd(
    {
      results,
      stage,
      notRun: plan.notRun,
      isStaged: fixGoesOn,
      fromGit: options.stage !== undefined,
    },
    console.style,
  );
  if (end !== '') console.print(end);
  if (found !== undefined) console.remark(`a file stood where your work belongs; it is kept in ${found}`);
}
