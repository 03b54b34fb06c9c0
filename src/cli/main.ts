import { Command, CommanderError, Option } from 'commander';
import { printableLine } from '../diagnostics/printable.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { Invocation } from './commands/command.ts';
import { registerCommands } from './commands/registry.ts';
import { type ColorChoice, openConsole, watchOutput } from './console.ts';
import { EXIT, UsageError } from './exit-code.ts';
import { ownPackage } from './version.ts';

const EXAMPLES = `
Examples:
  lockstep init                    look at this repository and write a definition
  lockstep run                     run the default workflow
  lockstep run unit types          run two jobs and what they need
  lockstep plan --event push --branch develop
                                   what a push to develop sets off, and where
  lockstep runs log unit           the log of a job of the last run
  lockstep runs rerun --failed     run again what failed

Exit codes: 0 fine, 1 a check failed, 2 input or usage wrong, 3 internal error, 4 a gate had nothing to look at,
5 only people of a channel are waited for, 130 interrupted.`;

/** Runs one command line; gives the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.fine;
  // commander prints the help by itself.
  watchOutput();
  const program = new Command('lockstep')
    .description(
      'One pipeline definition: run it here, compile it to two CI systems, prove that nothing runs twice.',
    )
    .version(ownPackage().version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .addOption(
      new Option('-C, --directory <dir>', 'work as if started in this directory').default('.', 'this one'),
    )
    .option('--config <file>', 'the definition, in place of the nearest lockstep.config.*')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError("(see 'lockstep --help')")
    .enablePositionalOptions()
    .exitOverride();
  const invocation = (): Invocation => {
    const { directory, config, color } = program.opts<{
      directory: string;
      config?: string;
      color: ColorChoice;
    }>();
    return { directory, config, console: openConsole(color) };
  };
  registerCommands(program, argv, async (action) => {
    exitCode = await action(invocation());
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportError(error, program.opts<{ color?: ColorChoice }>().color ?? 'auto');
  }
}

function reportError(error: unknown, color: ColorChoice): number {
  // commander has printed its message already; help and version end with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  const console = openConsole(color);
  const { red } = console.errorStyle;
  if (error instanceof UsageError) {
    console.remark(`${red('error')}: ${printableLine(error.message)}`);
    if (error.fix !== undefined) console.remark(`  help: ${printableLine(error.fix)}`);
    return EXIT.usage;
  }
  if (error instanceof StorageError) {
    console.remark(`${red('error')}: ${printableLine(error.message)}`);
    return EXIT.internal;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.remark(
    `${red('Internal error')}: this is a fault of lockstep ${ownPackage().version}, not of your project.\n${stack}`,
  );
  return EXIT.internal;
}
