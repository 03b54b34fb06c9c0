import { type Check, worstConclusion } from '../../run/check.ts';
import { count } from '../../run/run-words.ts';
import type { DeclaredVersion } from '../metadata/declared-version.ts';
import { isSameVersion, laterTags, previousTag, type ReleaseVersion } from '../metadata/release-version.ts';
import type { PlannedChannel } from './channel-order.ts';
import { type ReceiptsAsked, receiptChecks } from './receipt-checks.ts';

/** What was found of a tag, before anything is judged. Files are those of its commit, not of the checkout. */
export interface ReleaseFacts {
  readonly tag: string;
  /** `v{version}`. */
  readonly pattern: string;
  /** Undefined when the tag is not of the pattern, or no semver. */
  readonly version: ReleaseVersion | undefined;
  /** Undefined when there is no such tag. */
  readonly commit: string | undefined;
  readonly tree: string | undefined;
  readonly branch: string;
  /** Undefined when it cannot be told: the branch is not here, or the history is cut off. */
  readonly isOnBranch: boolean | undefined;
  /** Undefined where the checkout is at another commit. */
  readonly isDirty: boolean | undefined;
  readonly tags: readonly string[];
  readonly declared: readonly { readonly path: string; readonly version: DeclaredVersion }[];
  /** Undefined where there is no changelog, or none is wanted. */
  readonly changelog: { readonly path: string; readonly section: string | undefined } | undefined;
  readonly channels: readonly PlannedChannel[];
  /** Names of the secrets that have a value here. */
  readonly secrets: ReadonlySet<string>;
  /** Does a CI system say who this is? Then nothing needs a secret where the channel trusts it. */
  readonly hasIdentity: boolean;
  /** Undefined when none are demanded. */
  readonly receipts: ReceiptsAsked | undefined;
  /** What stands against building it, as far as it can be told without building. */
  readonly obstacles: readonly { readonly name: string; readonly why: string }[];
  /** Undefined where the definition of the tag is the one that is read; else why it is not. */
  readonly otherDefinition: string | undefined;
}

export interface ReleasePlan {
  readonly facts: ReleaseFacts;
  readonly previous: string | undefined;
  readonly checks: readonly Check[];
  readonly channels: readonly PlannedChannel[];
  /** Undefined when the changelog says nothing of the version. */
  readonly notes: string | undefined;
  readonly conclusion: Check['conclusion'];
}

/** Pure: judges what was found. Nothing has been touched, and nothing is. */
export function planRelease(facts: ReleaseFacts): ReleasePlan {
  const { pattern, tags, version, channels, changelog } = facts;
  const checks = [
    tagCheck(facts),
    versionCheck(facts),
    ...facts.declared.map((one) => manifestCheck(one, version)),
    changelogCheck(facts),
    branchCheck(facts),
    checkoutCheck(facts),
    orderCheck(facts),
    definitionCheck(facts),
    ...receiptChecks(facts.receipts),
    ...facts.obstacles.map(({ name, why }): Check => ({ name, conclusion: 'failed', summary: why })),
    ...channels.map((channel) => channelCheck(channel, facts)),
  ].filter((check) => check !== undefined);
  return {
    facts,
    checks,
    channels,
    previous: version && previousTag(pattern, tags, version),
    notes: changelog?.section,
    conclusion: worstConclusion(checks),
  };
}

function tagCheck({ tag, commit }: ReleaseFacts): Check {
  if (commit === undefined)
    return { name: 'tag', conclusion: 'failed', summary: `there is no tag ${tag} here` };
  return { name: 'tag', conclusion: 'passed', summary: `${tag} is commit ${commit.slice(0, 12)}` };
}

