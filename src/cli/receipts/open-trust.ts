import { homedir } from 'node:os';
import { join } from 'node:path';
import { readStrictJson } from '../../release/receipts/strict-json.ts';
import { readTrustedRoot, type Trust, type TrustedKey } from '../../release/signing/verify-signature.ts';
import { UsageError } from '../exit-code.ts';
import { readGivenFile } from '../given-files.ts';

export interface TrustQuestion {
  readonly directory: string;
  /** The file that `--trusted-root` names. */
  readonly trustedRoot: string | undefined;
  readonly keys: readonly TrustedKey[];
  /** Is anything signed without a key? Otherwise nobody is asked. */
  readonly needsRoot: boolean;
}

/** What signatures are verified with. The public root is fetched only when something needs it, and its absence is told where it matters. */
export async function openTrust({ directory, trustedRoot, keys, needsRoot }: TrustQuestion): Promise<Trust> {
  if (trustedRoot !== undefined) {
    const json = readStrictJson(await readGivenFile(directory, trustedRoot));
    const root = 'why' in json ? undefined : readTrustedRoot(json.data);
    if (root === undefined)
      throw new UsageError(
        `${trustedRoot} is no trusted root`,
        'It is JSON with certificateAuthorities, tlogs and ctlogs; cosign trusted-root create makes one.',
      );
    return { keys, root, whyNoRoot: '' };
  }
  if (!needsRoot) return { keys, root: undefined, whyNoRoot: 'no root is trusted' };
  const { publicTrustedRoot } = await import('../../release/signing/public-root.ts');
  const answer = await publicTrustedRoot(join(homedir(), '.cache', 'lockstep', 'sigstore'));
  if ('root' in answer) return { keys, root: answer.root, whyNoRoot: '' };
  return {
    keys,
    root: undefined,
    whyNoRoot: `the trusted root of Sigstore ${answer.why}; --trusted-root names one`,
  };
}
