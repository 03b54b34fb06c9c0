import { matrixVariable } from '../../../pipeline/matrix-variable.ts';
import type { EnvEntry } from '../../../pipeline/pipeline.ts';
import { formatPlatform } from '../../../pipeline/pipeline.ts';
import { lockstepToolchain } from '../../../plan/lockstep-toolchain.ts';
import type { PlannedEnvEntry, PlannedToolchain } from '../../../plan/plan.ts';
import { type Environment, type TemplateTag, template, type Value } from '../document.ts';
import { JOB_VARIABLE, LEG_VARIABLE } from '../leg-tokens.ts';
import { declaredEnvironment, type JobContext } from './job-context.ts';

/** What every step of the job sees, as far as it is known when the file is written. The rest is `bashEnvironment`. */
export function jobVariables(context: JobContext): Environment {
  const { leg } = context;
  const variables = new Map<string, Value>([
    ['LOCKSTEP', 'true'],
    [JOB_VARIABLE, leg.job],
    [LEG_VARIABLE, legName(context)],
  ]);
  for (const [axis, value] of Object.entries(leg.matrix))
    variables.set(matrixVariable(axis), context.parameter(axis) ?? value);
  for (const toolchain of leg.toolchains)
    for (const [name, value] of Object.entries(ownVariables(toolchain)))
      if (!isRelative(value)) variables.set(name, value);
  for (const [name, value] of texts(leg.env, declaredEnvironment(context), context))
    variables.set(name, value);
  return variables;
}

/**
 * A toolchain's variables and directories, unless they belong to what `prepare` makes: a virtual environment is a developer's,
 * CircleCI's clean machine goes without.
 */
function ownVariables(toolchain: PlannedToolchain): Readonly<Record<string, string>> {
  return toolchain.prepare === undefined ? (toolchain.env ?? {}) : {};
}

/** The entries whose text is known when the pipeline starts; with the tag for what depends on the matrix or on an input. */
export function texts(
  planned: readonly PlannedEnvEntry[],
  declared: ReadonlyMap<string, EnvEntry>,
  context: JobContext,
): Environment {
  return new Map(
    planned.flatMap((entry): readonly [string, Value][] => {
      const source = declared.get(entry.name);
      const symbolic = source?.kind === 'matrix' ? context.parameter(source.axis) : undefined;
      if (entry.kind === 'text') return [[entry.name, symbolic ?? entry.text]];
      if (entry.kind === 'input') return [[entry.name, context.input(entry.input) ?? entry.default]];
      return [];
    }),
  );
}

/** Variables with the tag of the event: CircleCI says it to the machine, and nothing when there is none. */
function tagVariables({ leg }: JobContext): readonly string[] {
  const entries = [...leg.env, ...leg.steps.flatMap((step) => step.env)].filter(({ kind }) => kind === 'tag');
  return [...new Set(entries.map(({ name }) => name))];
}

/** `unit@linux(python=<< parameters.python >>)`: the leg's id, without the shard. */
function legName({ leg, parameter }: JobContext): Value {
  const parts: (string | TemplateTag)[] = [`${leg.job}@${formatPlatform(leg.platform)}`];
  for (const [index, [axis, value]] of Object.entries(leg.matrix).entries())
    parts.push(`${index === 0 ? '(' : ','}${axis}=`, ...(parameter(axis)?.parts ?? [value]));
  if (Object.keys(leg.matrix).length > 0) parts.push(')');
  const isText = parts.every((part) => typeof part === 'string');
  return isText ? parts.join('') : template(...parts);
}

/**
 * Lines for the file that bash reads at the start of every step (`$BASH_ENV`): what only the machine knows. They are written by the
 * job's first step, so `$PWD` in double quotes is the workspace and `\$` waits for the step that reads it.
 * circleci.com/docs/env-vars, "Set an environment variable in a shell command".
 */
