import { markdownCode, markdownText } from '../../diagnostics/markdown.ts';
import { markdownTable } from '../../diagnostics/markdown-table.ts';
import { localCommands } from '../local-commands.ts';
import type { DocumentSection } from './section.ts';

/** What to type on one's own machine: targets of the Makefile where there is one, and what they stand for. */
export const commandsSection: DocumentSection = {
  name: 'commands',
  needsRepository: false,
  render: ({ pipeline }) => {
    const { makefile } = pipeline.documents;
    const make = makefile === undefined || makefile === 'Makefile' ? 'make' : `make -f ${makefile}`;
    const rows = localCommands(pipeline).map(({ target, args, summary }) => [
      ...(makefile === undefined ? [] : [markdownCode(`${make} ${target}`)]),
      markdownCode(`npx lockstep ${args.join(' ')}`),
      markdownText(summary),
    ]);
    if (rows.length === 0) return 'There are no commands besides `npx lockstep run`.';
    const head = makefile === undefined ? ['Command'] : ['With make', 'Without make'];
    return markdownTable([...head, 'What it does'], rows);
  },
};
