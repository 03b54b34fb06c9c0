import type { KeysGenerateOptions } from '../perform-keys.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  COSIGN_PASSWORD=… lockstep keys generate
  COSIGN_PASSWORD=… lockstep keys generate --output-key-prefix release`;

export const keysCommand: Register = (program, perform) => {
  const keys = program.command('keys').description('key pairs for signing');
  keys
    .command('generate')
    .description(
      'make a key pair, as cosign has them: cosign.key, encrypted with COSIGN_PASSWORD, and cosign.pub',
    )
    .option('--output-key-prefix <name>', 'the names without .key and .pub', 'cosign')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action((options: KeysGenerateOptions) =>
      perform(async (invocation) =>
        (await import('../perform-keys.ts')).performKeysGenerate(invocation, options),
      ),
    );
};
