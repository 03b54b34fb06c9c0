import { lockstepToolchain } from '../../../plan/lockstep-toolchain.ts';
import type { PlannedJob, PlannedToolchain } from '../../../plan/plan.ts';
import { ownShellText, type RunStep, type StepDocument, shellText, type UsesStep } from '../document.ts';
import { call, context, literal, Template, type Value } from '../expression/expression.ts';
import { problem } from '../problem.ts';
import { actionOf, asParts, type JobContext, type WorkflowContext } from './job-context.ts';

/** Languages that GitHub has a set-up action for, and what it calls the version. */
const SETUPS = {
  python: { action: 'actions/setup-python', version: 'python-version', title: 'Python' },
  node: { action: 'actions/setup-node', version: 'node-version', title: 'Node.js' },
  go: { action: 'actions/setup-go', version: 'go-version', title: 'Go' },
} as const;

/** What brings the tools onto the machine: the language, what a cache has of it, what `install` adds, directories for PATH. */
export function toolchainSteps(flow: WorkflowContext, job: JobContext): readonly StepDocument[] {
  const [first] = job.own.legs;
  const cached = mayCache(flow, job);
  const steps = (first?.toolchains ?? []).flatMap((toolchain, index) => {
    const version = job.matrix.value(
      `${toolchain.name}-version`,
      (leg) => leg.toolchains[index]?.version ?? '',
    );
    const setup = setupStep(flow, toolchain, version, cached);
    const keeps = setup?.with.cache !== undefined && setup.with.cache !== false;
    const install = installStep(flow, job, toolchain, index);
    return [
      setup,
      rustStep(toolchain, version),
      cached && !keeps ? cacheStep(flow, toolchain, version) : undefined,
      install,
      pathStep(job, toolchain, index),
    ].filter((step) => step !== undefined);
  });
  return [...steps, ...lockstepSteps(flow, first?.toolchains ?? [], cached)];
}

/** After all others: what installs it is the Node.js that one of them may have set up. */
export function lockstepSteps(
  flow: WorkflowContext,
  toolchains: readonly PlannedToolchain[],
  cached: boolean,
): readonly StepDocument[] {
  const own = lockstepToolchain(toolchains);
  if (own === undefined) return [];
  const setup = own.node === undefined ? undefined : setupStep(flow, { name: 'node' }, own.node, cached);
  const install: RunStep = {
    kind: 'run',
    name: 'Install lockstep',
    id: 'lockstep-install-lockstep',
    run: ownShellText(`npm install --global --ignore-scripts ${own.package}`),
    shell: 'bash',
  };
  return [...(setup === undefined ? [] : [setup]), install];
}

/**
 * What is released is made from nothing that another run has left behind: a pull request's poisoned cache would be released with it
 * (CVE-2026-45321). So no cache in release jobs, nor in any workflow that a tag or a release starts.
 */
function mayCache({ own }: WorkflowContext, { own: { job } }: JobContext): boolean {
  return (
    job.category !== 'release' &&
    !own.triggers.some(({ trigger }) => trigger.kind === 'tag' || trigger.kind === 'release')
  );
}

function setupStep(
  flow: WorkflowContext,
  toolchain: PlannedToolchain,
  version: Value,
  cached: boolean,
): UsesStep | undefined {
  const setup = SETUPS[toolchain.name as keyof typeof SETUPS];
  if (setup === undefined || version === '') return undefined;
  const cache = cached ? nativeCache(toolchain) : undefined;
  const files = lockFilesOf(toolchain);
  return {
    kind: 'uses',
    name: `Set up ${setup.title}`,
    uses: actionOf(flow, setup.action),
    with: {
      [setup.version]: version,
      ...(cache !== undefined && { cache }),
      ...(cache !== undefined && files.length > 0 && { 'cache-dependency-path': files }),
      // These two cache unless told not to.
      ...(cache === undefined && toolchain.name === 'node' && { 'package-manager-cache': false }),
      ...(cache === undefined && toolchain.name === 'go' && { cache: false }),
    },
    ...(!cached && cache === undefined && { reasons: NO_CACHE }),
  };
}

/** Those of the package manager that is used; the action finds the one of npm in the root by itself. */
function lockFilesOf({ name, lockFiles = [] }: PlannedToolchain): readonly string[] {
  if (name !== 'node') return lockFiles;
  const own = lockFiles.filter((file) => /(^|\/)(package-lock|npm-shrinkwrap)\.json$/.test(file));
  return own.length === 1 && own[0] === 'package-lock.json' ? [] : own;
}

const NO_CACHE = {
  'package-manager-cache': 'nothing of another run is released',
  cache: 'nothing of another run is released',
};

