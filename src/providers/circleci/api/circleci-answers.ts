import * as z from 'zod';
import { answeredText as text, answeredTime as time } from '../../answer-fields.ts';
import type { CiState, CiStep } from '../../run-source.ts';
import { CircleciRefusal } from './circleci-refusal.ts';

/*
 * What is read of the answers of CircleCI's API, version 3 (circleci.com/docs/api/v3; the forms are those that CircleCI's own program
 * reads: CircleCI-Public/circleci-cli, internal/apiclient/{run,workflow,job,artifact,project}.go). Whatever else they have is passed over.
 */

const PROGRESS = { phase: z.string().catch(''), outcome: text };

export const projectAnswer = z.object({ id: z.string() });

export const runAnswer = z.object({
  id: z.string(),
  attributes: z.object({ ...PROGRESS, created_at: time }),
  references: z
    .object({
      event: z
        .object({
          attributes: z
            .object({
              type: text,
              vcs: z
                .object({ branch: text, tag: text, revision: text, origin_repository_url: text })
                .nullish(),
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type RunAnswer = z.output<typeof runAnswer>;

export const workflowAnswer = z.object({
  id: z.string(),
  attributes: z.object({ name: z.string(), ...PROGRESS, created_at: time, ended_at: time }),
  references: z.object({ run: z.object({ id: z.string() }).nullish() }).nullish(),
});
export type WorkflowAnswer = z.output<typeof workflowAnswer>;

export const jobAnswer = z.object({
  id: z.string(),
  attributes: z.object({
    name: z.string(),
    type: text,
    ...PROGRESS,
    started_at: time,
    ended_at: time,
    parallel_executions: z
      .array(
        z.object({
          steps: z
            .array(
              z.object({
                name: z.string(),
                num: z.number(),
                ...PROGRESS,
                started_at: time,
                ended_at: time,
              }),
            )
            .nullish(),
        }),
      )
      .nullish(),
  }),
});
export type JobAnswer = z.output<typeof jobAnswer>;

export const artifactAnswer = z.object({
  attributes: z.object({ path: z.string(), url: z.string() }),
});

/** Outcomes of what has ended; what is not in the list is no success. */
const OUTCOMES: Readonly<Record<string, CiState>> = {
  succeeded: 'passed',
  failed: 'failed',
  canceled: 'cancelled',
  not_run: 'skipped',
  timedout: 'timed_out',
  unauthorized: 'error',
  errored: 'error',
  infrastructure_fail: 'error',
};

/** `phase` and `outcome` of version 3. A phase that nobody knows has not begun. */
export function stateOfPhase(phase: string, outcome: string | undefined, isApproval = false): CiState {
  if (phase === 'ended') return OUTCOMES[outcome ?? ''] ?? 'error';
  if (isApproval) return phase === 'started' || phase === 'on_hold' ? 'waiting' : 'queued';
  return phase === 'started' ? 'running' : 'queued';
}

/** What an envelope of version 3 holds. */
export function dataOf(answer: unknown): unknown {
  return (answer as { data?: unknown } | null | undefined)?.data;
}

export function stepsOf({ attributes }: JobAnswer): readonly CiStep[] {
  return (attributes.parallel_executions ?? []).flatMap(({ steps }, machine) =>
    (steps ?? []).map(
      ({ name, num, phase, outcome, started_at, ended_at }): CiStep => ({
        ...{ name, number: num, machine, state: stateOfPhase(phase, outcome) },
        ...{ startedAt: started_at, finishedAt: ended_at },
      }),
    ),
  );
}

/** The data in the form that a schema says; anything else is a refusal, as it makes no sense. */
export function readAnswer<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CircleciRefusal(
    'unreachable',
    `CircleCI answers something else than was asked for: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}
