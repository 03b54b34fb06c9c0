/**
 * The files through which a step speaks to later steps and jobs, in the syntax of GitHub's environment files
 * (docs.github.com, "Workflow commands": `name=value`, or `name<<DELIMITER`, lines, `DELIMITER`):
 * `$LOCKSTEP_ENV` sets variables, `$LOCKSTEP_PATH` puts directories in front of PATH (one a line), `$LOCKSTEP_OUTPUT` hands values on.
 */
export interface Assignments {
  readonly values: ReadonlyMap<string, string>;
  /** What could not be understood, for a warning. */
  readonly problems: readonly string[];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

export function parseAssignments(text: string): Assignments {
  const values = new Map<string, string>();
  const problems: string[] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc !== -1 && (equals === -1 || heredoc < equals)) {
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter, at + 1);
      if (delimiter === '' || end === -1) {
        problems.push(`line ${at + 1}: no line closes <<${delimiter}`);
        break;
      }
      assign(line.slice(0, heredoc), lines.slice(at + 1, end).join('\n'), at);
      at = end;
    } else if (equals === -1) problems.push(`line ${at + 1}: neither name=value nor name<<DELIMITER`);
    else assign(line.slice(0, equals), line.slice(equals + 1), at);
  }
  return { values, problems };

  function assign(name: string, value: string, at: number): void {
    if (NAME.test(name)) values.set(name, value);
    else problems.push(`line ${at + 1}: '${name}' is no name`);
  }
}

/** The directories a step added, the last one first, as it is to be searched first. */
export function parsePathEntries(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .reverse();
}