/** The cache the set-up action has itself, which knows where each system keeps the files; it fails without a lock file. */
function nativeCache({ name, install = '' }: PlannedToolchain): string | true | undefined {
  if (name === 'python') return /\bpip\s+install\b/.test(install) ? 'pip' : undefined;
  if (name === 'node') return /\bnpm ci\b/.test(install) ? 'npm' : undefined;
  return name === 'go' ? true : undefined;
}

function cacheStep(flow: WorkflowContext, toolchain: PlannedToolchain, version: Value): UsesStep | undefined {
  const { cache = [], lockFiles = [], name } = toolchain;
  if (cache.length === 0 || lockFiles.length === 0) return undefined;
  const prefix = [
    `${name}-`,
    context('runner', 'os'),
    '-',
    context('runner', 'arch'),
    '-',
    ...(version === '' ? [] : [...asParts(version), '-']),
  ];
  return {
    kind: 'uses',
    name: `Restore downloads (${name})`,
    uses: actionOf(flow, 'actions/cache'),
    with: {
      path: cache,
      key: new Template([...prefix, call('hashFiles', ...lockFiles.map(literal))]),
      'restore-keys': new Template(prefix),
    },
  };
}

/** rustup stands on GitHub's machines; the version is a variable, so that nothing of the definition is in the text. */
function rustStep(toolchain: PlannedToolchain, version: Value): RunStep | undefined {
  if (toolchain.name !== 'rust' || version === '') return undefined;
  return {
    kind: 'run',
    name: 'Set up Rust',
    id: 'lockstep-rust',
    run: ownShellText(
      'rustup toolchain install "$RUST_VERSION" --profile minimal --component clippy,rustfmt --no-self-update\nrustup default "$RUST_VERSION"',
    ),
    shell: 'bash',
    env: { RUST_VERSION: version },
  };
}

function installStep(
  { problems }: WorkflowContext,
  { own: { job } }: JobContext,
  toolchain: PlannedToolchain,
  index: number,
): RunStep | undefined {
  if (toolchain.install === undefined) return undefined;
  const run = shellText(toolchain.install);
  if (run === undefined) {
    problems.add(
      problem(
        'expression-in-shell',
        ['jobs', job.name],
        `What the toolchain ${toolchain.name} of '${job.name}' installs has '\${{' in it, which GitHub would replace before the shell sees it.`,
        { fix: 'Put what is meant into a variable, and use that in the text.' },
      ),
    );
    return undefined;
  }
  return {
    kind: 'run',
    name: `Install dependencies${toolchain.name === 'plain' ? '' : ` (${SETUP_TITLES[toolchain.name]})`}`,
    id: `lockstep-install-${toolchain.name}${index === 0 ? '' : `-${index + 1}`}`,
    run,
    shell: 'bash',
  };
}

const SETUP_TITLES = { python: 'Python', node: 'Node.js', go: 'Go', rust: 'Rust', lockstep: 'lockstep' };

/**
 * Directories of programs. A toolchain with `prepare` has them for the environment that `prepare` makes, on a developer's machine
 * only; the others' are needed here too.
 */
function pathStep({ matrix }: JobContext, toolchain: PlannedToolchain, index: number): RunStep | undefined {
  if (toolchain.prepare !== undefined || toolchain.path === undefined) return undefined;
  // What is added last is searched first.
  const directories = matrix.value(`${toolchain.name}-path`, (leg: PlannedJob) =>
    (leg.toolchains[index]?.path?.[leg.platform.os] ?? []).toReversed().join('\n'),
  );
  if (directories === '') return undefined;
  const step = {
    kind: 'run',
    name: 'Put installed programs on PATH',
    id: `lockstep-path-${toolchain.name}${index === 0 ? '' : `-${index + 1}`}`,
    shell: 'bash',
  } as const;
  if (typeof directories === 'string' && /^[\w./@-]+$/.test(directories))
    return { ...step, run: ownShellText(`echo "$GITHUB_WORKSPACE/${directories}" >> "$GITHUB_PATH"`) };
  return { ...step, run: ownShellText(ADD_DIRECTORIES), env: { DIRECTORIES: directories } };
}

const ADD_DIRECTORIES = `while IFS= read -r directory; do
  if [ -n "$directory" ]; then echo "$GITHUB_WORKSPACE/$directory" >> "$GITHUB_PATH"; fi
done <<< "$DIRECTORIES"`;

/** Variables of the toolchains, where they are not about an environment that only a developer has. */
export function toolchainEnvironment({ own: { legs } }: JobContext): Record<string, Value> {
  const env: Record<string, Value> = {};
  for (const toolchain of legs[0]?.toolchains ?? []) {
    if (toolchain.prepare !== undefined) continue;
    for (const [name, value] of Object.entries(toolchain.env ?? {}))
      env[name] = value.startsWith('./')
        ? new Template([context('github', 'workspace'), value.slice(1)])
        : value;
  }
  return env;
}
