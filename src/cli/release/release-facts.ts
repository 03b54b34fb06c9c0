import type { ReleaseConfig } from '../../pipeline/config.ts';
import { nodeFiles } from '../../platform/files.ts';
import { systemGit } from '../../platform/git.ts';
import { relative, toPosix } from '../../platform/paths.ts';
import { changelogSection } from '../../release/metadata/changelog.ts';
import { declaredVersion, VERSION_FILES } from '../../release/metadata/declared-version.ts';
import { type ReleaseVersion, taggedVersions, versionOfTag } from '../../release/metadata/release-version.ts';
import { orderedChannels } from '../../release/plan/channel-order.ts';
import type { ReleaseFacts } from '../../release/plan/release-plan.ts';
import type { Invocation } from '../commands/command.ts';
import { isPublishedOn } from '../commit-branch.ts';
import type { Workplace } from '../workplace.ts';
import { obstaclesOf, prepareRelease } from './prepare-release.ts';
import { askReceipts, type ReceiptSources } from './release-receipts.ts';

/** What tags are called unless the definition says. */
export const USUAL_TAG = 'v{version}';

type Variables = Readonly<Record<string, string | undefined>>;

/** Finds out what there is to know of a tag, and touches nothing. */
export async function gatherFacts(
  invocation: Invocation,
  workplace: Workplace,
  { tag, sources }: { readonly tag: string; readonly sources: ReceiptSources },
): Promise<ReleaseFacts> {
  const { root, definition } = workplace;
  const config = definition.pipeline.release;
  const pattern = config.tag ?? USUAL_TAG;
  const branch = config.branch ?? 'main';
  const version = versionOfTag(pattern, tag);
  const channels = orderedChannels(config.channels ?? {});
  const tags = await systemGit.tags(root);
  const commit = await systemGit.commitOf(root, `refs/tags/${tag}`);
  const secrets = new Set(
    channels.flatMap(({ secret }) => (secret !== undefined && process.env[secret] ? [secret] : [])),
  );
  const named = { tag, pattern, version, branch, channels, tags, secrets, commit };
  const hasIdentity = sayWho(process.env);
  if (commit === undefined) return { ...named, hasIdentity, ...NOTHING };
  const read: Read = (path) => systemGit.textAt(root, commit, path);
  const tree = await systemGit.treeOf(root, commit);
  const state = await systemGit.state(root);
  return {
    ...named,
    ...{ tree, hasIdentity },
    isOnBranch: await isPublishedOn(root, commit, branch),
    isDirty: state !== undefined && state.commit === commit ? state.dirty : undefined,
    declared: await declaredVersions(read, config.versions),
    changelog: version && (await changelogOf(read, config.changelog, version)),
    receipts:
      tree === undefined
        ? undefined
        : await askReceipts(invocation, workplace, { subject: { commit, tree }, sources }),
    obstacles: obstaclesOf(await prepareRelease(root, commit, definition.pipeline), {
      ...{ pipeline: definition.pipeline, tag, version },
      versions: taggedVersions(pattern, tags),
    }),
    otherDefinition: await otherDefinition(workplace, read),
  };
}

/** Of a tag that is not here. */
const NOTHING = {
  tree: undefined,
  isOnBranch: undefined,
  isDirty: undefined,
  declared: [],
  changelog: undefined,
  receipts: undefined,
  obstacles: [],
  otherDefinition: undefined,
} as const;

type Read = (path: string) => Promise<string | undefined>;

/** May this job ask for a token that says who it is? On CircleCI every job may. */
function sayWho(env: Variables): boolean {
  return (
    Boolean(env.ACTIONS_ID_TOKEN_REQUEST_URL) || env.CIRCLECI === 'true' || Boolean(env.SIGSTORE_ID_TOKEN)
  );
}

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
  asked: ReleaseConfig['changelog'],
  { version }: ReleaseVersion,
): Promise<ReleaseFacts['changelog']> {
  if (asked === false) return undefined;
  const path = asked ?? 'CHANGELOG.md';
  const text = await read(path);
  if (text !== undefined) return { path, section: changelogSection(text, version) };
  return asked === undefined ? undefined : { path, section: undefined };
}

/** A release that got stuck may need a definition that its tag has not: that is allowed, and said. */
async function otherDefinition({ root, definition }: Workplace, read: Read): Promise<string | undefined> {
  const path = toPosix(relative(root, definition.path));
  const tagged = await read(path);
  if (tagged === undefined) return `${path} is not in the commit of the tag`;
  const here = await nodeFiles.readText(definition.path);
  // A checkout on Windows may have other ends of lines.
  const plain = (text: string): string => text.replaceAll('\r\n', '\n');
  return here === undefined || plain(here) === plain(tagged)
    ? undefined
    : `${path} is not the one of the tag`;
}
