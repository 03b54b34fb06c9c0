import { findDefinition } from '../../definition/find.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { type HookPlan, PRE_COMMIT_CONFIG } from '../../hooks/hook-plan.ts';
import { planHooks } from '../../hooks/plan-hooks.ts';
import { nodeFiles } from '../../platform/files.ts';
import type { GitIndex } from '../../platform/git-index.ts';
import { join, relative, resolve, toPosix } from '../../platform/paths.ts';
import type { Invocation } from '../commands/command.ts';
import type { Console } from '../console.ts';
import { UsageError } from '../exit-code.ts';
import type { Workplace } from '../workplace.ts';
import { readKeptConfig } from './kept-pre-commit-config.ts';

/** A checkout with its hooks. */
export interface OpenHooks {
  readonly git: GitIndex;
  readonly plan: HookPlan;
  /** Undefined where there is no definition. */
  readonly workplace: Workplace | undefined;
  /** The folder of the definition below the checkout's root, with a slash at its end; `''` for the root. Hooks look at no other files. */
  readonly scope: string;
}

/** Undefined when what is configured is wrong; then everything wrong with it has been printed. */
export async function openHooks(invocation: Invocation, git: GitIndex): Promise<OpenHooks | undefined> {
  const isDefined =
    invocation.config !== undefined || (await findDefinition(nodeFiles, resolve(invocation.directory))).ok;
  // To read a definition is most of lockstep: a repository without one does not load it.
  const workplace = isDefined ? await (await import('../workplace.ts')).openWorkplace(invocation) : undefined;
  if (isDefined && workplace === undefined) return undefined;
  const root = (await nodeFiles.realPath(workplace?.root ?? git.root)) ?? git.root;
  const between = toPosix(relative((await nodeFiles.realPath(git.root)) ?? git.root, root));
  if (between.startsWith('../'))
    throw new UsageError(`the definition in ${root} is outside of this checkout`);
  const plan = await readPlan(invocation, git, workplace);
  return plan && { git, plan, workplace, scope: between === '' ? '' : `${between}/` };
}

/** From the definition; else from what pre-commit would read; else what suits most. */
async function readPlan(
  { console }: Invocation,
  git: GitIndex,
  workplace: Workplace | undefined,
): Promise<HookPlan | undefined> {
  const pipeline = workplace?.definition.pipeline;
  const known = { jobs: pipeline?.jobs ?? [], hasDefinition: workplace !== undefined };
  const path = join(git.root, PRE_COMMIT_CONFIG);
  const text = pipeline?.hooks === undefined ? await nodeFiles.readText(path) : undefined;
  if (text !== undefined) {
    const sources = new Map([[PRE_COMMIT_CONFIG, new SourceFile(PRE_COMMIT_CONFIG, text)]]);
    const read = await readKeptConfig(text, git);
    const location = { path: PRE_COMMIT_CONFIG };
    const planned = read.ok
      ? await planHooks({ ...known, ...read.value, origin: 'pre-commit-config', location })
      : read;
    await report(console, planned.diagnostics, sources);
    return planned.ok ? planned.value : undefined;
  }
  const config = pipeline?.hooks;
  const location = workplace && { path: toPosix(relative(process.cwd(), workplace.definition.path)) };
  const planned = await planHooks({
    ...known,
    config: config ?? {},
    origin: config === undefined ? 'defaults' : 'definition',
    ...(location !== undefined && { location }),
  });
  await report(console, planned.diagnostics);
  return planned.ok ? planned.value : undefined;
}

async function report(
  console: Console,
  diagnostics: readonly Diagnostic[],
  sources?: ReadonlyMap<string, SourceFile>,
): Promise<void> {
  if (diagnostics.length > 0)
    (await import('../workplace.ts')).printDiagnostics(console, diagnostics, sources);
}
