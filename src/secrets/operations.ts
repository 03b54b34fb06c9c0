/** What a secret is needed for, with the least that it must be able to do. Facts of the vendors' pages named with each. */
export interface SecretOperation {
  /** As people speak of it: `publish to PyPI`. */
  readonly title: string;
  /** The least permission that will do. */
  readonly least: string;
  /** How the system says who it is without a stored secret; absent where that cannot be. */
  readonly oidc?: { readonly github?: string; readonly circleci?: string };
}

interface Recognised extends SecretOperation {
  /** Of a command that does it. Linear: no part of it can match the same text in two ways. */
  readonly command?: RegExp;
  /** Of a secret's name. */
  readonly name?: RegExp;
}

const OPERATIONS: readonly Recognised[] = [
  {
    title: 'publish to PyPI',
    least: 'an API token of this one project',
    command: /\b(?:twine upload|uv publish|poetry publish|hatch publish|flit publish)\b/,
    name: /PYPI/,
    // docs.pypi.org/trusted-publishers
    oidc: {
      github: 'PyPI trusts the workflow itself: a trusted publisher, `id-token: write` and an environment',
    },
  },
  {
    title: 'publish to npm',
    least: 'a granular token that writes this one package',
    command: /\b(?:npm|pnpm|yarn npm) publish\b/,
    name: /^NPM_|_NPM_|NODE_AUTH_TOKEN/,
    // docs.npmjs.com/trusted-publishers
    oidc: { github: 'npm trusts the workflow itself: a trusted publisher and `id-token: write`' },
  },
  {
    title: 'dispatch to another repository',
    // docs.github.com, "Create a repository dispatch event"
    least: 'a fine-grained token or an app with `contents: write` on that repository alone',
    command: /\brepository[_-]dispatch|\/repos\/\S+\/dispatches\b|\bannounce\.py\b/,
    name: /(?:TAP|SCOOP|BUCKET|CHOCO|DISPATCH)\w*_TOKEN$/,
  },
  {
    title: 'create a release',
    least: '`contents: write`, in the job that does it alone',
    command: /\bgh release (?:create|upload|edit)\b/,
  },
  {
    title: 'upload to code scanning',
    least: '`security-events: write`',
    command: /\blockstep upload sarif\b/,
  },
  {
    title: 'comment on pull requests',
    least: '`pull-requests: write`',
    command: /\blockstep upload comment\b/,
  },
  {
    title: 'push to GitHub Packages',
    least: '`packages: write` of the token of the run; from elsewhere a classic token with `write:packages`',
    command: /\bghcr\.io\b/,
    name: /GHCR/,
  },
  {
    title: 'push an image',
    least: 'an access token that reads and writes this one repository',
    command: /\bdocker (?:push|buildx build [^\n]*--push)\b/,
    name: /DOCKER/,
  },
  {
    title: 'act on AWS',
    least: 'a role with the one policy that is needed',
    name: /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/,
    // docs.github.com, "OpenID Connect in Amazon Web Services"; circleci.com/docs/openid-connect-tokens
    oidc: {
      github: 'a role that trusts token.actions.githubusercontent.com, and `id-token: write`',
      circleci: 'a role that trusts oidc.circleci.com/org/<organisation>: $CIRCLE_OIDC_TOKEN_V2',
    },
  },
  {
    title: 'act on Google Cloud',
    least: 'a service account with the one role that is needed',
    name: /^(?:GOOGLE_(?:APPLICATION_)?CREDENTIALS|GCP_|GCLOUD_)/,
    oidc: {
      github: 'workload identity federation, and `id-token: write`',
      circleci: 'workload identity federation with $CIRCLE_OIDC_TOKEN_V2',
    },
  },
  {
    title: 'upload to Codecov',
    least: 'the upload token of this one repository',
    command: /\bcodecov\b/,
    name: /CODECOV/,
    oidc: { github: '`use_oidc: true` and `id-token: write`' },
  },
  { title: 'post to Slack', least: 'an incoming webhook of one channel', name: /SLACK/ },
  { title: 'send mail', least: 'an account that may send from one address', name: /SMTP|MAIL/ },
];

/**
 * What a job needs a secret for: by the commands of the job that has it, as far as there is one secret in it, else by the secret's name. Undefined
 * when neither tells.
 */
export function operationOf(
  secret: string,
  { commands, alone }: { readonly commands: readonly string[]; readonly alone: boolean },
): SecretOperation | undefined {
  const byName = OPERATIONS.find(({ name }) => name?.test(secret) === true);
  if (byName !== undefined && !alone) return byName;
  const text = commands.join('\n');
  const byCommand = OPERATIONS.filter(({ command }) => command?.test(text) === true);
  const [only] = byCommand;
  if (byName !== undefined && byCommand.includes(byName)) return byName;
  if (only === undefined) return byName;
  if (!alone) return byName;
  return joinedOperations(byCommand);
}

/** Several things that one secret is needed for; undefined for none. */
export function joinedOperations(operations: readonly SecretOperation[]): SecretOperation | undefined {
  const [only, ...more] = operations;
  if (more.length === 0) return only;
  const least = new Set(operations.map((one) => one.least));
  return { title: operations.map(({ title }) => title).join(', '), least: [...least].join(', ') };
}
