import { badgesSection } from './badges.ts';
import { branchesSection } from './branches.ts';
import { commandsSection } from './commands.ts';
import { diagramSection } from './diagram.ts';
import { matrixSection } from './matrix.ts';
import { secretsSection } from './secrets.ts';
import type { DocumentSection } from './section.ts';

/** Every section there is, by its name. */
export const SECTIONS: ReadonlyMap<string, DocumentSection> = new Map(
  [badgesSection, branchesSection, commandsSection, diagramSection, matrixSection, secretsSection].map(
    (section) => [section.name, section],
  ),
);
