import { IsolationError, openIsolation } from '../../execution/isolation.ts';
import { RunStore } from '../../execution/run-store.ts';
import { randomHex } from '../../platform/digest.ts';
import { nodeFiles } from '../../platform/files.ts';
import { systemGit } from '../../platform/git.ts';
import { thisHost } from '../../platform/host.ts';
import type { RunId } from '../../run/run-event.ts';
import { UsageError } from '../exit-code.ts';
import type { Workplace } from '../workplace.ts';
import type { Baseline } from './baselines.ts';

/** A clean checkout to measure in. */
export interface BenchSide {
  readonly name: string;
  /** With the definition of what is checked out here: all sides are measured with the same stick. */
  readonly workplace: Workplace;
}

/** What is checked out here, uncommitted changes included. */
const HEAD_SIDE = 'head';

/** What is measured: baselines, and what is judged by them; what is checked out here, unless a commit is. */
export interface SidesQuestion {
  readonly baselines: readonly Baseline[];
  readonly judged?: Baseline;
}

/** A checkout for each baseline and one for what is judged, in that order, which all go when `work` is over. */
export async function withSides<T>(
  workplace: Workplace,
  { baselines, judged }: SidesQuestion,
  work: (sides: readonly BenchSide[]) => Promise<T>,
): Promise<T> {
  const closing: (() => Promise<void>)[] = [];
  const id = randomHex(6);
  try {
    const sides: BenchSide[] = [];
    for (const [index, { name, commit }] of [
      ...baselines,
      judged ?? { name: HEAD_SIDE, commit: undefined },
    ].entries()) {
      const isolation = await openIsolation(commit === undefined ? 'worktree' : 'head', {
        git: systemGit,
        files: nodeFiles,
        root: workplace.root,
        run: `bench-${id}-${index}` as RunId,
        temporary: thisHost().temporary,
        ...(commit !== undefined && { revision: commit }),
      });
      closing.push(isolation.close);
      const { workspace } = isolation;
      sides.push({
        name,
        workplace: { ...workplace, root: workspace, store: new RunStore(nodeFiles, workspace) },
      });
    }
    return await work(sides);
  } catch (error) {
    if (error instanceof IsolationError)
      throw new UsageError('benchmarks are compared between commits, and there is none here', error.message);
    throw error;
  } finally {
    for (const close of closing) await close();
  }
}
