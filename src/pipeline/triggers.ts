import type {
  InputConfig,
  ManualTrigger,
  Pattern,
  PullRequestTrigger,
  PushTrigger,
  ReleaseTrigger,
  ScheduleTrigger,
  TagTrigger,
} from './trigger-config.ts';

type PushOptions = Omit<Partial<PushTrigger>, 'kind'>;
type PullRequestOptions = Omit<PullRequestTrigger, 'kind'>;

/** Every branch, slashes included. */
const EVERY_BRANCH: readonly Pattern[] = ['**'];

/** A push to one of these branches; to any branch when none is named. `push('main', 'release/*')`. */
export function push(...branches: readonly Pattern[]): PushTrigger;
export function push(options: PushOptions): PushTrigger;
export function push(...given: readonly (Pattern | PushOptions)[]): PushTrigger {
  const [first] = given;
  if (typeof first === 'object') return { kind: 'push', branches: EVERY_BRANCH, ...first };
  return { kind: 'push', branches: given.length === 0 ? EVERY_BRANCH : (given as readonly Pattern[]) };
}

/** A pull request that wants to go to one of these branches; to any branch when none is named. */
export function pullRequest(...branches: readonly Pattern[]): PullRequestTrigger;
export function pullRequest(options: PullRequestOptions): PullRequestTrigger;
export function pullRequest(...given: readonly (Pattern | PullRequestOptions)[]): PullRequestTrigger {
  const [first] = given;
  if (typeof first === 'object') return { kind: 'pull_request', ...first };
  return { kind: 'pull_request', ...(given.length > 0 && { branches: given as readonly Pattern[] }) };
}

/** A tag like one of these is pushed; any tag when none is named. `tag('v*')`. */
export function tag(...tags: readonly Pattern[]): TagTrigger {
  return { kind: 'tag', tags: tags.length === 0 ? ['**'] : tags };
}

/** A release is published, of a tag like one of these when any is named. */
export function release(...tags: readonly Pattern[]): ReleaseTrigger {
  return { kind: 'release', ...(tags.length > 0 && { tags }) };
}

/** Somebody starts it, and fills in these inputs. */
export function manual(inputs?: Readonly<Record<string, InputConfig>>): ManualTrigger {
  return { kind: 'manual', ...(inputs && { inputs }) };
}

/** At times in UTC, five fields: `schedule('0 3 * * 1-5')`; of the default branch unless said. */
export function schedule(cron: string, options: { readonly branch?: string } = {}): ScheduleTrigger {
  return { kind: 'schedule', cron, ...options };
}
