import type { Result } from '../../diagnostics/result.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import { type DatedException, readExceptions } from '../dated-exceptions.ts';
import type { Finding } from './finding.ts';

/** A finding that the project lives with for a while, and who sees to it. */
export interface Suppression extends DatedException {
  /** As it is written. */
  readonly id: string;
  readonly package?: string;
  readonly path?: string;
  readonly matches: (finding: Finding) => boolean;
}

/**
 * Reads `lockstep.suppressions.yaml`: `findings:`, a list of entries with `id` (of the vulnerability or the rule, any of its names), `owner`, `reason`,
 * `expires`, and `package` and `path` if it is not for all. Names may have `*` for any characters or be `/regular expressions/` of RE2.
 */
export function readSuppressions(file: SourceFile): Result<readonly Suppression[]> {
  return readExceptions<Suppression>(file, {
    list: 'findings',
    required: ['id'],
    fields: ['id', 'package', 'path'],
    code: 'suppressions-invalid',
    make: (entry, dated) => {
      const optional = (field: 'package' | 'path') =>
        entry.has(field) ? { text: entry.text(field), holds: entry.pattern(field) } : undefined;
      const id = entry.pattern('id');
      const [of, path] = [optional('package'), optional('path')];
      if (id('') && id('lockstep')) entry.tell('`id` stands for every finding there is', 'id');
      if (entry.found.length > 0) return undefined;
      return {
        ...dated,
        id: entry.text('id'),
        ...(of !== undefined && { package: of.text }),
        ...(path !== undefined && { path: path.text }),
        matches: (finding) =>
          [finding.id, ...finding.aliases].some(id) &&
          (of === undefined || (finding.package !== undefined && of.holds(finding.package.name))) &&
          (path === undefined || (finding.location !== undefined && path.holds(finding.location.path))),
      };
    },
  });
}

/** `CVE-2024-1 in openssl at images/*` */
export function suppressionText({ id, package: of, path }: Suppression): string {
  return [id, ...(of === undefined ? [] : [`in ${of}`]), ...(path === undefined ? [] : [`at ${path}`])].join(
    ' ',
  );
}
