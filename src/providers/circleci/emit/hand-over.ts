import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { PlannedEnvEntry } from '../../../plan/plan.ts';
import { type RunStep, type StepBlock, shellText } from '../document.ts';
import { TAKE_OVER, TAKE_VALUE_CALL, wrapping } from '../leg-tokens.ts';
import { shellWord } from './images.ts';
import type { JobContext } from './job-context.ts';
import { problem } from './problem.ts';

/**
 * Artifacts and values go from job to job through CircleCI's workspace: a leg persists them under its own name, so that no two
 * jobs write the same path, and a leg that needs them takes out of it only what it was promised.
 */
const OUT = '~/lockstep/handover';
const IN = '~/lockstep/workspace';

export function handOnSteps({ leg, handsOn }: JobContext): readonly StepBlock[] {
  if (!handsOn) return [];
  const lines = [
    `into="$HOME/lockstep/handover/\${LOCKSTEP_LEG//[^A-Za-z0-9_.@=-]/_}/\${CIRCLE_NODE_INDEX:-0}"`,
    'mkdir -p "$into/values"',
  ];
  if (leg.artifacts.length > 0) lines.push('cp -R "$HOME/lockstep/kept/artifacts" "$into/artifacts"');
  if (leg.values.length > 0) {
    const known = leg.values.map(shellWord).join(' | ');
    lines.push(
      `hand_on() { case "$1" in ${known}) printf %s "$2" > "$into/values/$1" ;; esac; }`,
      'if [ -f "$LOCKSTEP_OUTPUT" ]; then lockstep_read hand_on < "$LOCKSTEP_OUTPUT"; fi',
    );
  }
  return [
    { kind: 'run', name: wrapping('hand on'), command: shellText(lines.join('\n')) },
    { kind: 'persist_to_workspace', root: OUT, paths: ['.'] },
  ];
}

export function takeOverSteps(context: JobContext): readonly StepBlock[] {
  const { leg } = context;
  const artifacts = leg.needs.flatMap(({ id, artifacts }) =>
    artifacts.map((name) => `take ${shellWord(id)} ${shellWord(name)}`),
  );
  const values = valueEntries(context).map(
    ({ name, leg: from, value }) => `${TAKE_VALUE_CALL} ${name} ${shellWord(from)} ${shellWord(value)}`,
  );
  const calls = [...new Set([...artifacts, ...values])];
  if (calls.length === 0) return [];
  const functions = [
    FOLDER,
    ...(artifacts.length > 0 ? [TAKE] : []),
    ...(values.length > 0 ? [TAKE_VALUE] : []),
  ];
  const step: RunStep = {
    kind: 'run',
    name: TAKE_OVER,
    command: shellText([...functions, ...calls].join('\n')),
  };
  return [{ kind: 'attach_workspace', at: IN }, step];
}

/** The folder of a leg: of all its shards, without the characters that a path may not have. */
const FOLDER = `leg_folder() {
  local leg="\${1%#*of*}"
  echo "$HOME/lockstep/workspace/\${leg//[^A-Za-z0-9_.@=-]/_}"
}`;

const TAKE = `take() {
  for from in "$(leg_folder "$1")"/*/artifacts/"$2"; do
    if [ -d "$from" ]; then cp -R "$from/." .; fi
  done
}`;

const TAKE_VALUE = `take_value() {
  local text=''
  for from in "$(leg_folder "$2")"/*/values/"$3"; do
    if [ -f "$from" ]; then text="$(cat "$from")"; fi
  done
  printf 'export %s=%q\\n' "$1" "$text" >> "$BASH_ENV"
}`;

type ValueEntry = Extract<PlannedEnvEntry, { kind: 'value' }>;

/** Values that another leg hands on, of the job and of its steps. */
export function valueEntries({ leg }: JobContext): readonly ValueEntry[] {
  const all = [...leg.env, ...leg.steps.flatMap((step) => step.env)];
  return all.filter((entry) => entry.kind === 'value');
}

/** A value reaches every step of the job, so a variable cannot mean one thing here and another there. */
export function valueProblems({ leg }: JobContext): readonly Diagnostic[] {
  return leg.steps.flatMap((step) =>
    step.env.flatMap((entry): readonly Diagnostic[] => {
      const others = [...leg.env, ...leg.steps.flatMap((other) => other.env)].filter(
        (other) => other.name === entry.name && JSON.stringify(other) !== JSON.stringify(entry),
      );
      if (![entry, ...others].some((one) => one.kind === 'value') || others.length === 0) return [];
      return [
        problem(
          'value-not-expressible',
          ['jobs', leg.job],
          `On CircleCI a value that is handed on is the same in all steps of a job; in '${leg.job}' the variable ${entry.name} differs from step to step.`,
          { fix: 'Give the variable of the step another name.' },
        ),
      ];
    }),
  );
}
