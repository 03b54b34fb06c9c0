import { sha256 } from '../../platform/digest.ts';
import type { ReleaseManifest } from '../manifest/release-manifest.ts';
import { ChannelRefusal } from './channel.ts';
import { PUBLIC_ENDPOINTS } from './channel-endpoints.ts';
import { type ChannelServer, refusalOf } from './channel-server.ts';
import { downloadUrl } from './packaging.ts';

/** Bytes beside those of a file that an answer may have: a page that says that there is none. */
const PAGE = 1 << 20;

/**
 * Fetches every file of the release whose address stands in a text, and compares it: who installs by a formula, a manifest or a package downloads them
 * there. Nobody is led to what is not served, also when one channel alone is published. `git`: what is at github.com for others. Throws a
 * `ChannelRefusal`.
 */
export async function checkReferredFiles(
  text: string,
  {
    manifest,
    server,
    git,
  }: { readonly manifest: ReleaseManifest; readonly server: ChannelServer; readonly git: string },
  signal: AbortSignal,
): Promise<void> {
  for (const file of manifest.files) {
    const address = downloadUrl(manifest, file.name);
    if (!namesAddress(text, address)) continue;
    const url = new URL(
      address.startsWith(`${PUBLIC_ENDPOINTS.git}/`) ? address.replace(PUBLIC_ENDPOINTS.git, git) : address,
    );
    const answer = await server.ask({ method: 'GET', url, most: file.size + PAGE }, signal);
    if (answer.status === 404)
      throw new ChannelRefusal(
        'person',
        `${file.name} is not served, which people would be led to`,
        'Publish the release on GitHub first: lockstep release publish.',
      );
    if (answer.status !== 200) throw refusalOf(answer, file.name);
    if (sha256(answer.bytes) !== file.sha256)
      throw new ChannelRefusal(
        'never',
        `${file.name} is served with other bytes than people would be told`,
        'Release the next version.',
      );
  }
}

/** Not the one of a file whose name only begins so: `weather.tar.gz.sig`. */
function namesAddress(text: string, address: string): boolean {
  for (let at = text.indexOf(address); at !== -1; at = text.indexOf(address, at + 1))
    if (!/[A-Za-z0-9._+%-]/.test(text.charAt(at + address.length))) return true;
  return false;
}
