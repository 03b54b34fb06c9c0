import { printableLine } from '../../diagnostics/printable.ts';
import type { GateVerdict } from '../../gate/judge-gate.ts';
import type { GithubClient } from '../../providers/github/api/github-client.ts';
import type { Purpose } from '../../providers/github/api/github-refusal.ts';

/** What branch protection asks for. */
const GATE_CONTEXT = 'lockstep/gate';

const POSTING: Purpose = { what: 'take the status', permission: 'statuses: write', scope: 'repo:status' };

/** docs.github.com/rest/commits/statuses; GitHub refuses a longer one. Characters. */
const LONGEST = 140;
const STATES = { passed: 'success', pending: 'pending', failed: 'failure', not_checked: 'error' } as const;

/** One status of the commit, under one name, whatever there is: with a link to what decides. */
export async function postGateStatus(
  client: GithubClient,
  commit: string,
  { conclusion, description, checks }: GateVerdict,
): Promise<void> {
  const deciding = checks.find(({ verdict, url }) => verdict === conclusion && url !== undefined);
  const line = printableLine(description);
  await client.ask('POST /repos/{owner}/{repo}/statuses/{sha}', POSTING, {
    sha: commit,
    state: STATES[conclusion],
    context: GATE_CONTEXT,
    description: line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line,
    ...(deciding?.url !== undefined && /^https:\/\//.test(deciding.url) && { target_url: deciding.url }),
  });
}
