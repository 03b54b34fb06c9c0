import { type ChannelEndpoints, PUBLIC_ENDPOINTS } from '../../release/channels/channel-endpoints.ts';
import { readEndpoints } from '../../release/channels/read-endpoints.ts';
import { UsageError } from '../exit-code.ts';
import { readGivenFile } from '../given-files.ts';

/**
 * Where channels are: as the file of `--servers` says, else where everybody finds them; GitHub where a workflow is told that it is (docs.github.com,
 * "Variables reference"). Throws a `UsageError`.
 */
export async function givenEndpoints(directory: string, name: string | undefined): Promise<ChannelEndpoints> {
  if (name === undefined) return publicEndpoints(process.env);
  const read = readEndpoints(await readGivenFile(directory, name));
  if ('why' in read) throw new UsageError(`${name} does not say where channels are: ${read.why}`);
  return read.endpoints;
}

function publicEndpoints(env: Readonly<Record<string, string | undefined>>): ChannelEndpoints {
  const api = (env.GITHUB_API_URL ?? '').replace(/\/+$/, '');
  if (api === '' || api === PUBLIC_ENDPOINTS.github.api) return PUBLIC_ENDPOINTS;
  // docs.github.com/enterprise-server, "REST API endpoints for release assets": uploads have a path of their own.
  const uploads = api.endsWith('/api/v3') ? api.replace(/\/v3$/, '/uploads') : api;
  const git = env.GITHUB_SERVER_URL?.replace(/\/+$/, '') || PUBLIC_ENDPOINTS.git;
  return { ...PUBLIC_ENDPOINTS, github: { api, uploads }, git };
}
