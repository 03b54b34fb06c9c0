import { didYouMean } from '../diagnostics/suggest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { InputConfig } from '../pipeline/trigger-config.ts';
import { UsageError } from './exit-code.ts';

/** Reads `--input name=value`, checked against what the manual trigger of the workflow asks for. */
export function readInputs(
  pipeline: Pipeline,
  workflow: string | undefined,
  given: readonly string[],
): Readonly<Record<string, string>> {
  const triggers = pipeline.workflows.find((candidate) => candidate.name === workflow)?.on ?? [];
  const asked = new Map(
    triggers.flatMap((trigger) => (trigger.kind === 'manual' ? Object.entries(trigger.inputs ?? {}) : [])),
  );
  const inputs: Record<string, string> = {};
  for (const text of given) {
    const [name, value] = splitInput(text);
    const config = asked.get(name);
    if (config === undefined) {
      const where =
        workflow === undefined
          ? 'single jobs have no inputs'
          : `workflow '${workflow}' has no input '${name}'`;
      throw new UsageError(where, didYouMean(name, [...asked.keys()]));
    }
    mustFit(name, value, config);
    inputs[name] = value;
  }
  return inputs;
}

export function splitInput(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--input ${text} is not name=value`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function mustFit(name: string, value: string, { type = 'string', options = [] }: InputConfig): void {
  if (type === 'boolean' && value !== 'true' && value !== 'false')
    throw new UsageError(`the input '${name}' is true or false, not '${value}'`);
  if (type === 'number' && (value.trim() === '' || !Number.isFinite(Number(value))))
    throw new UsageError(`the input '${name}' is a number, not '${value}'`);
  if (type === 'choice' && !options.includes(value))
    throw new UsageError(
      `'${value}' is none of the options of the input '${name}'`,
      didYouMean(value, options),
    );
}
