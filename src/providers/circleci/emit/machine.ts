import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { lockstepToolchain } from '../../../plan/lockstep-toolchain.ts';
import type { PlannedJob, PlannedToolchain } from '../../../plan/plan.ts';
import { type DockerImage, type Machine, template, type Value } from '../document.ts';
import { imageOf, isTag, machineSetup } from './images.ts';
import type { JobContext } from './job-context.ts';
import { problem } from './problem.ts';

/** What a leg runs on, and what has to be done there before it is what the definition asks for. */
export interface LoweredMachine {
  readonly machine: Machine;
  /** The name it should have among the executors; undefined when it belongs to this one job. */
  readonly name: string | undefined;
  /** Shell texts by the name of their step. */
  readonly setup: readonly { readonly name: string; readonly text: string }[];
  /** The docker daemon is elsewhere. */
  readonly remoteDocker: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** An image for a whole machine and not for a container (circleci.com/developer/machine). */
const MACHINE_IMAGE = /^(ubuntu-\d{4}|android|linux-cuda-\d+|windows-server-[\w-]+):[\w.-]+$/;
/** A runner label of GitHub, which CircleCI does not know. */
const GITHUB_LABEL = /^(ubuntu|macos|windows)-(latest|\d+(\.\d+)?)(-\w+)?$/;

const LINUX_SHELL = '/bin/bash -eo pipefail';
const WINDOWS_SHELL = 'bash.exe -eo pipefail';
const XCODE = '26.4.0';

export function lowerMachine(context: JobContext): LoweredMachine {
  const { leg } = context;
  switch (leg.platform.os) {
    case 'linux':
      return isVirtualMachine(leg) ? linuxMachine(context) : container(context);
    case 'macos':
      return wholeMachine(context, {
        machine: { macos: { xcode: imageAsked(leg, 'macos') ?? XCODE }, shell: LINUX_SHELL },
        size: 'm4pro.medium',
      });
    case 'windows':
      return wholeMachine(context, {
        machine: {
          machine: { image: imageAsked(leg, 'windows') ?? 'windows-server-2022-gui:current' },
          shell: WINDOWS_SHELL,
        },
        size: 'windows.medium',
      });
    default:
      return leg.platform.os satisfies never;
  }
}

/** With docker at hand a step sees the same files as its containers, and their ports: only a whole machine has that. */
function isVirtualMachine(leg: PlannedJob): boolean {
  if (leg.container !== undefined) return false;
  const { image } = leg.runner;
  if (image !== undefined && !GITHUB_LABEL.test(image)) return MACHINE_IMAGE.test(image);
  return wantsDocker(leg) && leg.services.length === 0;
}

function wantsDocker(leg: PlannedJob): boolean {
  return [...leg.requires, ...leg.wants].includes('docker');
}

function imageAsked(leg: PlannedJob, os: 'macos' | 'windows' | 'linux'): string | undefined {
  const { image } = leg.runner;
  if (image === undefined || GITHUB_LABEL.test(image)) return undefined;
  return os === 'macos' ? image.replace(/^xcode[-:]?/, '') : image;
}

function linuxMachine(context: JobContext): LoweredMachine {
  const arm = context.leg.platform.arch === 'arm64';
  const image = imageAsked(context.leg, 'linux') ?? 'ubuntu-2404:current';
  const { dockerLayerCaching } = context.leg.runner;
  return wholeMachine(context, {
    machine: {
      machine: { image, ...(dockerLayerCaching && { layerCaching: true }) },
      shell: LINUX_SHELL,
    },
    size: arm ? 'arm.medium' : 'medium',
  });
}

function wholeMachine(
  context: JobContext,
  { machine, size }: { machine: Omit<Machine, 'resourceClass'>; size: string },
): LoweredMachine {
  const { leg } = context;
  const resourceClass = leg.runner.size ?? size;
  const node = lockstepToolchain(leg.toolchains)?.node;
  const forLockstep: readonly PlannedToolchain[] =
    node === undefined ? [] : [{ name: 'node', version: node }];
  const setup = [...leg.toolchains, ...forLockstep].flatMap((toolchain) => {
    const text = machineSetup(toolchain, leg.platform.os);
    return text === undefined ? [] : [{ name: `set up ${toolchain.name}`, text }];
  });
  const diagnostics = [...wrongImage(leg), ...noServices(leg), ...noContainer(leg)];
  const named = machine.macos?.xcode ?? machine.machine?.image ?? '';
  const layers = machine.machine?.layerCaching ? '-layers' : '';
  const name = `${machine.macos ? `xcode-${named}` : named.replace(/:current$/, '')}${layers}${sizeSuffix(resourceClass, size)}`;
  return { machine: { ...machine, resourceClass }, name, setup, remoteDocker: false, diagnostics };
}

function container(context: JobContext): LoweredMachine {
  const { leg } = context;
  const arm = leg.platform.arch === 'arm64';
  const size = arm ? 'arm.medium' : 'medium';
  const resourceClass = leg.runner.size ?? size;
  const { image, setup } = primaryImage(context);
  const docker: DockerImage[] = [{ image }, ...leg.services.map(serviceImage)];
  const plain = typeof image === 'string' && leg.services.length === 0;
  const machine: Machine = { docker, resourceClass, shell: LINUX_SHELL };
  return {
    machine,
    name: plain ? `${executorName(image)}${arm ? '-arm' : ''}${sizeSuffix(resourceClass, size)}` : undefined,
    setup: setup === undefined ? [] : [{ name: 'set up rust', text: setup }],
    remoteDocker: wantsDocker(leg),
    diagnostics: [...wrongImage(leg), ...manyToolchains(leg), ...mappedPorts(leg)],
  };
}

function primaryImage(context: JobContext): { image: Value; setup?: string } {
  const { leg, job } = context;
  const given = leg.container ?? imageAsked(leg, 'linux');
  if (given !== undefined) {
    const declared = job.runner.image;
    const symbolic =
      leg.container === undefined && typeof declared === 'object'
        ? context.parameter(declared.matrix)
        : undefined;
    return { image: symbolic ?? given };
  }
  const { toolchain, variant } = imageToolchain(leg);
  const declared = job.toolchains.find(({ name }) => name === toolchain?.name)?.version;
  if (toolchain !== undefined && typeof declared === 'object') {
    const parameter = context.parameter(declared.matrix);
    const values = context.axisValues(declared.matrix);
    if (parameter !== undefined && values.every((value) => isTag(toolchain, value)))
      return { image: template(`cimg/${toolchain.name}:`, ...parameter.parts, variant) };
  }
  return imageOf(toolchain, variant);
}

/** What the image is chosen by: the first language. lockstep needs a Node.js beside it, or in place of none. */
function imageToolchain({ toolchains }: PlannedJob): {
  toolchain: PlannedToolchain | undefined;
  variant: '' | '-node';
} {
  const node = lockstepToolchain(toolchains)?.node;
  const toolchain = toolchains.find(({ name }) => name !== 'lockstep');
  if (node === undefined) return { toolchain, variant: '' };
  if (toolchain === undefined || toolchain.name === 'plain')
    return { toolchain: { name: 'node', version: node }, variant: '' };
  return { toolchain, variant: '-node' };
}

function serviceImage(service: PlannedJob['services'][number]): DockerImage {
  const environment = new Map(Object.entries(service.env ?? {}));
  return { image: service.image, name: service.name, ...(environment.size > 0 && { environment }) };
}

/** `cimg/python:3.12` → `python-3-12`. */
function executorName(image: string): string {
  const [path = '', digest] = image.split('@');
  const last = path.split('/').at(-1) ?? path;
  return digest === undefined ? last.replace(/:current$/, '') : `${last}-${digest.slice(-8)}`;
}

function sizeSuffix(size: string, usual: string): string {
  return size === usual ? '' : `-${size}`;
}

function wrongImage(leg: PlannedJob): readonly Diagnostic[] {
  const { image } = leg.runner;
  const isLabel = image !== undefined && GITHUB_LABEL.test(image);
  const notWhole = image !== undefined && leg.platform.os === 'windows' && !MACHINE_IMAGE.test(image);
  if (!isLabel && !notWhole) return [];
  return [
    problem('image-not-offered', ['jobs', leg.job, 'runner', 'image'], `CircleCI has no image '${image}'.`, {
      fix: "Name one of CircleCI's: 'cimg/base:current', 'ubuntu-2404:current', 'windows-server-2022-gui:current', an Xcode version; or leave it out.",
      severity: isLabel ? 'warning' : 'error',
    }),
  ];
}

function noServices(leg: PlannedJob): readonly Diagnostic[] {
  if (leg.services.length === 0) return [];
  return [
    problem(
      'service-not-offered',
      ['jobs', leg.job, 'services'],
      `CircleCI starts services beside Linux containers only; '${leg.job}' runs on a whole machine (${leg.platform.os}).`,
      { fix: "Start them in a step with 'docker run', or give the job to 'github'." },
    ),
  ];
}

function noContainer(leg: PlannedJob): readonly Diagnostic[] {
  if (leg.container === undefined) return [];
  return [
    problem(
      'image-not-offered',
      ['jobs', leg.job, 'container'],
      `CircleCI runs containers on Linux only; '${leg.job}' runs on ${leg.platform.os} too.`,
      { fix: "Say platforms: ['linux'], or leave the container out." },
    ),
  ];
}

function manyToolchains(leg: PlannedJob): readonly Diagnostic[] {
  const [first, ...others] = leg.toolchains.filter(({ name }) => name !== 'plain' && name !== 'lockstep');
  if (others.length === 0 || leg.container !== undefined || leg.runner.image !== undefined) return [];
  return [
    problem(
      'toolchain-not-offered',
      ['jobs', leg.job],
      `CircleCI's images have one language: '${leg.job}' would find ${first?.name} and not ${others.map(({ name }) => name).join(', ')}.`,
      {
        fix: "Name an image that has them all with container: '…', or runner: { image: 'ubuntu-2404:current' }.",
      },
    ),
  ];
}

/** Services share the network of the job: each is reached at the port it listens on. */
function mappedPorts(leg: PlannedJob): readonly Diagnostic[] {
  return leg.services.flatMap((service) =>
    (service.ports ?? [])
      .filter((port) => new Set(String(port).split('/')[0]?.split(':').slice(-2)).size > 1)
      .map((port) =>
        problem(
          'service-not-offered',
          ['jobs', leg.job, 'services', service.name, 'ports'],
          `CircleCI maps no ports: '${service.name}' is reached at ${String(port).split(':').at(-1)}, not as ${port}.`,
          { fix: 'Use the port the service itself listens on.' },
        ),
      ),
  );
}
