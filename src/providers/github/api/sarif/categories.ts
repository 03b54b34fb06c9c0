import type { Diagnostic } from '../../../../diagnostics/diagnostic.ts';
import type { ApiCode } from '../diagnostic-codes.ts';
import type { SarifLog, SarifRun } from './sarif-log.ts';

/**
 * The file with this category in all of its runs, or as it is. A category is all of `automationDetails.id` up to its last slash; what follows
 * names one run (docs.github.com, "SARIF support for code scanning", runAutomationDetails object).
 */
export function withCategory(log: SarifLog, category: string | undefined): SarifLog {
  if (category === undefined) return log;
  const id = `${category.replace(/\/+$/, '')}/`;
  const runs = log.runs.map((run) => ({ ...run, automationDetails: { ...run.automationDetails, id } }));
  return { ...log, runs };
}

/** Empty when the run has none. */
export function categoryOf({ automationDetails }: SarifRun): string {
  const id = automationDetails?.id;
  return typeof id === 'string' ? id.slice(0, Math.max(0, id.lastIndexOf('/'))) : '';
}

/**
 * GitHub keeps one analysis of a tool and category for a commit: a second one takes the place of the first in one upload after another, and within a
 * file it is refused (github.blog, "Code scanning will stop combining multiple SARIF runs uploaded in the same SARIF file", 2025).
 */
export function checkCategories(
  files: readonly { readonly path: string; readonly log: SarifLog }[],
): readonly Diagnostic[] {
  const code: ApiCode = 'sarif-same-category';
  const seen = new Map<string, string>();
  return files.flatMap(({ path, log }) =>
    log.runs.flatMap((run): Diagnostic[] => {
      const [tool, category] = [run.tool.driver.name, categoryOf(run)];
      const key = JSON.stringify([tool, category]);
      const before = seen.get(key);
      if (before === undefined) {
        seen.set(key, path);
        return [];
      }
      const of = category === '' ? 'without a category' : `of the category '${category}'`;
      return [
        {
          code,
          severity: 'error',
          message: `There is a second run of ${tool} ${of}, and GitHub keeps one of them`,
          location: { path },
          ...(before !== path && {
            related: [{ message: 'The first one is in this file', location: { path: before } }],
          }),
          fix: 'Upload them one by one, each with a --category of its own.',
        },
      ];
    }),
  );
}
