import { matrixVariable } from '../../../pipeline/matrix-variable.ts';
import { lockstepToolchain } from '../../../plan/lockstep-toolchain.ts';
import type { PlannedToolchain } from '../../../plan/plan.ts';
import { sha256 } from '../../../platform/digest.ts';
import { type CacheKey, type SetUp, type StepBlock, shellText } from '../document.ts';
import { wrapping } from '../leg-tokens.ts';
import { shellWord } from './images.ts';
import type { JobContext } from './job-context.ts';

/** Restores what a toolchain keeps between runs, installs, and saves it. */
export function toolchainSteps(context: JobContext): readonly SetUp[] {
  const { toolchains } = context.leg;
  const setUps = toolchains.flatMap((toolchain): readonly SetUp[] => {
    const steps = installSteps(toolchain, context);
    return steps.length === 0 ? [] : [{ kind: 'set_up', toolchain: toolchain.name, steps }];
  });
  const own = lockstepToolchain(toolchains);
  if (own === undefined) return setUps;
  return [...setUps, { kind: 'set_up', toolchain: 'lockstep', steps: [installLockstep(own.package)] }];
}

/** Into a folder of its own: the images' Node.js belongs to root, and so does the place where npm would put it. */
export function installLockstep(name: string): StepBlock {
  return {
    kind: 'run',
    name: wrapping('install lockstep'),
    command: shellText(`npm install --global --ignore-scripts --prefix "$HOME/lockstep/npm" ${name}`),
  };
}

function installSteps(toolchain: PlannedToolchain, context: JobContext): readonly StepBlock[] {
  const { install, cache = [], name } = toolchain;
  if (install === undefined) return [];
  const run: StepBlock = {
    kind: 'run',
    name: wrapping(`install ${name === 'plain' ? 'dependencies' : `${name} dependencies`}`),
    command: shellText(install),
  };
  if (!context.cached || cache.length === 0) return [run];
  const file = `${context.leg.platform.os === 'windows' ? 'C:' : '/tmp'}/lockstep-lock-files-${name}`;
  const key = cacheKey(toolchain, context, file);
  return [
    {
      kind: 'run',
      name: wrapping(`identify ${name} lock files`),
      command: shellText(identify(toolchain, file)),
    },
    { kind: 'restore_cache', name: wrapping(`restore ${name} cache`), key },
    run,
    { kind: 'save_cache', name: wrapping(`save ${name} cache`), key, paths: cache },
  ];
}

/** Of lock files that may or may not be there git knows the digests already. */
function identify({ lockFiles = [] }: PlannedToolchain, file: string): string {
  const specs = lockFiles.map((glob) => shellWord(`:(glob)${glob}`)).join(' ');
  return `git ls-files --stage -- ${specs} > ${shellWord(file)}`;
}

/**
 * CircleCI restores the newest entry of which the wanted key is a prefix, even when an exact one is there
 * (circleci.com/docs/caching, "Restoring cache"): the digest of all that makes the key, and an end mark after the checksum, see to
 * it that no key is the prefix of another.
 */
function cacheKey(toolchain: PlannedToolchain, { leg, job }: JobContext, file: string): CacheKey {
  const { name, version } = toolchain;
  const declared = job.toolchains.find((one) => one.name === name)?.version;
  // With a matrix of versions the key has the version from the environment of the job.
  const symbolic = typeof declared === 'object';
  const axis = symbolic ? `{{ .Environment.${matrixVariable(declared.matrix)} }}` : (version ?? 'any');
  const { version: _, ...rest } = toolchain;
  const made = JSON.stringify([
    [...leg.requires, ...leg.wants].includes('docker'),
    rest,
    leg.platform.os,
    leg.container,
    symbolic ? '' : leg.runner.image,
  ]);
  return `lockstep-1-${name}-${axis}-{{ arch }}-${sha256(made).slice(0, 12)}-{{ checksum "${file}" }}-end` as CacheKey;
}
