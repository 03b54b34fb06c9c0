import type { ShellName } from '../../pipeline/config.ts';

/** The files through which a step speaks to later ones, under lockstep's names and GitHub's. Their syntax is the same. */
const FILES = [
  ['LOCKSTEP_ENV', 'GITHUB_ENV'],
  ['LOCKSTEP_PATH', 'GITHUB_PATH'],
  ['LOCKSTEP_OUTPUT', 'GITHUB_OUTPUT'],
] as const;

/** Each step has files of its own, so the names must be set where the step begins: neither `env` nor an earlier step could. */
function prologLine(shell: ShellName, own: string, theirs: string): string {
  switch (shell) {
    case 'bash':
    case 'sh':
      return `export ${own}="$${theirs}"`;
    case 'pwsh':
    case 'powershell':
      return `$env:${own} = $env:${theirs}`;
    case 'cmd':
      return `set "${own}=%${theirs}%"`;
    default:
      return shell satisfies never;
  }
}

/** The script with the names it uses set in front. A job that hands values on may use the file from a program of its own. */
export function withProlog(script: string, shell: ShellName, handsOn: boolean): string {
  const lines = FILES.filter(([own]) => script.includes(own) || (handsOn && own === 'LOCKSTEP_OUTPUT')).map(
    ([own, theirs]) => prologLine(shell, own, theirs),
  );
  return [...lines, script].join('\n');
}

/** The script as the definition has it. */
export function withoutProlog(script: string, shell: ShellName): string {
  let rest = script;
  for (const [own, theirs] of FILES) {
    const line = `${prologLine(shell, own, theirs)}\n`;
    if (rest.startsWith(line)) rest = rest.slice(line.length);
  }
  return rest;
}