function versionCheck({ tag, pattern, version }: ReleaseFacts): Check {
  if (version === undefined)
    return {
      name: 'version',
      conclusion: 'failed',
      summary: `${tag} is not ${pattern} with a version of semver 2.0.0`,
    };
  const { version: text, pep440, isPrerelease } = version;
  const python = pep440 !== undefined && pep440 !== text ? `, to Python ${pep440}` : '';
  return {
    name: 'version',
    conclusion: 'passed',
    summary: `${text}${python}${isPrerelease ? ', a pre-release' : ''}`,
  };
}

function manifestCheck(
  { path, version: declared }: ReleaseFacts['declared'][number],
  version: ReleaseVersion | undefined,
): Check | undefined {
  if (declared.kind === 'none') return { name: path, conclusion: 'failed', summary: declared.reason };
  if (declared.kind === 'dynamic')
    return {
      name: path,
      conclusion: 'warned',
      summary: 'its version is made when it is built: nobody can compare it before',
    };
  if (version === undefined) return undefined;
  if (isSameVersion(version, declared.version))
    return { name: path, conclusion: 'passed', summary: declared.version };
  const wanted = path.endsWith('pyproject.toml') ? (version.pep440 ?? version.version) : version.version;
  return { name: path, conclusion: 'failed', summary: `it says ${declared.version}, and the tag ${wanted}` };
}

function changelogCheck({ changelog, version }: ReleaseFacts): Check | undefined {
  if (changelog === undefined || version === undefined) return undefined;
  const { path, section } = changelog;
  if (section === undefined)
    return { name: path, conclusion: 'failed', summary: `no heading names ${version.version}` };
  if (section === '')
    return { name: path, conclusion: 'failed', summary: `${version.version} has nothing below its heading` };
  return {
    name: path,
    conclusion: 'passed',
    summary: `${count(section.split('\n').length, 'line')} of notes`,
  };
}

function branchCheck({ commit, branch, isOnBranch }: ReleaseFacts): Check | undefined {
  if (commit === undefined) return undefined;
  if (isOnBranch === undefined)
    return {
      name: 'branch',
      conclusion: 'not_checked',
      summary: `whether it is on ${branch} cannot be told: the branch or its history is not here`,
    };
  if (!isOnBranch) return { name: 'branch', conclusion: 'failed', summary: `the commit is not on ${branch}` };
  return { name: 'branch', conclusion: 'passed', summary: `on ${branch}` };
}

function checkoutCheck({ isDirty }: ReleaseFacts): Check | undefined {
  if (isDirty !== true) return undefined;
  return {
    name: 'checkout',
    conclusion: 'warned',
    summary: 'it has changes that are no part of the release',
  };
}

function orderCheck({ pattern, tags, version }: ReleaseFacts): Check | undefined {
  if (version === undefined) return undefined;
  const later = laterTags(pattern, tags, version);
  if (later.length === 0) return undefined;
  const shown = later.slice(0, 3).join(', ');
  return {
    name: 'order',
    conclusion: 'warned',
    summary: `released already: ${shown}${later.length > 3 ? ', …' : ''}; latest must not move back`,
  };
}

function definitionCheck({ otherDefinition }: ReleaseFacts): Check | undefined {
  if (otherDefinition === undefined) return undefined;
  return { name: 'definition', conclusion: 'warned', summary: otherDefinition };
}

/** Channels that a job of a CI system may publish to without a secret, when it can say who it is. */
const BY_IDENTITY: ReadonlySet<string> = new Set(['npm', 'pypi']);

function channelCheck(
  { name, secret }: PlannedChannel,
  { secrets, hasIdentity }: ReleaseFacts,
): Check | undefined {
  if (secret === undefined && BY_IDENTITY.has(name) && !hasIdentity)
    return {
      name,
      conclusion: 'warned',
      summary: 'it takes the identity of a job of a CI system, which there is none of here',
    };
  if (secret === undefined || secrets.has(secret)) return undefined;
  return {
    name,
    conclusion: 'warned',
    summary: `${secret} has no value here: it cannot be published from this machine`,
  };
}
