import { Argument } from 'commander';
import { EXIT } from '../exit-code.ts';
import type { Register } from './command.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof SHELLS)[number];

/** Each script hands the words typed so far to `lockstep __complete`, one per argument, and offers the lines it prints. */
const SCRIPTS: Record<Shell, string> = {
  bash: `_lockstep() {
  local IFS=$'\\n'
  COMPREPLY=($(lockstep __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>&-))
}
complete -o default -F _lockstep lockstep`,
  zsh: `#compdef lockstep
_lockstep() {
  local -a found
  found=("\${(@f)$(lockstep __complete -- "\${(@)words[2,CURRENT]}" 2>&-)}")
  (( \${#found} )) && compadd -- $found
}
compdef _lockstep lockstep`,
  fish: `complete -c lockstep -f -a '(lockstep __complete -- (commandline -opc)[2..-1] (commandline -ct))'`,
  powershell: `Register-ArgumentCompleter -Native -CommandName lockstep -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word -eq '') { $words += '' }
  lockstep __complete -- @words | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}`,
};

const INSTALL = `
Install:
  bash         lockstep completion bash >> ~/.bashrc
  zsh          lockstep completion zsh > "\${fpath[1]}/_lockstep"
  fish         lockstep completion fish > ~/.config/fish/completions/lockstep.fish
  powershell   lockstep completion powershell >> $PROFILE`;

export const completionCommand: Register = (program, perform) => {
  program
    .command('completion')
    .description('print a script that completes commands, options, jobs and workflows')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', INSTALL)
    .action((shell: Shell) =>
      perform(async ({ console }) => {
        console.print(SCRIPTS[shell]);
        return EXIT.fine;
      }),
    );
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) =>
      perform(async (invocation) => {
        const { completions } = await import('../complete.ts');
        for (const word of await completions(program, words, invocation)) invocation.console.print(word);
        return EXIT.fine;
      }),
    );
};
