import type { PlannedJob, PlannedToolchain } from '../plan/plan.ts';
import { sha256 } from '../platform/digest.ts';
import { waitForLock } from '../platform/lock-file.ts';
import { join } from '../platform/paths.ts';
import type { RunContext } from './run-context.ts';

/** Which program a toolchain stands on. */
const TOOLS: Record<PlannedToolchain['name'], string | undefined> = {
  python: 'python3',
  node: 'node',
  go: 'go',
  rust: 'cargo',
  plain: undefined,
};

/** Would installing again give what is there? Always asked under the lock. */
export async function isFresh(context: RunContext, job: PlannedJob): Promise<boolean> {
  if (context.forceSetup) return false;
  return (await context.files.readText(stampPath(context, job))) === (await fingerprint(context, job));
}

export async function rememberSetup(context: RunContext, job: PlannedJob): Promise<void> {
  await context.files.writeAtomic(stampPath(context, job), await fingerprint(context, job));
}

/** One install at a time in a checkout, whichever run wants it. */
export async function withSetupLock<T>(
  context: RunContext,
  job: PlannedJob,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const release = await waitForLock(context.files, context.store.lockPath('setup'), {
    signal,
    onWait: ({ pid }) => {
      const message = `waits for process ${pid}, which installs in this checkout`;
      context.emit({ kind: 'warning', time: context.clock.now(), leg: job.id, message });
    },
  });
  try {
    return await work();
  } finally {
    await release();
  }
}

/** By workspace too: an isolated checkout has installed nothing. */
function stampPath(context: RunContext, job: PlannedJob): string {
  return context.store.cachePath('setup', sha256(`${context.workspace}\0${job.id}`).slice(0, 16));
}

/**
 * Everything that decides what an install leads to: what is run, the lock files' content, and the tool that runs it. And what is there
 * of what it should make: `npm ci` makes no node_modules for a project without dependencies, which must not install for ever.
 */
async function fingerprint(context: RunContext, job: PlannedJob): Promise<string> {
  const [toolchain] = job.toolchains;
  const parts = [JSON.stringify(toolchain ?? null), context.sources.os];
  const tool = toolchain === undefined ? undefined : TOOLS[toolchain.name];
  if (tool !== undefined) parts.push(context.toolIdentity(tool));
  for (const name of await context.find(toolchain?.lockFiles ?? [], context.workspace)) {
    const content = await context.files.readBytes(join(context.workspace, name));
    parts.push(name, content === undefined ? '' : sha256(content));
  }
  for (const made of toolchain?.provides ?? [])
    parts.push(made, String(await context.files.exists(join(context.workspace, made))));
  return sha256(parts.join('\0'));
}
