/** Where a release is built, in the words of SLSA provenance (slsa.dev/spec/v1.0/provenance). */
export interface BuildPlace {
  /** How to read the parameters: a URI. */
  readonly buildType: string;
  readonly externalParameters: Readonly<Record<string, unknown>>;
  readonly internalParameters: Readonly<Record<string, unknown>>;
  /** Who is answerable for the build: a URI. */
  readonly builder: string;
  /** The page of the run, where it has one. */
  readonly invocation: string | undefined;
  /** Address of the repository, as the CI system says it. */
  readonly repository: string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** What this job is, by its variables; they are the job's own word, which a certificate of its identity bears out or not. */
export function buildPlace(env: Variables, tag: string): BuildPlace {
  if (env.GITHUB_ACTIONS === 'true') return githubPlace(env);
  return env.CIRCLECI === 'true' ? circlePlace(env, tag) : localPlace(tag);
}

/**
 * The build type that GitHub's own attestations have (actions.github.io/buildtypes/workflow/v1; actions/toolkit, packages/attest/src/provenance.ts), with
 * its fields and no others.
 */
function githubPlace(env: Variables): BuildPlace {
  const server = env.GITHUB_SERVER_URL || 'https://github.com';
  const repository = `${server}/${env.GITHUB_REPOSITORY ?? ''}`;
  // `acme/weather/.github/workflows/release.yml@refs/tags/v1.2.0`
  const reference = env.GITHUB_WORKFLOW_REF ?? '';
  const [path = '', ref = ''] = reference.replace(`${env.GITHUB_REPOSITORY ?? ''}/`, '').split('@');
  return {
    buildType: 'https://actions.github.io/buildtypes/workflow/v1',
    externalParameters: { workflow: { ref, repository, path } },
    internalParameters: {
      github: {
        event_name: env.GITHUB_EVENT_NAME ?? '',
        repository_id: env.GITHUB_REPOSITORY_ID ?? '',
        repository_owner_id: env.GITHUB_REPOSITORY_OWNER_ID ?? '',
        runner_environment: env.RUNNER_ENVIRONMENT ?? '',
      },
    },
    builder: `${server}/${reference}`,
    invocation: `${repository}/actions/runs/${env.GITHUB_RUN_ID}/attempts/${env.GITHUB_RUN_ATTEMPT ?? '1'}`,
    repository,
  };
}

/** circleci.com/docs/reference/variables. The builder is the issuer of the job's identity; docs/release.md says what the parameters are. */
function circlePlace(env: Variables, tag: string): BuildPlace {
  return {
    buildType: 'urn:lockstep:buildtype:circleci:v1',
    externalParameters: { tag, repository: env.CIRCLE_REPOSITORY_URL ?? '' },
    internalParameters: {
      circleci: {
        job: env.CIRCLE_JOB ?? '',
        pipeline: env.CIRCLE_PIPELINE_ID ?? '',
        project: env.CIRCLE_PROJECT_ID ?? '',
        workflow: env.CIRCLE_WORKFLOW_ID ?? '',
      },
    },
    builder: `https://oidc.circleci.com/org/${env.CIRCLE_ORGANIZATION_ID ?? ''}`,
    invocation: env.CIRCLE_BUILD_URL || undefined,
    repository: env.CIRCLE_REPOSITORY_URL || undefined,
  };
}

/** Nobody vouches for a machine of one's own. */
function localPlace(tag: string): BuildPlace {
  return {
    buildType: 'urn:lockstep:buildtype:local:v1',
    externalParameters: { tag },
    internalParameters: {},
    builder: 'urn:lockstep:builder:local',
    invocation: undefined,
    repository: undefined,
  };
}
