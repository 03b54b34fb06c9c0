import { Option } from 'commander';
import type { HooksRunOptions } from '../hooks/hooks-run-options.ts';
import type { Register } from './command.ts';

const EXAMPLES = `
Examples:
  lockstep hooks install              git commit and git push call lockstep from now on
  lockstep hooks run                  what git commit would say now
  lockstep hooks run --all-files      every file, as in CI
  SKIP=check-yaml git commit          without one of them`;

export const hooksCommand: Register = (program, perform) => {
  const hooks = program
    .command('hooks')
    .description('check what is committed, without an environment to install, and mend it')
    .addHelpText('after', EXAMPLES);
  hooks
    .command('install')
    .description('have git call lockstep before a commit and before a push')
    .action(() =>
      perform(async (invocation) => (await import('../perform-hooks-install.ts')).installHooks(invocation)),
    );
  hooks
    .command('uninstall')
    .description('take that away, and put back what was there before')
    .action(() =>
      perform(async (invocation) => (await import('../perform-hooks-install.ts')).uninstallHooks(invocation)),
    );
  registerRun(hooks, perform);
  registerCall(hooks, perform);
  hooks
    .command('list')
    .description('the hooks of this repository, and where they were read from')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) =>
      perform(async (invocation) =>
        (await import('../perform-hooks-list.ts')).performHooksList(invocation, options),
      ),
    );
};

const registerRun: Register = (hooks, perform) => {
  hooks
    .command('run')
    .description('run the hooks on what is staged')
    .argument('[hooks...]', 'only these, whatever their stage')
    .option('--all-files', 'on every tracked file, as it is in the checkout')
    .option('--files <files...>', 'on these files, as they are in the checkout')
    .option('--from <ref>', 'on what changed since this commit, as it is in the other; nothing is mended')
    .option('--to <ref>', 'with --from: the other commit')
    .addOption(
      new Option('--stage <stage>', 'the hooks of this moment; pre-commit unless said').choices([
        'pre-commit',
        'commit-msg',
        'pre-push',
        'manual',
      ]),
    )
    .option('--json', 'what each hook found, as JSON')
    .action((names: string[], options: HooksRunOptions) =>
      perform(async (invocation) =>
        (await import('../perform-hooks-run.ts')).performHooksRun(invocation, names, options),
      ),
    );
};

const registerCall: Register = (hooks, perform) => {
  hooks
    .command('call')
    .description('one hook on files, for programs with a configuration of their own')
    .argument('<hook>', 'trailing-whitespace, check-yaml …')
    .argument('[args...]', "the hook's options, then files")
    .allowUnknownOption()
    .passThroughOptions()
    .action((hook: string, args: string[]) =>
      perform(async (invocation) =>
        (await import('../perform-hooks-call.ts')).performHooksCall(invocation, hook, args),
      ),
    );
};
