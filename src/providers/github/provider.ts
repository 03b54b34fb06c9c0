import type { Pipeline } from '../../pipeline/pipeline.ts';
import { SYSTEM_TITLES } from '../../pipeline/system-titles.ts';
import { systemPlan } from '../../plan/system-plan.ts';
import { withHeader } from '../file-header.ts';
import type { Emission, EmitOptions, Provider } from '../provider.ts';
import { checkDocument } from './check-document.ts';
import { emitWorkflow } from './emit/emit-workflow.ts';
import { printDocument } from './print-document.ts';
import { Problems } from './problem.ts';
import { readFiles } from './read/read-files.ts';
import { writeYaml } from './yaml-text.ts';

/** GitHub Actions: one file for each workflow. */
export const githubProvider: Provider = {
  name: 'github',
  title: SYSTEM_TITLES.github,
  emit,
  read: readFiles,
};

function workflowPath(workflow: string): string {
  return `.github/workflows/${workflow}.yml`;
}

function emit(pipeline: Pipeline, options: EmitOptions): Emission {
  const plan = systemPlan(pipeline, 'github');
  const problems = new Problems();
  const used = new Set<string>();
  problems.add(...plan.diagnostics);
  const files = plan.workflows.map((own) => {
    const document = emitWorkflow(pipeline, own, { actions: options.actions, used, problems });
    const map = printDocument(document, pipeline.github);
    problems.add(...checkDocument(map, { workflow: own.workflow.name }));
    return { path: workflowPath(own.workflow.name), text: withHeader(writeYaml(map), options) };
  });
  return { files, diagnostics: problems.all, actions: [...used].sort() };
}