export function bashEnvironment(context: JobContext): readonly string[] {
  const { leg } = context;
  const lines: string[] = [];
  if (leg.shard !== undefined)
    lines.push("'export LOCKSTEP_SHARD=$((CIRCLE_NODE_INDEX + 1)) LOCKSTEP_SHARDS=$CIRCLE_NODE_TOTAL'");
  for (const name of tagVariables(context)) lines.push(`'export ${name}="\${CIRCLE_TAG:-}"'`);
  if (wantsDisplay(context)) lines.push(`'export DISPLAY=:99'`);
  for (const toolchain of leg.toolchains) {
    for (const [name, value] of Object.entries(ownVariables(toolchain)))
      if (isRelative(value)) lines.push(`"export ${name}=\\"$PWD/${twiceQuoted(value.slice(2))}\\""`);
    const directories = toolchain.prepare === undefined ? (toolchain.path?.[leg.platform.os] ?? []) : [];
    if (directories.length === 0) continue;
    const path = directories.map((directory) => `$PWD/${twiceQuoted(directory)}`);
    lines.push(`"export PATH=\\"${path.join(':')}:\\$PATH\\""`);
  }
  // On Windows npm puts programs into the folder itself.
  if (lockstepToolchain(leg.toolchains) !== undefined)
    lines.push(`'export PATH="$HOME/lockstep/npm/bin:$HOME/lockstep/npm:$PATH"'`);
  return lines;
}

function isRelative(value: string): boolean {
  return value.startsWith('./');
}

/** For double quotes within double quotes. */
function twiceQuoted(text: string): string {
  const once = (one: string): string => one.replace(/["\\$`]/g, '\\$&');
  return once(once(text));
}

/** CircleCI's Linux machines have no screen; a virtual one does for a test. */
export function wantsDisplay({ leg }: JobContext): boolean {
  return leg.platform.os === 'linux' && [...leg.requires, ...leg.wants].includes('display');
}

/** Does a step of the job speak to later ones through files? */
export function usesStepFiles({ leg }: JobContext): boolean {
  return leg.values.length > 0 || leg.steps.some((step) => /LOCKSTEP_(ENV|PATH|OUTPUT)\b/.test(step.run));
}

/**
 * `$LOCKSTEP_ENV`, `$LOCKSTEP_PATH` and `$LOCKSTEP_OUTPUT` as `lockstep run` offers them: what a step wrote there counts from the next
 * one on (`src/execution/step-files.ts` has the syntax).
 */
const STEP_FILES = `export LOCKSTEP_ENV="$HOME/lockstep/env" LOCKSTEP_PATH="$HOME/lockstep/path" LOCKSTEP_OUTPUT="$HOME/lockstep/output"
# Calls $1 with each name and value of: name=value, or name<<END, lines, END.
lockstep_read() {
  local line name end value
  while IFS= read -r line || [ -n "$line" ]; do
    name="\${line%%[=<]*}"
    case "$name" in '' | *[!A-Za-z0-9_.-]*) continue ;; esac
    case "$line" in
      "$name="*) value="\${line#*=}" ;;
      "$name<<"*)
        end="\${line#*<<}" value=''
        while IFS= read -r line && [ "$line" != "$end" ]; do value="$value$line"$'\\n'; done
        value="\${value%$'\\n'}"
        ;;
      *) continue ;;
    esac
    "$1" "$name" "$value"
  done
}
lockstep_export() { case "$1" in [0-9]* | *[.-]*) ;; *) export "$1=$2" ;; esac; }
if [ -f "$LOCKSTEP_ENV" ]; then lockstep_read lockstep_export < "$LOCKSTEP_ENV"; fi
if [ -f "$LOCKSTEP_PATH" ]; then
  while IFS= read -r lockstep_line || [ -n "$lockstep_line" ]; do
    case ":$PATH:" in *":$lockstep_line:"*) ;; *) export PATH="$lockstep_line:$PATH" ;; esac
  done < "$LOCKSTEP_PATH"
fi`;

/** The command of the job's first step: writes all of that. Undefined when there is nothing to write. */
export function environmentCommand(context: JobContext): string | undefined {
  const lines = bashEnvironment(context);
  const files = usesStepFiles(context);
  if (lines.length === 0 && !files) return undefined;
  const echoes = lines.map((line) => `echo ${line} >> "$BASH_ENV"`);
  const hook = [`cat >> "$BASH_ENV" << 'END_OF_LOCKSTEP'`, STEP_FILES, 'END_OF_LOCKSTEP'];
  return [...echoes, ...(files ? ['mkdir -p "$HOME/lockstep"', ...hook] : [])].join('\n');
}
