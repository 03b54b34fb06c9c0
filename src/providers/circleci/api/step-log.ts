import { TextOfBytes } from '../../log-lines.ts';
import { resumedDownload } from '../../resumed-download.ts';
import { type CiStep, isActive, type LogRequest } from '../../run-source.ts';
import { type CircleciClient, readText } from './circleci-client.ts';
import type { CirclePurpose } from './circleci-refusal.ts';

export interface StepLog {
  /** The id of the job. */
  readonly job: string;
  readonly step: CiStep;
  readonly request: LogRequest;
  readonly purpose: CirclePurpose;
}

/** Milliseconds between two looks at what still grows. */
const POLL = 2_000;

/** What a step wrote to its standard output, then to its standard error: CircleCI keeps them apart. */
export async function streamStep(client: CircleciClient, log: StepLog): Promise<void> {
  await stream(client, log, 'stdout');
  await stream(client, log, 'stderr');
}

/** To its end, which `X-Terminal: true` tells; of a step that still runs, to what there is when nobody follows. */
async function stream(
  client: CircleciClient,
  { job, step, request, purpose }: StepLog,
  name: 'stdout' | 'stderr',
): Promise<void> {
  const filter = new URLSearchParams({
    'filter[execution]': String(step.machine),
    'filter[step_num]': String(step.number),
  });
  const url = `/api/v3/jobs/${encodeURIComponent(job)}/${name}?${filter}`;
  const decoder = new TextOfBytes();
  for (let from = 0; ; ) {
    const got = await resumedDownload({
      open: (at, receive) => client.fetch(url, at, receive, request.signal),
      sink: (chunk) => request.write({ kind: 'text', text: decoder.text(chunk) }),
      from,
      pause: (ms) => client.pause(ms),
      signal: request.signal,
      refuse: async ({ status }, body) => client.refusal({ status, text: await readText(body) }, purpose),
      unreachable: (reason) => client.unreachable(reason, purpose),
    });
    if (got === undefined) break;
    from = got.end;
    const isOver = got.head.header('x-terminal') === 'true' || !isActive(step.state);
    if (isOver || !request.follow || request.signal?.aborted === true) break;
    await client.pause(POLL);
  }
  const rest = decoder.end();
  if (rest !== '') await request.write({ kind: 'text', text: rest });
}
