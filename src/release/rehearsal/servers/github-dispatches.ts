import type { LoopbackAnswer } from '../../../platform/loopback-server.ts';
import { type GithubBody, type Home, refused, said } from './github-answers.ts';

/** What somebody does when a dispatch arrives: the workflow of a tap. Its promise is the end of the run. */
export type OnDispatch = (dispatch: {
  readonly event: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}) => Promise<'success' | 'failure'>;

interface Run {
  readonly id: number;
  conclusion: 'success' | 'failure' | null;
}

/** The workflows of a repository, as far as they are started from outside. */
export class GithubDispatches {
  onDispatch: OnDispatch = async () => 'success';
  /** Whatever else GitHub tells of a run. */
  runTemplate: Readonly<Record<string, unknown>> = {};
  readonly #runs: Run[] = [];
  #next = 70_000;

  /** Undefined for what is none of these routes. `key`: the method, and the path below the repository. */
  answer(key: string, body: GithubBody, home: Home): LoopbackAnswer | undefined {
    const [, run] = /^GET actions\/runs\/(\d+)$/.exec(key) ?? [];
    if (run !== undefined) return this.#run(Number(run), home);
    const [, workflow] = /^POST actions\/workflows\/([^/]+)\/dispatches$/.exec(key) ?? [];
    if (workflow !== undefined) return this.#startWorkflow(workflow, body, home);
    return key === 'POST dispatches' ? this.#dispatch(body) : undefined;
  }

  /** docs.github.com, "Create a repository dispatch event": ten keys, and nothing is told of what becomes of it. */
  #dispatch(body: GithubBody): LoopbackAnswer {
    const { event_type: event, client_payload: payload = {} } = body;
    if (typeof event !== 'string' || event === '' || event.length > 100)
      return refused(422, 'Invalid request.\n\nevent_type is wrong.');
    const inputs = payload as GithubBody;
    if (Object.keys(inputs).length > 10)
      return refused(422, 'No more than 10 properties are allowed; client_payload has more.');
    void this.onDispatch({ event, inputs });
    return said(204, undefined);
  }

  /** docs.github.com, "Create a workflow dispatch event": with `return_run_details` it says which run it began. */
  #startWorkflow(workflow: string, body: GithubBody, home: Home): LoopbackAnswer {
    const { ref, inputs = {}, return_run_details: details } = body;
    if (typeof ref !== 'string' || ref === '')
      return refused(422, 'Invalid request.\n\n"ref" wasn\'t supplied.');
    const run: Run = { id: this.#next++, conclusion: null };
    this.#runs.push(run);
    void this.onDispatch({ event: workflow, inputs: inputs as GithubBody }).then((end) => {
      run.conclusion = end;
    });
    if (details !== true) return said(204, undefined);
    const api = `${home.url}/repos/${home.repository}/actions/runs/${run.id}`;
    return said(200, {
      workflow_run_id: run.id,
      run_url: api,
      html_url: `${home.url}/${home.repository}/actions/runs/${run.id}`,
    });
  }

  #run(id: number, { url, repository }: Home): LoopbackAnswer {
    const run = this.#runs.find((one) => one.id === id);
    if (run === undefined) return refused(404, 'Not Found');
    const { conclusion } = run;
    const status = conclusion === null ? 'in_progress' : 'completed';
    return said(200, {
      ...this.runTemplate,
      id,
      status,
      conclusion,
      html_url: `${url}/${repository}/actions/runs/${id}`,
    });
  }
}
