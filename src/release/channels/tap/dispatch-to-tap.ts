import { printableLine } from '../../../diagnostics/printable.ts';
import { sha256 } from '../../../platform/digest.ts';
import type { DesiredTap, ReleaseManifest } from '../../manifest/release-manifest.ts';
import { ChannelRefusal, type ChannelSurroundings } from '../channel.ts';
import { type GithubApi, rowOf } from '../github/github-api.ts';

export interface TapRequest {
  readonly desired: DesiredTap;
  readonly manifest: ReleaseManifest;
  /** Of the file. */
  readonly content: Uint8Array;
}

interface Means {
  readonly api: GithubApi;
  readonly surroundings: ChannelSurroundings;
  readonly signal: AbortSignal;
}

/** Bytes of a payload (docs.github.com, "Create a repository dispatch event", and "Events that trigger workflows", `workflow_dispatch`). */
const LARGEST = 65_535;
/** Of the type of a repository_dispatch. */
const LONGEST_EVENT = 100;
const USUAL_EVENT = 'release';
/** Milliseconds between two looks at a run, and for how long it is followed. */
const LOOK = 5_000;
const FOLLOWED = 900_000;
const ACTIONS = 'actions: write';

/**
 * Asks the workflow of a tap to put the file there. It gets all that it needs, and nothing to run: `version`, `tag`, `path`, `message`, `sha256` and
 * `content` (base64). By `workflow_dispatch` the run is known and followed to its end; a `repository_dispatch` tells nothing, and what
 * becomes of it is seen by fetching the branch.
 */
export async function dispatchToTap(request: TapRequest, means: Means): Promise<string> {
  const { desired, manifest, content } = request;
  const inputs = {
    ...{ version: manifest.version, tag: manifest.tag },
    ...{ path: desired.path, message: desired.message },
    sha256: sha256(content),
    content: Buffer.from(content).toString('base64'),
  };
  const size = Buffer.byteLength(JSON.stringify(inputs));
  if (size > LARGEST)
    throw new ChannelRefusal(
      'never',
      `a dispatch may have ${LARGEST} bytes, and ${desired.path} makes it ${size}`,
      "Have it committed by git: by: 'commit' in the definition.",
    );
  return desired.workflow === undefined
    ? sendEvent(desired, inputs, means)
    : startWorkflow({ desired, workflow: desired.workflow, inputs }, means);
}

async function sendEvent(
  { repository, event = USUAL_EVENT }: DesiredTap,
  inputs: Readonly<Record<string, string>>,
  { api, signal }: Means,
): Promise<string> {
  if (event.length > LONGEST_EVENT)
    throw new ChannelRefusal(
      'never',
      `the type of an event has ${LONGEST_EVENT} characters at most: '${event}'`,
    );
  await api.ask(
    {
      method: 'POST',
      path: `/repos/${repository}/dispatches`,
      what: `take the event '${event}'`,
      permission: 'contents: write',
      body: { event_type: event, client_payload: inputs },
    },
    signal,
  );
  return `'${event}' was taken; what becomes of it is seen in the branch`;
}

async function startWorkflow(
  {
    desired,
    workflow,
    inputs,
  }: {
    readonly desired: DesiredTap;
    readonly workflow: string;
    readonly inputs: Readonly<Record<string, string>>;
  },
  means: Means,
): Promise<string> {
  const { repository, branch } = desired;
  const data = rowOf(
    await means.api.ask(
      {
        method: 'POST',
        path: `/repos/${repository}/actions/workflows/${encodeURIComponent(workflow)}/dispatches`,
        what: `start ${workflow}`,
        permission: ACTIONS,
        body: { ref: branch, inputs, return_run_details: true },
      },
      means.signal,
    ),
  );
  const { workflow_run_id: run } = data;
  if (typeof run !== 'number') return `${workflow} was started, and GitHub does not say as which run`;
  return follow({ repository, workflow, run }, means);
}

async function follow(
  {
    repository,
    workflow,
    run,
  }: { readonly repository: string; readonly workflow: string; readonly run: number },
  { api, surroundings, signal }: Means,
): Promise<string> {
  for (let waited = 0; waited <= FOLLOWED; waited += LOOK) {
    const question = {
      method: 'GET',
      path: `/repos/${repository}/actions/runs/${run}`,
      what: `show run ${run}`,
      permission: 'actions: read',
    } as const;
    const { status, conclusion, html_url: page } = rowOf(await api.ask(question, signal));
    const where = printableLine(typeof page === 'string' ? page : `run ${run} of ${repository}`);
    if (status === 'completed') {
      if (conclusion === 'success') return `${workflow} ended well: ${where}`;
      throw new ChannelRefusal(
        'person',
        `${workflow} of ${repository} ended with '${printableLine(String(conclusion))}'`,
        `See why, and mend it: ${where}`,
      );
    }
    surroundings.onPause(`${workflow} of ${repository} is at it: ${where}`);
    await surroundings.pause(LOOK, signal);
  }
  throw new ChannelRefusal(
    'later',
    `${workflow} of ${repository} is at it for more than ${FOLLOWED / 60_000} minutes`,
  );
}
