import { gzipBase64 } from '../../../platform/compression.ts';
import type { GithubClient } from './github-client.ts';
import { GithubRefusal, type Purpose } from './github-refusal.ts';
import { asList, asObject, type SarifLog } from './sarif/sarif-log.ts';

/** What the results are of. */
export interface AnalysedSource {
  /** The whole id. */
  readonly commit: string;
  readonly ref: string;
}

/** What became of an upload; `pending` when nobody waited, or not long enough. */
export type UploadStatus = 'pending' | 'complete' | 'failed';

export interface Upload {
  readonly id: string;
  readonly status: UploadStatus;
  /** Harmless only when printed with care: GitHub's words may have names of the file in them. */
  readonly errors: readonly string[];
}

/** docs.github.com, "REST API endpoints for code scanning", "Upload an analysis as SARIF data". */
const UPLOADING: Purpose = {
  what: 'take the results',
  permission: 'security-events: write',
  scope: 'security_events',
};

/** The same page, "Get information about a SARIF upload". */
const ASKING: Purpose = {
  what: 'say what became of the results',
  permission: 'security-events: read',
  scope: 'security_events',
};

/** Milliseconds; github/codeql-action asks every 5 seconds, most uploads take less. */
const POLLS = [1_000, 2_000, 3_000, 5_000];

export interface UploadOptions {
  readonly source: AnalysedSource;
  /** `file:` address of the checkout; for files with absolute addresses. */
  readonly checkout: string | undefined;
}

/** Sends one file. Its id is what GitHub is asked by later. */
export async function uploadSarif(
  client: GithubClient,
  log: SarifLog,
  { source, checkout }: UploadOptions,
): Promise<string> {
  const tools = new Set(log.runs.map(({ tool }) => tool.driver.name));
  const [tool] = tools;
  const receipt = await client.ask('POST /repos/{owner}/{repo}/code-scanning/sarifs', UPLOADING, {
    commit_sha: source.commit,
    ref: source.ref,
    sarif: gzipBase64(JSON.stringify(log)),
    ...(tools.size === 1 && { tool_name: tool }),
    ...(checkout !== undefined && needsCheckout(log) && { checkout_uri: checkout }),
  });
  const { id } = asObject(receipt);
  if (typeof id === 'string' && id !== '') return id;
  throw new GithubRefusal('unreachable', 'GitHub took the results and did not say under which id');
}

/**
 * Asks until the results are processed, or for `wait` milliseconds. An id that GitHub does not know yet counts as pending: what was stored a
 * moment ago need not be seen everywhere.
 */
export async function awaitUpload(
  client: GithubClient,
  id: string,
  { wait, now, pause }: { readonly wait: number; now(): number; pause(ms: number): Promise<void> },
): Promise<Upload> {
  const end = now() + wait;
  for (let poll = 0; ; poll++) {
    const left = end - now();
    if (left <= 0) return { id, status: 'pending', errors: [] };
    await pause(Math.min(left, POLLS[poll] ?? POLLS.at(-1) ?? left));
    const { processing_status: status, errors } = asObject(await statusOf(client, id));
    if (status === 'complete' || status === 'failed')
      return { id, status, errors: asList(errors).filter((one) => typeof one === 'string') };
  }
}

async function statusOf(client: GithubClient, id: string): Promise<unknown> {
  try {
    return await client.ask('GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}', ASKING, {
      sarif_id: id,
    });
  } catch (error) {
    if (error instanceof GithubRefusal && error.kind === 'missing') return {};
    throw error;
  }
}

/**
 * GitHub makes absolute addresses relative to the checkout when it knows that, and refuses the file when an address has another scheme
 * (docs.github.com, "SARIF support for code scanning", "Specifying the root for source files").
 */
function needsCheckout({ runs }: SarifLog): boolean {
  const schemes = new Set<string>();
  const look = (uri: unknown): void => {
    const [, scheme] = (typeof uri === 'string' && /^([a-z][a-z0-9+.-]+):/i.exec(uri)) || [];
    if (scheme !== undefined) schemes.add(scheme.toLowerCase());
  };
  for (const run of runs) {
    for (const artifact of asList(run.artifacts)) look(asObject(asObject(artifact).location).uri);
    for (const { locations } of run.results)
      for (const location of asList(locations))
        look(asObject(asObject(asObject(location).physicalLocation).artifactLocation).uri);
  }
  return schemes.size === 1 && schemes.has('file');
}
