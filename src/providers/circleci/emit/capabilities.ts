import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { CapabilityConfig } from '../../../pipeline/config.ts';
import type { PlannedJob } from '../../../plan/plan.ts';
import { type RunStep, shellText } from '../document.ts';
import { wrapping } from '../leg-tokens.ts';
import { shellWord } from './images.ts';
import { problem } from './problem.ts';

/**
 * What a job requires is looked for before its own steps: without it the job fails. What it wants ends the job early and well, with a
 * line that says so (circleci.com/docs/configuration-reference, "Ending a job from within a step").
 */
export function capabilitySteps(leg: PlannedJob): {
  steps: readonly RunStep[];
  diagnostics: readonly Diagnostic[];
} {
  const required = leg.requires.flatMap((one) => lineFor(one, leg, 'fail'));
  const wanted = leg.wants.flatMap((one) => lineFor(one, leg, 'skip'));
  const lines = [...required, ...wanted];
  const diagnostics = [...leg.requires, ...leg.wants].flatMap((one) => versionNotChecked(one, leg));
  if (lines.length === 0) return { steps: [], diagnostics };
  return {
    steps: [
      { kind: 'run', name: wrapping('look for what the job needs'), command: shellText(lines.join('\n')) },
    ],
    diagnostics,
  };
}

/** May the job end early and well, having done nothing? */
export function mayBeSkipped(leg: PlannedJob): boolean {
  return leg.wants.some((capability) => testOf(capability, leg) !== undefined);
}

function lineFor(
  capability: CapabilityConfig,
  leg: PlannedJob,
  otherwise: 'fail' | 'skip',
): readonly string[] {
  const test = testOf(capability, leg);
  if (test === undefined) return [];
  const name = typeof capability === 'string' ? capability : capability.tool;
  const consequence =
    otherwise === 'fail'
      ? `{ echo ${shellWord(`${name} is required and not here.`)} >&2; exit 1; }`
      : `{ echo ${shellWord(`Skipped: ${name} is not here.`)}; circleci-agent step halt; exit 0; }`;
  return [`${test} || ${consequence}`];
}

/** Undefined for what every machine asked for has. */
function testOf(capability: CapabilityConfig, leg: PlannedJob): string | undefined {
  if (capability === 'network') return undefined;
  if (capability === 'docker')
    return leg.platform.os === 'linux' ? undefined : 'docker info > /dev/null 2>&1';
  // Linux gets one, the others have one.
  if (capability === 'display') return undefined;
  return `command -v ${shellWord(capability.tool)} > /dev/null`;
}

function versionNotChecked(capability: CapabilityConfig, leg: PlannedJob): readonly Diagnostic[] {
  if (typeof capability === 'string' || capability.version === undefined) return [];
  return [
    problem(
      'capability-not-offered',
      ['jobs', leg.job],
      `On CircleCI '${leg.job}' looks whether ${capability.tool} is there, not whether it is ${capability.version}.`,
      { fix: 'Let a toolchain bring that version, or check it in a step.', severity: 'warning' },
    ),
  ];
}
