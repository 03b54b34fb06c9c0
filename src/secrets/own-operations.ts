import type { ChannelName, ChannelsConfig } from '../pipeline/channels-config.ts';
import type { ReceiverConfig } from '../pipeline/notify-config.ts';
import type { Job, Pipeline } from '../pipeline/pipeline.ts';
import type { SecretOperation } from './operations.ts';
import { RUN_TOKEN } from './secret-place.ts';

const ONE_REPOSITORY = 'a fine-grained token or an app with `contents: write` on that repository alone';

/** What each channel does with its secret; `of` is its configuration. Permissions as `docs/channels.md` has them, with the vendors' pages. */
const CHANNELS: {
  readonly [Name in ChannelName]: (of: NonNullable<ChannelsConfig[Name]>) => SecretOperation;
} = {
  github: () => ({ title: 'publish the GitHub release', least: '`contents: write`' }),
  pypi: () => ({ title: 'publish to PyPI', least: 'an API token of this one project' }),
  npm: () => ({ title: 'publish to npm', least: 'a granular token that writes this one package' }),
  container: ({ image }) => ({
    title: 'push the image',
    least: image.startsWith('ghcr.io/') ? '`packages: write`' : 'an access token that writes this one image',
  }),
  homebrew: ({ tap }) => ({ title: `publish the formula in ${tap}`, least: ONE_REPOSITORY }),
  scoop: ({ bucket }) => ({ title: `publish the manifest in ${bucket}`, least: ONE_REPOSITORY }),
  chocolatey: () => ({ title: 'push to Chocolatey', least: 'an API key of an owner of the package' }),
};

const RECEIVERS: Readonly<Record<ReceiverConfig['medium'], SecretOperation>> = {
  issue: { title: 'open and close issues', least: '`issues: write`' },
  'pull-request': { title: 'comment on pull requests', least: '`pull-requests: write`' },
  commit: { title: 'comment on commits', least: '`contents: write`' },
  slack: { title: 'post to Slack', least: 'an incoming webhook of one channel' },
  email: { title: 'send mail', least: 'an account that may send from one address' },
  webhook: { title: 'sign what is sent to a webhook', least: 'a secret of this webhook alone' },
};

/** What the token of a run may not write it only looks at: those channels have been published by another job. */
const SEEN: { readonly [Name in ChannelName]?: SecretOperation & { readonly scope: string } } = {
  github: { title: 'see the GitHub release', least: '`contents: read`', scope: 'contents' },
  container: { title: 'see the image', least: '`packages: read`', scope: 'packages' },
};

/**
 * What lockstep's own commands in a job need a secret for, as the definition says it: the channels that are published there, who is told,
 * whose artifacts are fetched. Empty when no step of the job has a use for it.
 */
export function ownOperations(
  secret: string,
  { release, notify }: Pick<Pipeline, 'release' | 'notify'>,
  { steps, permissions }: Pick<Job, 'steps' | 'permissions'>,
): readonly SecretOperation[] {
  const seeing = steps.filter((step) => step.secrets?.includes(secret) ?? true);
  const lines = seeing.flatMap(({ run }) => run.split('\n'));
  const isRunToken = secret === RUN_TOKEN;
  const runs = (command: RegExp): boolean => lines.some((line) => command.test(line));
  const found = lines
    .flatMap((line) => channelsOf(line, release.channels ?? {}))
    .filter(({ secret: asked }) => asked === secret)
    .map(({ name, operation }): SecretOperation => {
      const seen = isRunToken ? SEEN[name] : undefined;
      return seen === undefined || permissions[seen.scope] === 'write'
        ? operation
        : { title: seen.title, least: seen.least };
    });
  if (runs(/\blockstep receipt fetch\b/) && (isRunToken || secret === 'CIRCLE_TOKEN'))
    found.push({
      title: 'fetch receipts',
      least: isRunToken ? '`actions: read`' : 'a token of somebody who may see the project',
    });
  if (runs(/\blockstep gate\b/) && isRunToken)
    found.push({
      title: 'ask what has run',
      least: runs(/\blockstep gate\b.*--post\b/) ? '`actions: read`, `statuses: write`' : '`actions: read`',
    });
  if (runs(/\blockstep notify send\b/))
    for (const receiver of Object.values(notify.receivers))
      if (secretsOf(receiver).includes(secret)) found.push(RECEIVERS[receiver.medium]);
  return found.filter(({ title }, at) => found.findIndex((one) => one.title === title) === at);
}

/** The channels that a line publishes or takes back: those it names, else all. */
function channelsOf(
  line: string,
  channels: ChannelsConfig,
): readonly {
  readonly name: ChannelName;
  readonly secret: string | undefined;
  readonly operation: SecretOperation;
}[] {
  if (!/\blockstep release (?:publish|recall)\b/.test(line)) return [];
  const named = [...line.matchAll(/--channel[= ](\w+)/g)].map(([, name]) => name);
  return (Object.keys(CHANNELS) as ChannelName[]).flatMap((name) => {
    const of = channels[name];
    if (of === undefined || of === false || (named.length > 0 && !named.includes(name))) return [];
    const operation = (CHANNELS[name] as (of: unknown) => SecretOperation)(of);
    return [{ name, secret: of === true ? undefined : of.secret, operation }];
  });
}

function secretsOf(receiver: ReceiverConfig): readonly string[] {
  switch (receiver.medium) {
    case 'slack':
      return [receiver.webhook];
    case 'email':
      return [receiver.server];
    case 'webhook':
      return [receiver.secret];
    default:
      return [RUN_TOKEN];
  }
}
