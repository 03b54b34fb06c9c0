/** Something that happens to a repository, as far as a pipeline can react to it. */
export type PipelineEvent =
  | { readonly kind: 'push'; readonly branch: string; readonly changedFiles?: readonly string[] }
  | {
      readonly kind: 'pull_request';
      /** The branch the pull request wants to go to. */
      readonly base: string;
      readonly head?: string;
      readonly changedFiles?: readonly string[];
      readonly fork?: boolean;
    }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'release'; readonly tag: string }
  | { readonly kind: 'manual'; readonly inputs?: Readonly<Record<string, string>> }
  | { readonly kind: 'schedule'; readonly cron: string }
  /** Somebody asked for it on their own machine: every trigger is beside the point. */
  | { readonly kind: 'local' };

/** `push to develop`, `tag v1.2.3`: for people. */
export function describeEvent(event: PipelineEvent): string {
  switch (event.kind) {
    case 'push':
      return `push to ${event.branch}`;
    case 'pull_request':
      return `pull request to ${event.base}${event.fork === true ? ' from a fork' : ''}`;
    case 'tag':
      return `tag ${event.tag}`;
    case 'release':
      return `release of ${event.tag}`;
    case 'manual':
      return 'manual start';
    case 'schedule':
      return `schedule ${event.cron}`;
    case 'local':
      return 'local run';
    default:
      return event satisfies never;
  }
}

/** The branch or tag that triggers compare their patterns with: of a pull request, the one it wants to go to. */
export function refOf(event: PipelineEvent): string | undefined {
  if (event.kind === 'push') return event.branch;
  if (event.kind === 'pull_request') return event.base;
  return event.kind === 'tag' || event.kind === 'release' ? event.tag : undefined;
}
