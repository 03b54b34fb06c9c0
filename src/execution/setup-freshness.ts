import type { PlannedJob, PlannedToolchain } from '../plan/plan.ts';
import { sha256 } from '../platform/digest.ts';
import { join } from '../platform/paths.ts';
import { jobEnvironment } from './job-environment.ts';
import type { RunContext } from './run-context.ts';
import { warn } from './warning.ts';

/** Which program a toolchain stands on. */
const TOOLS: Record<PlannedToolchain['name'], string | undefined> = {
  python: 'python3',
  node: 'node',
  go: 'go',
  rust: 'cargo',
  plain: undefined,
  lockstep: undefined,
};

/** Would installing again give what is there? Always asked under the lock. */
export async function isFresh(context: RunContext, job: PlannedJob): Promise<boolean> {
  if (context.forceSetup) return false;
  const [remembered] = await readStamp(context, job);
  return remembered === (await fingerprint(context, job));
}

/** Writes down what there is now, and the version of the tool, which takes a process to ask. */
export async function rememberSetup(context: RunContext, job: PlannedJob): Promise<void> {
  const tool = toolOf(job);
  const version = tool && (await context.toolVersion(tool, jobEnvironment(job, context.sources)));
  const stamp = `${await fingerprint(context, job)}\n${version ?? ''}\n`;
  await context.files.writeAtomic(stampPath(context, job), stamp);
}

/** Warns when the installed toolchain is another version than the definition wants: a result here may differ from the CI systems. */
export async function warnOfOtherVersion(context: RunContext, job: PlannedJob): Promise<void> {
  const [toolchain] = job.toolchains;
  const [, version] = await readStamp(context, job);
  if (!version || toolchain?.version === undefined || isVersion(version, toolchain.version)) return;
  const text = `${toolOf(job)} ${version} is used here, the definition says ${toolchain.version}: results may differ from the CI systems`;
  warn(context, job, text);
}

/** `3.12` wants any 3.12.x. A word such as `stable` says nothing a machine could be compared with. */
export function isVersion(version: string, wanted: string): boolean {
  return !/^\d/.test(wanted) || `${version}.`.startsWith(`${wanted.replace(/\.x$/, '')}.`);
}

async function readStamp(context: RunContext, job: PlannedJob): Promise<readonly string[]> {
  return ((await context.files.readText(stampPath(context, job))) ?? '').split('\n');
}

function toolOf(job: PlannedJob): string | undefined {
  const [toolchain] = job.toolchains;
  return toolchain === undefined ? undefined : TOOLS[toolchain.name];
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
  const tool = toolOf(job);
  if (tool !== undefined) parts.push(context.toolIdentity(tool));
  for (const name of await context.find(toolchain?.lockFiles ?? [], context.workspace)) {
    const content = await context.files.readBytes(join(context.workspace, name));
    parts.push(name, content === undefined ? '' : sha256(content));
  }
  for (const made of toolchain?.provides ?? [])
    parts.push(made, String(await context.files.exists(join(context.workspace, made))));
  return sha256(parts.join('\0'));
}
