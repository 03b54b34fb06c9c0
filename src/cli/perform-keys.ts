import { resolve } from 'node:path';
import { nodeFiles } from '../platform/files.ts';
import { makeSigningKey } from '../platform/signing-key.ts';
import { StorageError } from '../platform/storage-error.ts';
import { writeCosignKey } from '../release/signing/cosign-key.ts';
import { keyHint } from '../release/signing/envelope.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode, UsageError } from './exit-code.ts';

export interface KeysGenerateOptions {
  readonly outputKeyPrefix: string;
  readonly json?: boolean;
}

/** `lockstep keys generate`: a pair as `cosign generate-key-pair` makes it. It never takes the place of another. */
export async function performKeysGenerate(
  { directory, console }: Invocation,
  { outputKeyPrefix: prefix, json }: KeysGenerateOptions,
): Promise<ExitCode> {
  const password = process.env.COSIGN_PASSWORD;
  if (password === undefined)
    throw new UsageError(
      'there is no password to encrypt the key with',
      'Set COSIGN_PASSWORD; to nothing for a key without one.',
    );
  const [secret, open] = [`${prefix}.key`, `${prefix}.pub`];
  for (const name of [secret, open])
    if (await nodeFiles.exists(resolve(directory, name)))
      throw new UsageError(
        `${name} is there already`,
        'Move it away, or choose other names with --output-key-prefix.',
      );
  const key = makeSigningKey();
  // Nobody else reads the private one (as cosign writes it).
  await write(resolve(directory, secret), writeCosignKey(key, password), 0o600);
  await write(resolve(directory, open), key.publicKey.pem, 0o644);
  const hint = keyHint(key.publicKey);
  if (json === true) console.print(JSON.stringify({ privateKey: secret, publicKey: open, hint }, null, 2));
  else
    console.print(
      `Wrote ${secret}, which stays secret, and ${open}, which verifies (${key.publicKey.kind}).`,
    );
  return EXIT.fine;
}

async function write(path: string, text: string, mode: number): Promise<void> {
  try {
    await nodeFiles.writeAtomic(path, text, { mode });
  } catch (error) {
    throw new StorageError(path, error);
  }
}
