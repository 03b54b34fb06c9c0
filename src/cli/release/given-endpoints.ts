import { type ChannelEndpoints, PUBLIC_ENDPOINTS } from '../../release/channels/channel-endpoints.ts';
import { readEndpoints } from '../../release/channels/read-endpoints.ts';
import { UsageError } from '../exit-code.ts';
import { readGivenFile } from '../given-files.ts';

/** Where channels are: those of the file of `--servers`, else everybody's; of GitHub those that a workflow is told (docs.github.com, "Variables reference"). */
export async function givenEndpoints(directory: string, file: string | undefined): Promise<ChannelEndpoints> {
  if (file !== undefined) {
    const reading = readEndpoints(await readGivenFile(directory, file));
    if ('why' in reading) throw new UsageError(`${file} says no servers: ${reading.why}`);
    return reading.endpoints;
  }
  const api = process.env.GITHUB_API_URL;
  if (api === undefined || api === '' || api === PUBLIC_ENDPOINTS.github.api) return PUBLIC_ENDPOINTS;
  const bare = api.replace(/\/+$/, '');
  // docs.github.com/enterprise-server, "REST API endpoints for release assets": uploads have a path of their own.
  const uploads = bare.endsWith('/api/v3') ? bare.replace(/\/v3$/, '/uploads') : bare;
  const git = process.env.GITHUB_SERVER_URL?.replace(/\/+$/, '') || PUBLIC_ENDPOINTS.git;
  return { ...PUBLIC_ENDPOINTS, github: { api: bare, uploads }, git };
}
