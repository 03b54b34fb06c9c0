import {
  type Environment,
  escapeTags,
  escapeTexts,
  type JobBody,
  type Machine,
  printValue,
  type RunStep,
  type StepBlock,
  wordsWithoutTags,
} from './document.ts';
import { mergeRawJob } from './emit/raw-blocks.ts';

/** Jobs and executors as the data that YAML is made of. Every text is escaped here and nowhere else. */
export function plainMachine({
  docker,
  machine,
  macos,
  resourceClass,
  shell,
}: Machine): Record<string, unknown> {
  return {
    ...(docker && {
      docker: docker.map(({ image, name, environment }) => ({
        image: printValue(image),
        ...(name !== undefined && { name: escapeTags(name) }),
        ...(environment && { environment: plainEnvironment(environment) }),
      })),
    }),
    ...(machine && {
      machine: {
        image: escapeTags(machine.image),
        ...(machine.layerCaching && { docker_layer_caching: true }),
      },
    }),
    ...(macos && { macos: { xcode: escapeTags(macos.xcode) } }),
    resource_class: escapeTags(resourceClass),
    shell,
  };
}

export function plainJob(job: JobBody): Record<string, unknown> {
  const { description, parameters, machine, parallelism, environment, steps, raw } = job;
  const content = {
    ...(description !== undefined && { description: wordsWithoutTags(description) }),
    ...(parameters.length > 0 && {
      parameters: Object.fromEntries(parameters.map((name) => [name, { type: 'string' }])),
    }),
    ...('executor' in machine ? { executor: machine.executor } : plainMachine(machine)),
    ...(parallelism !== undefined && { parallelism }),
    environment: plainEnvironment(environment),
    steps: steps.map(plainStep),
  };
  return mergeRawJob(content, raw);
}

export function plainCommand(steps: readonly StepBlock[]): Record<string, unknown> {
  return { steps: steps.map(plainStep) };
}

function plainEnvironment(environment: Environment): Record<string, string> {
  return Object.fromEntries([...environment].map(([name, value]) => [name, printValue(value)]));
}

function plainStep(step: StepBlock): unknown {
  switch (step.kind) {
    case 'checkout':
      return step.kind;
    case 'setup_remote_docker':
      return step.layerCaching ? { [step.kind]: { docker_layer_caching: true } } : step.kind;
    case 'command':
      return step.name;
    case 'run':
      return { run: plainRun(step) };
    case 'store_artifacts':
    case 'store_test_results':
    case 'attach_workspace':
    case 'persist_to_workspace':
    case 'restore_cache':
    case 'save_cache': {
      const { kind, ...content } = step;
      return { [kind]: escapeTexts(content) };
    }
    default:
      return step satisfies never;
  }
}

function plainRun(step: RunStep): unknown {
  const {
    name,
    command,
    shell,
    environment,
    workingDirectory,
    when,
    noOutputTimeout,
    maxAutoReruns,
    background,
  } = step;
  const content = {
    // CircleCI shows the command where there is no name.
    ...(name !== command.text && { name: escapeTags(name) }),
    ...(shell !== undefined && { shell }),
    ...(workingDirectory !== undefined && { working_directory: escapeTags(workingDirectory) }),
    ...(environment && { environment: plainEnvironment(environment) }),
    ...(when !== undefined && { when }),
    ...(noOutputTimeout !== undefined && { no_output_timeout: noOutputTimeout }),
    ...(maxAutoReruns !== undefined && { max_auto_reruns: maxAutoReruns }),
    ...(background && { background }),
    command: escapeTags(command.text),
  };
  return Object.keys(content).length === 1 ? content.command : content;
}
