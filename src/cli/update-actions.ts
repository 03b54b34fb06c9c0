import { compare, major, parse, prerelease, valid } from 'semver';
import { GITHUB_ACTIONS } from '../providers/github/actions.ts';
import type { ActionsLock } from '../providers/provider.ts';

/** The tags of a repository, each with the commit it stands for. Throws when it cannot be reached. */
export type TagsOf = (action: string) => Promise<ReadonlyMap<string, string>>;

export interface ActionUpdate {
  readonly name: string;
  /**
   * `moved`: the version that is locked stands for another commit now, which no version that was published ever should;
   * `withdrawn`: its tag is gone; `unreachable`: nobody could be asked.
   */
  readonly kind: 'newest' | 'updated' | 'moved' | 'withdrawn' | 'unreachable';
  readonly before: { readonly version: string; readonly sha: string };
  readonly after: { readonly version: string; readonly sha: string };
  /** The newest version, when lockstep does not know how to write for it. */
  readonly beyond: string | undefined;
  /** In git's words. */
  readonly reason: string | undefined;
}

/**
 * Looks for newer versions of actions, within the major version that lockstep writes for: what an action of another one takes is
 * not known. Only full versions count (`v1.2.3`); tags such as `v1` are made to be moved.
 */
export async function findUpdates(lock: ActionsLock, tagsOf: TagsOf): Promise<readonly ActionUpdate[]> {
  return Promise.all(
    Object.entries(lock).map(async ([name, before]): Promise<ActionUpdate> => {
      const same = { name, before, after: before, beyond: undefined, reason: undefined };
      try {
        return { ...same, ...choose(name, before, await tagsOf(name)) };
      } catch (error) {
        return { ...same, kind: 'unreachable', reason: (error as Error).message };
      }
    }),
  );
}

type Locked = ActionUpdate['before'];

function choose(
  name: string,
  before: Locked,
  tags: ReadonlyMap<string, string>,
): Pick<ActionUpdate, 'kind' | 'after' | 'beyond'> {
  const versions = [...tags.keys()]
    .filter((tag) => /^v?\d+\.\d+\.\d+$/.test(tag) && valid(tag) !== null && prerelease(tag) === null)
    .sort((one, two) => compare(two, one));
  const known = parse(GITHUB_ACTIONS[name]?.version ?? before.version)?.major;
  const newest = versions.find((version) => major(version) === known);
  const beyond = versions.find((version) => major(version) > (known ?? 0));
  const now = tags.get(before.version);
  const sha = newest === undefined ? undefined : tags.get(newest);
  if (now !== undefined && now !== before.sha)
    return { kind: 'moved', after: { version: newest ?? before.version, sha: sha ?? now }, beyond };
  if (newest === undefined || sha === undefined) return { kind: 'withdrawn', after: before, beyond };
  const isNewer = major(before.version) !== known || compare(newest, before.version) > 0;
  if (isNewer) return { kind: 'updated', after: { version: newest, sha }, beyond };
  return { kind: now === undefined ? 'withdrawn' : 'newest', after: before, beyond };
}
