import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type CheckContext, problem } from './check-context.ts';
import { checkList, faultOfGlob } from './globs.ts';

/** Documents are Markdown files of the repository, and the Makefile is one file of it. */
export function checkDocuments({ config }: CheckContext): readonly Diagnostic[] {
  const { files, makefile } = config.documents ?? {};
  const found = [...checkList(files, ['documents', 'files'])];
  if (typeof makefile !== 'string') return found;
  const fault = /[*?[\]{}!]/.test(makefile)
    ? { message: 'is a glob', fix: "Name one file: 'Makefile'." }
    : faultOfGlob(makefile);
  if (fault !== undefined) {
    const message = `The path '${makefile}' of the Makefile ${fault.message}.`;
    found.push(problem('bad-value', ['documents', 'makefile'], message, { fix: fault.fix }));
  }
  return found;
}
