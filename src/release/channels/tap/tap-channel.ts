import semver from 'semver';
import {
  type BranchChange,
  RemoteBranch,
  type RemoteBranchOptions,
} from '../../../platform/remote-branch.ts';
import type { DesiredTap } from '../../manifest/release-manifest.ts';
import {
  type Channel,
  ChannelRefusal,
  type ChannelStep,
  type ChannelSurroundings,
  type Observation,
  type Recall,
} from '../channel.ts';
import type { ChannelEndpoints } from '../channel-endpoints.ts';
import { ChannelServer } from '../channel-server.ts';
import { GithubApi } from '../github/github-api.ts';
import { checkReferredFiles } from '../referred-files.ts';
import { stuck } from '../stuck.ts';
import { dispatchToTap } from './dispatch-to-tap.ts';
import { gitRefusal, tapAccess } from './tap-access.ts';
import { tapVersion } from './tap-version.ts';

export interface TapChannelOptions {
  readonly desired: DesiredTap;
  readonly surroundings: ChannelSurroundings;
  readonly endpoints: Pick<ChannelEndpoints, 'github' | 'git'>;
  readonly server?: ChannelServer;
}

/** How often a commit is made anew on top of what others have pushed meanwhile. */
const RACES = 5;
/** Commits that are looked through for what a file was before. */
const HISTORY = 100;

/**
 * A file in a repository of git that package managers read: a formula in a Homebrew tap, a manifest in a Scoop bucket. lockstep commits it on top of what
 * is there, or asks the repository's own workflow to; either way the branch is fetched anew, as Homebrew and Scoop fetch it, and the bytes are
 * compared. Nothing is forced, and no version goes back.
 */
export class TapChannel implements Channel {
  readonly desired: DesiredTap;
  readonly #surroundings: ChannelSurroundings;
  readonly #base: string;
  readonly #token: string | undefined;
  readonly #api: GithubApi;
  readonly #server: ChannelServer;

