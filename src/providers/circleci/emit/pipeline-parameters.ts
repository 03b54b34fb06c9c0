import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { InputConfig } from '../../../pipeline/trigger-config.ts';
import type { SystemPlan } from '../../../plan/system-plan.ts';
import type { PipelineParameter } from '../document.ts';
import { START_PARAMETER } from '../leg-tokens.ts';
import { circleName, Names } from '../names.ts';
import { isStarted } from './conditions.ts';
import { problem, unwritable } from './problem.ts';

export interface PipelineParameters {
  readonly parameters: readonly PipelineParameter[];
  /** The parameter for each input of a manual trigger, by the input's name. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Is there anything that only a parameter can start? */
  readonly startable: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** What somebody is asked who starts a pipeline by hand: which workflow, and the inputs of those that can be started so. */
export function pipelineParameters({ workflows }: SystemPlan): PipelineParameters {
  const startable = workflows.some(({ triggers }) => triggers.some(({ trigger }) => isStarted(trigger)));
  const names = new Names();
  const parameters: PipelineParameter[] = startable ? [startParameter(names)] : [];
  const inputs = new Map<string, string>();
  const known = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const { workflow } of workflows)
    for (const [index, trigger] of workflow.on.entries()) {
      if (trigger.kind !== 'manual') continue;
      for (const [input, config] of Object.entries(trigger.inputs ?? {})) {
        const at = ['workflows', workflow.name, 'on', index, 'inputs', input];
        const print = JSON.stringify(config);
        if (config.required === true && config.default === undefined)
          diagnostics.push(notRequired(input, at));
        diagnostics.push(...unwritable([String(config.default ?? ''), ...(config.options ?? [])], at));
        if (known.has(input) && known.get(input) !== print) diagnostics.push(differs(input, at));
        if (known.has(input)) continue;
        known.set(input, print);
        const name = names.take(circleName(input));
        inputs.set(input, name);
        parameters.push(inputParameter(name, config));
      }
    }
  return { parameters, inputs, startable, diagnostics };
}

function startParameter(names: Names): PipelineParameter {
  return {
    name: names.take(START_PARAMETER),
    type: 'string',
    default: '',
    description: 'What is started by hand (the name of a workflow) or by a schedule (its cron line).',
  };
}

/** Every parameter has a default (circleci.com/docs/pipeline-variables, "Pipeline parameter scope"). */
function inputParameter(name: string, input: InputConfig): PipelineParameter {
  const { type = 'string', options = [], description } = input;
  const shared = { name, ...(description !== undefined && { description }) };
  if (type === 'boolean') return { ...shared, type, default: input.default === true };
  if (type === 'choice' && options.length > 0)
    return { ...shared, type: 'enum', enum: options, default: String(input.default ?? options[0]) };
  return { ...shared, type: 'string', default: String(input.default ?? '') };
}

function notRequired(input: string, at: readonly (string | number)[]): Diagnostic {
  return problem('trigger-not-expressible', at, `CircleCI lets '${input}' be left empty.`, {
    fix: 'Give it a default, or check in the job that it is filled in.',
    severity: 'warning',
  });
}

function differs(input: string, at: readonly (string | number)[]): Diagnostic {
  return problem(
    'trigger-not-expressible',
    at,
    `CircleCI asks for '${input}' once for all workflows, and here it is another than before.`,
    { fix: 'Give it another name, or make both alike.' },
  );
}
