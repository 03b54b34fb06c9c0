import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Pipeline } from '../../../pipeline/pipeline.ts';
import { jobOfLeg } from '../../../plan/legs.ts';
import { type SystemPlan, systemPlan } from '../../../plan/system-plan.ts';
import type { Emission, EmitOptions } from '../../provider.ts';
import type { ConfigDocument, WorkflowBlock } from '../document.ts';
import { circleName, Names } from '../names.ts';
import { printDocument } from '../print-document.ts';
import { Bodies } from './bodies.ts';
import { definitionFolder } from './definition-folder.ts';
import { pipelineParameters } from './pipeline-parameters.ts';
import { distinct } from './problem.ts';
import { checkRawPipeline } from './raw-blocks.ts';
import { shareCommands } from './shared-commands.ts';
import { workflowBlock } from './workflow-block.ts';
import { lowerWorkflowJobs } from './workflow-jobs.ts';

/** Where CircleCI looks for it. */
const CONFIG_PATH = '.circleci/config.yml';

/** The file for all that CircleCI owns; none when it owns nothing. */
export function emit(pipeline: Pipeline, options: EmitOptions): Emission {
  const plan = systemPlan(pipeline, 'circleci');
  const diagnostics: Diagnostic[] = [...plan.diagnostics];
  if (plan.workflows.length === 0) return { files: [], diagnostics, actions: [] };
  diagnostics.push(...checkRawPipeline(pipeline.circleci));
  const bodies = new Bodies();
  const names = new Names();
  const workflows: WorkflowBlock[] = [];
  const { parameters, inputs, startable, diagnostics: asked } = pipelineParameters(plan);
  diagnostics.push(...asked);
  const folder = definitionFolder(options.source.path);
  const lowering = { pipeline, bodies, inputs, folder, givers: giversOf(plan) };
  for (const system of plan.workflows) {
    const lowered = lowerWorkflowJobs(system, lowering);
    const name = names.take(circleName(system.workflow.name));
    const { block, diagnostics: more } = workflowBlock(system, {
      ...{ pipeline, bodies, folder },
      groups: lowered.groups,
      name,
      startable,
    });
    diagnostics.push(...lowered.diagnostics, ...more);
    if (block !== undefined) workflows.push(block);
  }
  const document: ConfigDocument = {
    parameters,
    executors: bodies.executors,
    ...shareCommands(bodies.jobs),
    workflows,
  };
  const text = printDocument(document, { ...options, raw: pipeline.circleci });
  return { files: [{ path: CONFIG_PATH, text }], diagnostics: distinct(diagnostics), actions: [] };
}

/** Jobs of which a leg on CircleCI takes artifacts or values. */
function giversOf({ workflows }: SystemPlan): ReadonlySet<string> {
  const legs = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.legs));
  return new Set(
    legs.flatMap((leg) => [
      ...leg.needs.filter(({ artifacts }) => artifacts.length > 0).map(({ id }) => jobOfLeg(id)),
      ...[...leg.env, ...leg.steps.flatMap((step) => step.env)].flatMap((entry) =>
        entry.kind === 'value' ? [jobOfLeg(entry.leg)] : [],
      ),
    ]),
  );
}
