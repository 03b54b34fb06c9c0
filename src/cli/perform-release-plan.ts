import type { ReleaseConfig } from '../pipeline/release-config.ts';
import { systemGit } from '../platform/git.ts';
import { changelogSection } from '../release/metadata/changelog.ts';
import { declaredVersion, VERSION_FILES } from '../release/metadata/declared-version.ts';
import { versionOfTag } from '../release/metadata/release-version.ts';
import { orderedChannels } from '../release/plan/channel-order.ts';
import { planRelease, type ReleaseFacts } from '../release/plan/release-plan.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';
import { releasePlanJson, renderReleasePlan } from './render/release-plan-view.ts';
import { openWorkplace } from './workplace.ts';

export interface ReleasePlanOptions {
  readonly json?: boolean;
}

/** Says what a tag would release and what stands against it, and touches nothing: 1 when something does, 2 when it cannot be asked. */
export async function performReleasePlan(
  invocation: Invocation,
  tag: string,
  options: ReleasePlanOptions,
): Promise<ExitCode> {
  const { console } = invocation;
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { root, definition } = workplace;
  if ((await systemGit.root(root)) === undefined)
    throw new UsageError(
      `${root} is in no repository of git`,
      'A release is of a commit: run it in a checkout.',
    );
  const plan = planRelease(await gatherFacts(root, tag, definition.pipeline.release));
  if (options.json === true) console.print(JSON.stringify(releasePlanJson(plan), null, 2));
  else console.print(renderReleasePlan(plan, { style: console.style, width: console.screen.columns - 1 }));
  return plan.conclusion === 'failed' || plan.conclusion === 'not_checked' ? EXIT.failed : EXIT.fine;
}

async function gatherFacts(root: string, tag: string, config: ReleaseConfig): Promise<ReleaseFacts> {
  const pattern = config.tag ?? 'v{version}';
  const branch = config.branch ?? 'main';
  const commit = await systemGit.commitOf(root, `refs/tags/${tag}`);
  const state = await systemGit.state(root);
  const version = versionOfTag(pattern, tag);
  const channels = orderedChannels(config.channels ?? {});
  const read = (path: string): Promise<string | undefined> =>
    commit === undefined ? Promise.resolve(undefined) : systemGit.textAt(root, commit, path);
  return {
    ...{ tag, pattern, version, commit, branch, channels },
    tree: commit === undefined ? undefined : await systemGit.treeOf(root, commit),
    isOnBranch: commit === undefined ? undefined : await isOnBranch(root, commit, branch),
    isDirty: state !== undefined && state.commit === commit ? state.dirty : undefined,
    tags: await systemGit.tags(root),
    declared: await declaredVersions(read, config.versions),
    changelog: version && (await changelogOf(read, config.changelog, version.version)),
    secrets: new Set(
      channels.flatMap(({ secret }) => (secret !== undefined && process.env[secret] ? [secret] : [])),
    ),
  };
}

type Read = (path: string) => Promise<string | undefined>;

async function declaredVersions(
  read: Read,
  asked: readonly string[] | undefined,
): Promise<ReleaseFacts['declared']> {
  const found: ReleaseFacts['declared'][number][] = [];
  for (const path of asked ?? VERSION_FILES) {
    const text = await read(path);
    if (text !== undefined) found.push({ path, version: declaredVersion(path, text) });
    else if (asked !== undefined)
      found.push({ path, version: { kind: 'none', reason: 'it is not in the commit' } });
  }
  return found;
}

async function changelogOf(
  read: Read,
  asked: string | false | undefined,
  version: string,
): Promise<ReleaseFacts['changelog']> {
  if (asked === false) return undefined;
  const path = asked ?? 'CHANGELOG.md';
  const text = await read(path);
  if (text !== undefined) return { path, section: changelogSection(text, version) };
  return asked === undefined ? undefined : { path, section: undefined };
}

/** Of the branch as others have it where it is known, else of the one here. Undefined where neither is, or the history is cut off. */
async function isOnBranch(root: string, commit: string, branch: string): Promise<boolean | undefined> {
  for (const name of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`]) {
    const tip = await systemGit.commitOf(root, name);
    if (tip === undefined) continue;
    if ((await systemGit.mergeBase(root, commit, tip)) === commit) return true;
    return (await systemGit.isShallow(root)) ? undefined : false;
  }
  return undefined;
}