  constructor({ desired, surroundings, endpoints, server }: TapChannelOptions) {
    this.desired = desired;
    this.#surroundings = surroundings;
    this.#base = endpoints.git;
    const { secret } = desired;
    this.#token = secret === undefined ? undefined : surroundings.secret(secret);
    this.#server = server ?? new ChannelServer();
    this.#api = new GithubApi(this.#server, {
      ...endpoints.github,
      token: this.#token,
      secret: secret ?? 'a secret of the definition',
      now: () => surroundings.now(),
    });
  }

  observe(signal: AbortSignal): Promise<Observation> {
    return this.#look('delivered', signal);
  }

  /** There is no other way to look than to fetch. */
  verify(signal: AbortSignal): Promise<Observation> {
    return this.#look('verified', signal);
  }

  async recall(signal: AbortSignal): Promise<Recall> {
    signal.throwIfAborted();
    const { repository, path, by } = this.desired;
    if (by === 'dispatch')
      return {
        kind: 'by-hand',
        instruction: `Take the commit back that its workflow made: git revert it in ${repository}.`,
      };
    const { tag } = this.#surroundings.manifest;
    const content = await this.#content();
    const found = await this.#withBranch(async (branch, commit) => {
      const now = await branch.read(commit, path);
      if (now === undefined || !same(now, content)) return undefined;
      // The file as the commit before has it that last changed it.
      const [last] = await branch.history(commit, path);
      return { before: last === undefined ? undefined : await branch.read(`${last}^`, path) };
    }, HISTORY);
    const steps: ChannelStep[] =
      found === undefined
        ? []
        : [
            {
              title: `take ${path} back`,
              phase: 'point',
              run: (ending) => this.#putBack(found.before, ending),
            },
          ];
    return { kind: 'steps', steps, leaves: `the history of ${repository}, and ${tag} where it is installed` };
  }

  async #look(there: 'delivered' | 'verified', signal: AbortSignal): Promise<Observation> {
    signal.throwIfAborted();
    const { path, repository, branch: name } = this.desired;
    const content = await this.#content();
    return this.#withBranch(async (branch, commit) => {
      signal.throwIfAborted();
      const now = await branch.read(commit, path);
      if (now !== undefined && same(now, content))
        return {
          state: there,
          summary: `${path} is in ${repository}, commit ${commit.slice(0, 12)}`,
          steps: [],
        };
      const { version } = this.#surroundings.manifest;
      const other = now === undefined ? undefined : tapVersion(path, Buffer.from(now).toString('utf8'));
      if (other !== undefined && semver.gt(other, version))
        return stuck(
          `${repository} has version ${other} of ${path}, which is newer`,
          'Nothing is to be done: what people install does not go back.',
        );
      if (other === version)
        return stuck(
          `${repository} has another ${path} for ${version}`,
          `See who changed it on ${name}, and take it out or release the next version.`,
        );
      const { secret } = this.desired;
      if (secret !== undefined && this.#token === undefined)
        return stuck(`${path} is not in ${repository} yet, and ${secret} has no value here`, this.#rights());
      const summary =
        now === undefined ? `${repository} has no ${path}` : `${path} is of ${other ?? 'another version'}`;
      return { state: 'pending', summary, steps: [this.#step(content)] };
    });
  }

  #step(content: Uint8Array): ChannelStep {
    const { by, path, repository, message } = this.desired;
    if (by === 'dispatch')
      return {
        title: `ask ${repository} for ${path}`,
        phase: 'point',
        run: async (signal) => {
          await this.#checkReferred(content, signal);
          return dispatchToTap(
            { desired: this.desired, manifest: this.#surroundings.manifest, content },
            { api: this.#api, surroundings: this.#surroundings, signal },
          );
        },
      };
    return {
      title: `commit ${path} to ${repository}`,
      phase: 'point',
      run: async (signal) => {
        await this.#checkReferred(content, signal);
        return this.#commit({ path, content, message }, signal);
      },
    };
  }

  #checkReferred(content: Uint8Array, signal: AbortSignal): Promise<void> {
    const { manifest } = this.#surroundings;
    const text = Buffer.from(content).toString('utf8');
    return checkReferredFiles(text, { manifest, server: this.#server, git: this.#base }, signal);
  }

  #putBack(before: Uint8Array | undefined, signal: AbortSignal): Promise<string> {
    const { path } = this.desired;
    const { project, version } = this.#surroundings.manifest;
    return this.#commit({ path, content: before, message: `${project}: take ${version} back` }, signal);
  }

  /** On top of whatever the branch has by now. */
  async #commit(change: Omit<BranchChange, 'parent'>, signal: AbortSignal): Promise<string> {
    const { repository, branch: name } = this.desired;
    for (let races = 0; races < RACES; races++) {
      signal.throwIfAborted();
      const pushed = await this.#withBranch(async (branch, parent) => {
        const now = await branch.read(parent, change.path);
        // The one who was faster may have been the other half of a push whose answer got lost.
        const isDone =
          now === undefined
            ? change.content === undefined
            : change.content !== undefined && same(now, change.content);
        if (isDone) return { kind: 'pushed', commit: parent } as const;
        signal.throwIfAborted();
        return branch.push({ ...change, parent });
      });
      if (pushed.kind === 'pushed') return `commit ${pushed.commit}`;
      if (pushed.kind === 'failed')
        throw gitRefusal(pushed.why, `${name} of ${repository} takes no commit`, this.#rights());
    }
    throw new ChannelRefusal('later', `others push to ${name} of ${repository} all the time`);
  }

  async #withBranch<T>(work: (branch: RemoteBranch, commit: string) => Promise<T>, depth = 1): Promise<T> {
    const { repository, branch: name } = this.desired;
    const access: RemoteBranchOptions = tapAccess(this.desired, { base: this.#base, token: this.#token });
    return RemoteBranch.use(access, async (branch) => {
      const fetched = await branch.fetch(depth);
      if (fetched.kind === 'failed')
        throw gitRefusal(fetched.why, `${repository} cannot be fetched`, this.#rights());
      if (fetched.kind === 'no-branch')
        throw new ChannelRefusal(
          'person',
          `${repository} has no branch ${name}`,
          'Make the branch with a first commit, or name another one.',
        );
      return work(branch, fetched.commit);
    });
  }

  #rights(): string {
    const { secret, repository } = this.desired;
    if (secret === undefined)
      return `Name a secret in the definition whose token may write to ${repository}, or let git on this machine reach it.`;
    return this.#token === undefined
      ? `Set ${secret} to a token that may write to ${repository}.`
      : `The token in ${secret} must be good, and may write to ${repository} (\`contents: write\`).`;
  }

  #content(): Promise<Uint8Array> {
    return this.#surroundings.files.bytes(this.desired.file);
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.from(one).equals(other);
}
