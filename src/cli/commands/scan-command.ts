import type { Command } from 'commander';
import type { ScanOptions } from '../perform-scan.ts';
import type { Action, Register } from './command.ts';
import { findingsOptions } from './findings-options.ts';

const EXAMPLES = `
Examples:
  lockstep scan image csvscope:scan --build .        build it, scan it, judge it
  lockstep scan fs . --fail-on critical              what is in a directory
  lockstep scan image csvscope:scan --report trivy.json
                                                     what Trivy wrote elsewhere
  lockstep scan fs . -- --skip-dirs vendor           what follows is Trivy's`;

export const scanCommand: Register = (program, perform) => {
  const scan = program
    .command('scan')
    .description('scan an image or a directory once with Trivy: SARIF, SBOM, report and verdict')
    .addHelpText('after', EXAMPLES);
  const image = scan
    .command('image')
    .description('what an image holds: vulnerable packages, keys')
    .argument('<image>', 'its name, as docker and podman take it')
    .argument('[options...]', "Trivy's own, behind --")
    .option('--build <directory>', 'build it from there first, under that name')
    .option('--dockerfile <file>', 'in place of the Dockerfile in that directory')
    .option('--build-cache <directory>', 'keep layers there, for machines that forget')
    .option('--engine <name>', 'docker or podman; the first that answers unless said');
  common(image).action((name: string, extra: readonly string[], options: ScanOptions) =>
    perform(scanOf({ kind: 'image', image: name }, extra, options)),
  );
  const fs = scan
    .command('fs')
    .description('what a directory holds: vulnerable packages, keys, misconfiguration')
    .argument('[directory]', 'the working directory unless said', '.')
    .argument('[options...]', "Trivy's own, behind --")
    .option('--engine <name>', 'docker or podman, where Trivy is not installed');
  common(fs).action((directory: string, extra: readonly string[], options: ScanOptions) =>
    perform(scanOf({ kind: 'fs', directory }, extra, options)),
  );
};

type Target = Parameters<typeof import('../perform-scan.ts')['performScan']>[1];

function scanOf(target: Target, extra: readonly string[], options: ScanOptions): Action {
  return async (invocation) =>
    (await import('../perform-scan.ts')).performScan(invocation, target, { options, extra });
}

function common(command: Command): Command {
  return findingsOptions(command)
    .option('--out <folder>', 'where everything is written', 'lockstep-scan')
    .option('--trivy <program>', 'in place of the one on PATH')
    .option('--report <file>', "take this report of Trivy's, made elsewhere")
    .option(
      '--category <name>',
      'what tells this SARIF from others of the same commit; the target unless said',
    )
    .option('--dry-run', 'show what would run');
}
