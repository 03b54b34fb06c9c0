import type { ActionsServer, StoredJob, StoredRun } from './actions-server.ts';
import type { CircleciServer, CircleJob, CircleRun } from './circleci-server.ts';

/** So long ago that the newest of three hundred runs began some three hours before whatever day the tests run on. */
const ORIGIN = Math.floor(Date.now() / 1000) * 1000 - 500 * 60_000;

/** The time when the made histories begin, and so many minutes. */
export function minute(minutes: number, seconds = 0): string {
  return new Date(ORIGIN + minutes * 60_000 + seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** The same as GitHub writes it before each line of a log. */
export function logTime(minutes: number, seconds = 0): string {
  return minute(minutes, seconds).replace('Z', '.1000000Z');
}

/** A commit's id: the number, in 40 digits. */
export function sha(number: number): string {
  return number.toString(16).padStart(40, '0');
}

const CONCLUSIONS = {
  passed: 'success',
  failed: 'failure',
  cancelled: 'cancelled',
  skipped: 'skipped',
} as const;

export interface MadeJob {
  readonly name: string;
  readonly state: keyof typeof CONCLUSIONS | 'running' | 'queued';
}

/** A run of GitHub Actions: each job has two steps, of which the second failed where the job did. */
export function actionsRun(
  id: number,
  options: Partial<Omit<StoredRun, 'jobs' | 'id'>> & { readonly jobs: readonly MadeJob[] },
): StoredRun {
  const { jobs, ...rest } = options;
  const isOver = jobs.every(({ state }) => state !== 'running' && state !== 'queued');
  const conclusion = jobs.some(({ state }) => state === 'failed')
    ? 'failure'
    : jobs.some(({ state }) => state === 'cancelled')
      ? 'cancelled'
      : 'success';
  return {
    id,
    ...{
      name: 'test-matrix',
      path: '.github/workflows/test-matrix.yml',
      run_attempt: 1,
      event: 'pull_request',
    },
    ...{ status: isOver ? 'completed' : 'in_progress', conclusion: isOver ? conclusion : null },
    ...{
      head_branch: 'feature',
      head_sha: sha(1),
      created_at: minute(0),
      updated_at: minute(9),
      fork: false,
      artifacts: [],
    },
    ...rest,
    jobs: jobs.map((job, index) => actionsJob(id * 100 + index, job)),
  };
}

function actionsJob(id: number, { name, state }: MadeJob): StoredJob {
  const isOver = state !== 'running' && state !== 'queued';
  const conclusion = isOver ? CONCLUSIONS[state] : null;
  const status = isOver ? 'completed' : state === 'running' ? 'in_progress' : 'queued';
  const step = { status: 'completed', conclusion: 'success' };
  return {
    ...{ id, name, status, conclusion, started_at: minute(1), completed_at: isOver ? minute(8) : null },
    steps:
      state === 'skipped' || state === 'queued'
        ? []
        : [
            { name: 'Set up job', number: 1, ...step, started_at: minute(1), completed_at: minute(1, 2) },
            {
              name: 'Run make',
              number: 2,
              status,
              conclusion,
              started_at: minute(1, 2),
              completed_at: isOver ? minute(7) : null,
            },
            { name: 'Complete job', number: 3, ...step, started_at: minute(7), completed_at: minute(8) },
          ],
    log: Buffer.from(
      [
        `\ufeff${logTime(1)} Current runner version`,
        `${logTime(1, 2)} ##[group]Run make`,
        `${logTime(1, 2)} ##[endgroup]`,
        `${logTime(6, 59)} it ${state}`,
        `${logTime(7)} Cleaning up orphan processes`,
        '',
      ].join('\r\n'),
    ),
  };
}

const OUTCOMES = {
  passed: 'succeeded',
  failed: 'failed',
  cancelled: 'canceled',
  skipped: 'not_run',
} as const;

/** What set off one workflow of CircleCI. */
export function circleRun(
  number: number,
  options: Partial<Omit<CircleRun, 'workflows' | 'id'>> & {
    readonly workflow?: string;
    readonly jobs: readonly MadeJob[];
  },
): CircleRun {
  const { jobs, workflow = 'ci', ...rest } = options;
  const id = (kind: number, index = 0): string =>
    `${String(kind).repeat(8)}-0000-4000-8000-${String(number).padStart(8, '0')}${String(index).padStart(4, '0')}`;
  const isOver = jobs.every(({ state }) => state !== 'running' && state !== 'queued');
  const isBad =
    jobs.find(({ state }) => state === 'failed') ?? jobs.find(({ state }) => state === 'cancelled');
  const created_at = rest.created_at ?? minute(0);
  return {
    id: id(3),
    ...{ branch: 'main', revision: sha(1), event: 'push' },
    ...rest,
    created_at,
    workflows: [
      {
        ...{ id: id(4), name: workflow, created_at, phase: isOver ? 'ended' : 'started' },
        ...(isOver && {
          outcome: isBad === undefined ? 'succeeded' : OUTCOMES[isBad.state as keyof typeof OUTCOMES],
          ended_at: new Date(Date.parse(created_at) + 300_000).toISOString(),
        }),
        jobs: jobs.map((job, index) => circleJob(id(5, index), job)),
      },
    ],
  };
}

function circleJob(id: string, { name, state }: MadeJob): CircleJob {
  const isOver = state !== 'running' && state !== 'queued';
  const progress = isOver
    ? { phase: 'ended', outcome: OUTCOMES[state] }
    : { phase: state === 'running' ? 'started' : 'queued' };
  return {
    ...{ id, name, ...progress, started_at: minute(1), ...(isOver && { ended_at: minute(4) }) },
    executions:
      state === 'skipped' || state === 'queued'
        ? []
        : [
            {
              steps: [
                {
                  name: 'Spin up environment',
                  num: 0,
                  phase: 'ended',
                  outcome: 'succeeded',
                  stdout: Buffer.from('Build-agent version\n'),
                },
                {
                  name: 'make',
                  num: 101,
                  ...progress,
                  stdout: Buffer.from(`it ${state}\n`),
                  stderr: Buffer.from('to stderr\n'),
                },
              ],
            },
          ],
  };
}

/** Three hundred runs in each system, the newest last: of run `n` the commit is `sha(n)`, and every tenth failed. */
export function threeHundred(github: ActionsServer, circleci: CircleciServer): void {
  for (let number = 1; number <= 300; number++) {
    const isBad = number % 10 === 0;
    const made = { created_at: minute(number), branch: 'main', head_branch: 'main' };
    github.runs.push(
      actionsRun(7000 + number, {
        ...{ created_at: made.created_at, updated_at: minute(number + 9) },
        ...{ head_branch: 'main', head_sha: sha(number), event: 'push' },
        jobs: [
          { name: 'unit (windows)', state: isBad ? 'failed' : 'passed' },
          { name: 'types', state: 'passed' },
        ],
      }),
    );
    circleci.runs.push(
      circleRun(number, {
        ...{ created_at: made.created_at, branch: 'main', revision: sha(number) },
        jobs: [
          { name: 'unit', state: isBad ? 'failed' : 'passed' },
          { name: 'types', state: 'passed' },
        ],
      }),
    );
  }
}
