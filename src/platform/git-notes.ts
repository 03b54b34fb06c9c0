import { runCommand } from './processes.ts';

/** Neither a pager nor a prompt. */
const QUIET = { GIT_TERMINAL_PROMPT: '0', GIT_PAGER: 'cat' };

/**
 * Texts that are kept beside commits (git-notes(1)), in a ref of their own: no file of the checkout, nothing staged, and no commit changes. A note
 * is a set of lines, so that two notes of one commit are merged by taking the lines of both (`git notes merge -s cat_sort_uniq`).
 */
export interface NoteLines {
  /** The commit that it is about. */
  readonly commit: string;
  readonly lines: readonly string[];
}

/** The notes of all commits that have this tree: the same files, whatever the commit. Empty where there are none. Throws. */
export async function readNotes(directory: string, ref: string, tree: string): Promise<readonly NoteLines[]> {
  const listed = await git(directory, ['notes', '--ref', ref, 'list']);
  if (listed.code !== 0) return [];
  const commits = [...listed.stdout.matchAll(/^[0-9a-f]+ ([0-9a-f]+)$/gm)].map(([, commit = '']) => commit);
  if (commits.length === 0) return [];
  // Commits that are not here any more, and notes on other objects, are passed over.
  const input = commits.map((commit) => `${commit}\n`).join('');
  const { stdout } = await git(
    directory,
    ['log', '--no-walk=unsorted', '--ignore-missing', '--format=%H %T', '--stdin'],
    input,
  );
  const wanted = [...stdout.matchAll(/^([0-9a-f]+) ([0-9a-f]+)$/gm)].filter(([, , its]) => its === tree);
  const notes: NoteLines[] = [];
  for (const [, commit = ''] of wanted) notes.push({ commit, lines: await linesOf(directory, ref, commit) });
  return notes;
}

/** Adds lines to the note of a commit; those that are there already stay as they are. Throws in git's words. */
export async function addNoteLines(
  directory: string,
  ref: string,
  { commit, lines }: NoteLines,
): Promise<void> {
  const all = new Set([...(await linesOf(directory, ref, commit)), ...lines]);
  const text = `${[...all].sort().join('\n')}\n`;
  const { code, stderr } = await git(
    directory,
    [...(await identity(directory)), 'notes', '--ref', ref, 'add', '--force', '--file', '-', commit],
    text,
  );
  if (code !== 0) throw new Error(`git notes failed: ${stderr.trim() || 'no reason given'}`);
}

async function linesOf(directory: string, ref: string, commit: string): Promise<readonly string[]> {
  const { code, stdout } = await git(directory, ['notes', '--ref', ref, 'show', commit]);
  return code === 0 ? stdout.split('\n').filter((line) => line.trim() !== '') : [];
}

/** A machine of a CI system often has no name in its settings, without which git makes no commit of notes. */
async function identity(directory: string): Promise<readonly string[]> {
  const { code } = await git(directory, ['var', 'GIT_COMMITTER_IDENT']);
  return code === 0 ? [] : ['-c', 'user.name=lockstep', '-c', 'user.email=lockstep@localhost'];
}

function git(directory: string, args: readonly string[], input?: string) {
  return runCommand('git', args, { cwd: directory, env: QUIET, ...(input !== undefined && { input }) });
}
