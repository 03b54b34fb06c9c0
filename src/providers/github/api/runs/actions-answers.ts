import * as z from 'zod';
import { answeredText as text, answeredTime as time } from '../../../answer-fields.ts';
import type { CiState } from '../../../run-source.ts';

/*
 * What is read of the answers of GitHub's REST API about Actions (docs.github.com/rest/actions; the names of the schemas in its OpenAPI
 * description are `workflow-run`, `job` and `artifact`). Whatever else they have is passed over.
 */

const repository = z.object({ id: z.number(), full_name: text }).nullish();

export const workflowRunAnswer = z.object({
  id: z.number(),
  name: text,
  path: text,
  run_attempt: z.number().nullish(),
  event: text,
  status: text,
  conclusion: text,
  head_branch: text,
  head_sha: text,
  html_url: text,
  created_at: time,
  run_started_at: time,
  updated_at: time,
  repository,
  head_repository: repository,
});
export type WorkflowRunAnswer = z.output<typeof workflowRunAnswer>;

const PROGRESS = { status: text, conclusion: text, started_at: time, completed_at: time };

export const actionsJobAnswer = z.object({
  id: z.number(),
  run_id: z.number(),
  name: z.string(),
  html_url: text,
  ...PROGRESS,
  steps: z.array(z.object({ name: z.string(), number: z.number(), ...PROGRESS })).nullish(),
});
export type ActionsJobAnswer = z.output<typeof actionsJobAnswer>;

export const actionsArtifactAnswer = z.object({
  id: z.number(),
  name: z.string(),
  size_in_bytes: z.number().nullish(),
  expired: z.boolean().nullish(),
});

/** docs.github.com, "Get started with the REST API for checks", conclusions; what is not in the list is no success. */
const CONCLUSIONS: Readonly<Record<string, CiState>> = {
  success: 'passed',
  neutral: 'passed',
  failure: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
  timed_out: 'timed_out',
  action_required: 'waiting',
  startup_failure: 'error',
  stale: 'error',
};

/** `waiting`: an environment's reviewers; `action_required`: whoever lets a newcomer's pull request run. */
export function stateOfActions(status: string | undefined, conclusion: string | undefined): CiState {
  if (status === 'completed') return CONCLUSIONS[conclusion ?? ''] ?? 'error';
  if (status === 'in_progress') return 'running';
  return status === 'waiting' || status === 'action_required' ? 'waiting' : 'queued';
}
