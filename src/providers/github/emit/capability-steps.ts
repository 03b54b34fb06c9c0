import type { CapabilityConfig } from '../../../pipeline/config.ts';
import { ownShellText, type RunStep } from '../document.ts';
import { context, type Expression, equal } from '../expression/expression.ts';
import { problem } from '../problem.ts';
import type { JobContext, WorkflowContext } from './job-context.ts';

export interface CapabilitySteps {
  readonly steps: readonly RunStep[];
  /** Holds when the machine has all that the job wants; undefined when it surely has. */
  readonly met: Expression | undefined;
}

/** What the machine must have or should have, and GitHub's machines do not have anyway. */
export function capabilitySteps({ problems }: WorkflowContext, job: JobContext): CapabilitySteps {
  const { requires, wants, name } = job.own.job;
  for (const [key, list] of [
    ['requires', requires],
    ['wants', wants],
  ] as const)
    list.forEach((capability, index) => {
      if (typeof capability === 'string' || capability.version === undefined) return;
      problems.add(
        problem(
          'tool-version-not-checked',
          ['jobs', name, key, index, 'version'],
          `On GitHub Actions the job '${name}' checks that ${capability.tool} is there, not that its version is ${capability.version}.`,
          {
            severity: 'warning',
            fix: `Let the toolchain install the version, or let a step compare what '${capability.tool} --version' prints.`,
          },
        ),
      );
    });
  const [needed, wanted] = [checkedTools(requires, job), checkedTools(wants, job)];
  const steps = [
    displayStep(job),
    needed.length === 0 ? undefined : checkStep('requires', needed),
    wanted.length === 0 ? undefined : checkStep('wants', wanted),
  ].filter((step) => step !== undefined);
  const met =
    wanted.length === 0 ? undefined : equal(context('steps', 'lockstep-wants', 'outputs', 'met'), 'true');
  return { steps, met };
}

/** Programs to look for. Ubuntu's image has docker; a machine of GitHub has a network, and a screen on macOS and Windows. */
function checkedTools(
  capabilities: readonly CapabilityConfig[],
  { own: { job, legs } }: JobContext,
): readonly string[] {
  const dockerIsThere =
    job.container === undefined &&
    legs.every((leg) => leg.platform.os === 'linux' && leg.runner.image === undefined);
  return capabilities.flatMap((capability) => {
    if (typeof capability !== 'string') return [capability.tool];
    return capability === 'docker' && !dockerIsThere ? ['docker'] : [];
  });
}

const CHECKS = {
  requires: {
    name: 'Check that the machine has what the job requires',
    text: checkText('::error::', 'exit 1', ''),
  },
  wants: {
    name: 'See whether the machine has what the job wants',
    text: checkText(
      '::notice::The job is skipped: ',
      'met=false',
      'met=true',
      'echo "met=$met" >> "$GITHUB_OUTPUT"',
    ),
  },
};

function checkText(prefix: string, missing: string, before: string, after = ''): string {
  return [
    ...(before === '' ? [] : [before]),
    'while IFS= read -r tool; do',
    `  if ! command -v "$tool" > /dev/null || { [ "$tool" = docker ] && ! docker info > /dev/null 2>&1; }; then`,
    `    echo "${prefix}$tool is not there."`,
    `    ${missing}`,
    '  fi',
    'done <<< "$TOOLS"',
    ...(after === '' ? [] : [after]),
  ].join('\n');
}

function checkStep(kind: 'requires' | 'wants', tools: readonly string[]): RunStep {
  const { name, text } = CHECKS[kind];
  return {
    kind: 'run',
    name,
    id: `lockstep-${kind}`,
    run: ownShellText(text),
    shell: 'bash',
    env: { TOOLS: tools.join('\n') },
  };
}

/** A screen for programs that want one, on machines without. */
function displayStep({ own: { job, legs } }: JobContext): RunStep | undefined {
  if (![...job.requires, ...job.wants].includes('display')) return undefined;
  const onLinux = legs.filter((leg) => leg.platform.os === 'linux').length;
  if (onLinux === 0) return undefined;
  return {
    kind: 'run',
    name: 'Start a display',
    id: 'lockstep-display',
    condition: onLinux === legs.length ? undefined : equal(context('runner', 'os'), 'Linux'),
    run: ownShellText(
      [
        'command -v Xvfb > /dev/null || { sudo apt-get update && sudo apt-get install --yes --no-install-recommends xvfb; }',
        'Xvfb :99 -screen 0 1920x1080x24 > /dev/null 2>&1 &',
        'echo DISPLAY=:99 >> "$GITHUB_ENV"',
      ].join('\n'),
    ),
    shell: 'bash',
  };
}
