import { CommitParser } from 'conventional-commits-parser';
import { markdownText } from '../../diagnostics/markdown.ts';
import type { CommitMessage } from '../../platform/git-history.ts';

/** What is told of, in this order; other types are the developers' own business. */
const SECTIONS: Readonly<Record<string, string>> = {
  feat: 'Features',
  fix: 'Bug fixes',
  perf: 'Performance',
  revert: 'Reverts',
};

/**
 * Release notes from what was committed since the version before (conventionalcommits.org 1.0.0), as Markdown. Where nobody writes commits that way, a
 * list of all subjects. Messages are somebody's text: nothing in them is taken for Markdown.
 */
export function notesFromCommits(commits: readonly CommitMessage[]): string {
  const parser = new CommitParser({
    // `feat(api)!: …`; the library's own pattern has no exclamation mark.
    headerPattern: /^(\w+)(?:\(([^()]*)\))?(!?): (.+)$/,
    headerCorrespondence: ['type', 'scope', 'breaking', 'subject'],
    noteKeywords: ['BREAKING CHANGE', 'BREAKING-CHANGE'],
  });
  const breaking: string[] = [];
  const sections = new Map<string, string[]>(Object.values(SECTIONS).map((title) => [title, []]));
  let conventional = 0;
  for (const { commit, message } of commits) {
    if (message === '') continue;
    const { type, scope, subject, notes, breaking: mark } = parser.parse(message);
    if (!type || !subject) continue;
    conventional += 1;
    const line = `- ${scope ? `**${markdownText(scope)}:** ` : ''}${markdownText(subject)} (${commit.slice(0, 7)})`;
    if (mark === '!' || notes.length > 0)
      breaking.push(line, ...notes.map(({ text }) => `  ${markdownText(text)}`));
    sections.get(SECTIONS[type.toLowerCase()] ?? '')?.push(line);
  }
  if (conventional === 0)
    return commits
      .map(({ commit, message }) => `- ${markdownText(message.split('\n')[0] ?? '')} (${commit.slice(0, 7)})`)
      .join('\n');
  return [['Breaking changes', breaking] as const, ...sections]
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `### ${title}\n\n${lines.join('\n')}`)
    .join('\n\n');
}
