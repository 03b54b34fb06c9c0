import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import { type Table, tableOf } from '../table.ts';
import { problem } from './problem.ts';
import { plainValue } from './raw-block.ts';
import type { YamlMap } from './yaml-text.ts';

/**
 * What holds for every file, checked once more on its text's data when everything is merged: a `github` block can say anything, but
 * not undo what makes a workflow safe. Keys are those of docs.github.com, "Workflow syntax for GitHub Actions".
 */
export function checkDocument(
  map: YamlMap,
  at: { readonly job?: string; readonly workflow: string },
): readonly Diagnostic[] {
  const found: string[] = [];
  const workflow = tableOf(plainValue(map));
  found.push(...unknownKeys(workflow, WORKFLOW_KEYS, 'the workflow'));
  if (Object.keys(tableOf(workflow.permissions)).length > 0 || typeof workflow.permissions === 'string')
    found.push("the workflow's own 'permissions' must stay {}: each job says what it needs");
  if (hasDangerousTrigger(workflow.on))
    found.push('pull_request_target and workflow_run run with secrets on what strangers wrote');
  for (const [name, job] of Object.entries(tableOf(workflow.jobs)))
    found.push(...checkJob(name, tableOf(job)));
  const where: PropertyPath = ['github'];
  return [...new Set(found)].map((reason) =>
    problem(
      'raw-block-refused',
      where,
      `What the 'github' blocks make of the workflow '${at.workflow}' is refused: ${reason}.`,
      {
        fix: 'Take it out of the block of the job or of the pipeline.',
      },
    ),
  );
}

const WORKFLOW_KEYS = ['name', 'run-name', 'on', 'permissions', 'env', 'defaults', 'concurrency', 'jobs'];
const JOB_KEYS = [
  ...[
    'name',
    'permissions',
    'needs',
    'if',
    'runs-on',
    'snapshot',
    'environment',
    'concurrency',
    'outputs',
    'env',
  ],
  ...['defaults', 'steps', 'timeout-minutes', 'strategy', 'continue-on-error', 'container', 'services'],
];
const STEP_KEYS = [
  ...['id', 'if', 'name', 'uses', 'run', 'working-directory', 'shell', 'with', 'env', 'continue-on-error'],
  'timeout-minutes',
];

function unknownKeys(data: Table, known: readonly string[], what: string): readonly string[] {
  return Object.keys(data)
    .filter((key) => !known.includes(key))
    .map((key) => `${what} cannot have '${key}'`);
}

function hasDangerousTrigger(on: unknown): boolean {
  // All three forms that GitHub takes: a name, a list of names, a map.
  const names = typeof on === 'string' ? [on] : Array.isArray(on) ? on.map(String) : Object.keys(tableOf(on));
  return names.some((name) => name === 'pull_request_target' || name === 'workflow_run');
}

function checkJob(name: string, job: Table): readonly string[] {
  const found = [...unknownKeys(job, JOB_KEYS, `job '${name}'`)];
  if (typeof job['timeout-minutes'] !== 'number') found.push(`job '${name}' must have a time limit`);
  if (typeof job.permissions === 'string' || job.permissions === undefined)
    found.push(`job '${name}' must name its permissions one by one`);
  const steps = Array.isArray(job.steps) ? job.steps : [];
  if (steps.length === 0) found.push(`job '${name}' must have steps`);
  for (const step of steps) found.push(...checkStep(name, tableOf(step)));
  return found;
}

function checkStep(name: string, step: Table): readonly string[] {
  const found = [...unknownKeys(step, STEP_KEYS, `a step of '${name}'`)];
  if (typeof step.run === 'string' && step.run.includes('${{'))
    found.push(`a script of '${name}' has '\${{' in it: put the value into 'env'`);
  if (typeof step.uses === 'string' && !isPinned(step.uses))
    found.push(`'${step.uses}' in '${name}' is no commit: write its 40 digits behind the '@'`);
  return found;
}

/** A commit, a local action, or an image by digest. */
function isPinned(uses: string): boolean {
  return (
    /@[0-9a-f]{40}$/.test(uses) || uses.startsWith('./') || /^docker:\/\/.+@sha256:[0-9a-f]{64}$/.test(uses)
  );
}
