import { input, lockstep, type ReleaseConfig, type Toolchain } from 'lockstep';

/** From a tag to what people install: what main has proved is not tested again, and what was built once is what is published. */
export const release: ReleaseConfig = {
  receipts: {
    identities: [
      {
        github: 'csvscope/csvscope',
        workflows: ['.github/workflows/test-matrix.yml', '.github/workflows/benchmark.yml'],
      },
      {
        circleci: '1b2f6a5e-7c1d-4f0a-9a57-3a6d1f0c2b11',
        organization: '5d0a1c1e-2f44-4a3b-8d0e-9b7e6c5d4f33',
      },
    ],
    maxAge: '14d',
  },
  signers: [{ github: 'csvscope/csvscope', workflows: ['.github/workflows/release.yml'] }],
  build: { python: true, image: { file: 'image.tar' } },
  channels: {
    container: { image: 'ghcr.io/csvscope/csvscope', secret: 'GITHUB_TOKEN' },
    github: { secret: 'GITHUB_TOKEN' },
    pypi: true,
    homebrew: { tap: 'csvscope/homebrew-tap', secret: 'TAP_REPO_TOKEN' },
    scoop: { bucket: 'csvscope/scoop-bucket', secret: 'SCOOP_REPO_TOKEN' },
    chocolatey: { secret: 'CHOCO_API_KEY', tags: ['csv', 'cli'] },
  },
};

/** A token with which a release gets to where people install it from. */
const pushes = (what: string) =>
  ({ description: `pushes ${what}`, rotate: '90d', environment: 'distributions' }) as const;

export const releaseSecrets = {
  CIRCLE_TOKEN: { description: 'reads artifacts of CircleCI', rotate: '90d', environment: 'release' },
  TAP_REPO_TOKEN: pushes('to the Homebrew tap'),
  SCOOP_REPO_TOKEN: pushes('to the Scoop bucket'),
  CHOCO_API_KEY: pushes('packages to Chocolatey'),
};

const releases = { category: 'release', platforms: ['linux'], toolchain: lockstep() } as const;

/** One job builds and may change nothing, the others publish what it hands them. */
export const releaseJobs = (tools: Toolchain) =>
  ({
    package: {
      ...releases,
      title: 'build what is released',
      toolchain: [tools, lockstep()],
      requires: ['docker'],
      environment: 'release',
      // It signs, and may change nothing.
      permissions: { contents: 'read', actions: 'read', 'id-token': 'write' },
      secrets: ['GITHUB_TOKEN', 'CIRCLE_TOKEN'],
      steps: [
        { name: 'fetch what main has proved', run: 'lockstep receipt fetch' },
        // From here on code of others runs: it sees no token.
        { name: 'judge the tag', run: 'lockstep release plan', secrets: [] },
        {
          name: 'build the image',
          run: 'mkdir -p artifacts && docker buildx build --output type=oci,dest=artifacts/image.tar .',
          secrets: [],
        },
        {
          name: 'build the rest, and sign all',
          run: 'lockstep release build --keyless --artifacts artifacts',
          secrets: [],
        },
      ],
      // Whoever publishes asks for what was proved, too.
      artifacts: { release: { paths: ['lockstep-release/**', 'lockstep-receipts/**'], retention: '90d' } },
    },
    publish: {
      ...releases,
      needs: ['package'],
      environment: 'release',
      permissions: { contents: 'write', packages: 'write', actions: 'write', 'id-token': 'write' },
      secrets: ['GITHUB_TOKEN'],
      steps: [
        {
          name: 'publish what can be fetched',
          run: 'lockstep release publish --channel container --channel github --channel pypi',
        },
        {
          name: 'start what points at it',
          run: 'gh workflow run trigger-distributions.yml --ref "$GITHUB_REF_NAME" --field run="$GITHUB_RUN_ID"',
        },
      ],
    },
    distributions: {
      ...releases,
      title: 'Homebrew, Scoop and Chocolatey',
      environment: 'distributions',
      permissions: { contents: 'read', actions: 'read' },
      secrets: ['GITHUB_TOKEN', 'TAP_REPO_TOKEN', 'SCOOP_REPO_TOKEN', 'CHOCO_API_KEY'],
      env: { RUN: input('run'), DRY_RUN: input('dry_run') },
      steps: [
        {
          name: 'fetch what was built',
          run: 'gh run download "$RUN" --name release',
          secrets: ['GITHUB_TOKEN'],
        },
        {
          name: 'publish what is missing',
          run: 'lockstep release publish $([ "$DRY_RUN" != true ] || echo --dry-run)',
        },
        {
          name: 'fetch it as users do',
          run: '[ "$DRY_RUN" = true ] || lockstep release verify',
          secrets: ['GITHUB_TOKEN'],
        },
      ],
    },
  }) as const;
