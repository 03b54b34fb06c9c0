import { markdownCode, markdownText } from '../../diagnostics/markdown.ts';
import { codeBlock } from '../../reports/markdown/bounded-markdown.ts';
import type { Message } from '../message.ts';

/** Markdown of GitHub in which every text is text. */
export function renderMarkdown({ tone, title, summary, facts, details, links }: Message): string {
  const mark = tone === 'bad' ? '🔴' : '🟢';
  const parts = [
    `**${mark} ${markdownText(title)}**`,
    markdownText(summary),
    facts.map(({ name, value }) => `- ${markdownText(name)}: ${markdownCode(value)}`).join('\n'),
    codeBlock(details),
    links.map(({ text, url }) => `[${markdownText(text)}](<${escapedUrl(url)}>)`).join(' · '),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** What would end `<…>` (CommonMark §6.3) has been encoded by `URL` but for this. */
function escapedUrl(url: string): string {
  return url.replace(/[<>\\\s]/g, (character) => encodeURIComponent(character));
}
