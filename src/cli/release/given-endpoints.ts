import { type ChannelEndpoints, PUBLIC_ENDPOINTS } from '../../release/channels/channel-endpoints.ts';
import { readEndpoints } from '../../release/channels/read-endpoints.ts';
import { UsageError } from '../exit-code.ts';
import { readGivenFile } from '../given-files.ts';

/** Where channels are: as the file of `--servers` says, else where everybody finds them. Throws a `UsageError`. */
export async function givenEndpoints(directory: string, name: string | undefined): Promise<ChannelEndpoints> {
  if (name === undefined) return PUBLIC_ENDPOINTS;
  const read = readEndpoints(await readGivenFile(directory, name));
  if ('why' in read) throw new UsageError(`${name} does not say where channels are: ${read.why}`);
  return read.endpoints;
}
