import { lineAt } from '../byte-lines.ts';
import { FINE, type FileHook, type Outcome, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * Private keys, by the words that stand around them. Source of the ten markers: pre-commit-hooks, `detect_private_key.py`. It is a
 * guard against accidents: keys in other forms (UTF-16, age, a PEM that was encoded again) are for a scanner of secrets.
 */
export const detectPrivateKey: FileHook = {
  name: 'detect-private-key',
  says: 'private keys',
  fixes: false,
  types: ['text'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {});
    return isBad(given) ? given : { kind: 'each', look: ({ bytes }) => look(bytes) };
  },
};

/** In two halves, so that this file is none. */
const MARKERS: readonly string[] = [
  ...['RSA ', 'DSA ', 'EC ', 'OPENSSH ', '', 'SSH2 ENCRYPTED ', 'ENCRYPTED '].map(
    (kind) => `${kind}PRIVATE KEY`,
  ),
  `PGP ${'PRIVATE KEY'} BLOCK`,
  `OpenVPN ${'Static key V1'}`,
].map((words) => `BEGIN ${words}`);
const PUTTY = `PuTTY-User-Key-${'File-2'}`;

function look(bytes: Buffer): Outcome {
  const found: number[] = [];
  // One search where most files have nothing.
  if (bytes.includes('BEGIN ')) found.push(...MARKERS.map((marker) => bytes.indexOf(marker)));
  found.push(bytes.indexOf(PUTTY));
  const lines = new Set(found.filter((at) => at !== -1).map((at) => lineAt(bytes, at)));
  if (lines.size === 0) return FINE;
  return { complaints: [...lines].sort((a, b) => a - b).map((line) => ({ line, message: 'a private key' })) };
}
