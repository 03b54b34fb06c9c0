import type { ListedFile } from '../../hooks/file-hook.ts';
import { checkoutSource, storedSource } from '../../hooks/file-sources.ts';
import type { PlannedHook } from '../../hooks/hook-plan.ts';
import type { FileSource } from '../../hooks/look-at-files.ts';
import { SUBMODULE_MODE } from '../../platform/git-index.ts';
import type { IndexedFile } from '../../platform/git-index-output.ts';
import { UsageError } from '../exit-code.ts';
import type { AskedOfGit } from './asked-of-git.ts';
import { givenFiles } from './given-files.ts';
import type { HooksRunOptions } from './hooks-run-options.ts';
import { mergeIsOn } from './merge-state.ts';
import type { OpenHooks } from './open-hooks.ts';
import type { Push } from './pushes.ts';
import type { HookRun } from './run-hooks.ts';

function asksTracked(hook: PlannedHook): boolean {
  return hook.kind === 'files' && hook.prepared.kind === 'together' && hook.prepared.asksTracked;
}

export interface Subject extends Pick<HookRun, 'source' | 'mends' | 'hasMore' | 'fixGoesOn'> {
  /** What it is called where there may be several: the branch or tag of a push. */
  readonly name?: string;
}

export interface SubjectQuestion {
  readonly open: OpenHooks;
  readonly options: HooksRunOptions;
  readonly directory: string;
  readonly pushes: readonly Push[];
  readonly asked: AskedOfGit;
}

/** What is looked at: mostly one thing, for a push each branch. Throws a `UsageError` where git cannot say. */
export async function subjectsOf(
  { open, options, directory, pushes, asked }: SubjectQuestion,
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
      hasMore: false,
      fixGoesOn: false,
    };
  };
  const ofCheckout = (files: readonly ListedFile[], isAll = false): Subject => {
    return {
      source: checkoutSource(git, files, { isInMerge, isAll }),
      mends: 'checkout',
      hasMore: false,
      fixGoesOn: isMessage,
    };
  };
  if (asked.there !== undefined) return [ofCheckout(inScope(await asked.there), scope === '')];
  if (options.files !== undefined)
    return [ofCheckout(await givenFiles(git, options.files, { ...options, directory }))];
  if (options.from !== undefined && options.to !== undefined)
    return [ofCommit(await git.changed(options.from, options.to))];
  if (options.stage === 'pre-push')
    return Promise.all(
      pushes.map(async ({ name, commit, base }) => ({ ...ofCommit(await git.changed(base, commit)), name })),
    );
  const tracked = asked.names ?? (hooks.some(asksTracked) ? git.names() : undefined);
  tracked?.catch(() => undefined);
  const staged = await (asked.staged ?? git.staged());
  const [conflict] = staged.unmerged;
  if (conflict !== undefined)
    throw new UsageError(`${conflict} is in conflict`, 'Resolve it and add it with git add, then commit.');
  const source: FileSource = storedSource(git, inScope(staged.files), { isInMerge, tracked });
  const submodules = staged.files.filter(({ mode }) => mode === SUBMODULE_MODE).map(({ path }) => path);
  const hasMore = [...staged.deleted, ...submodules].some((path) => path.startsWith(scope));
  return [{ source, mends: 'index', hasMore, fixGoesOn: open.plan.fix === 'stage' }];
}
