import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { OwnershipProof } from '../plan/ownership.ts';
import { newMakefile, updateMakefile } from './makefile.ts';
import { type DocumentFile, type MarkedSection, readSections, updateSections } from './marked-sections.ts';
import { SECTIONS } from './sections/registry.ts';

export interface DocumentsRequest {
  readonly pipeline: Pipeline;
  /** What runs where, as `proveOwnership` found it. */
  readonly proof: OwnershipProof;
  /** What the globs of `documentGlobs` match, as it is now; others do no harm. */
  readonly files: readonly DocumentFile[];
}

export interface PlannedDocuments {
  /** What each document with markers, and the Makefile, is to be; many are so already. In the order they were given. */
  readonly files: readonly DocumentFile[];
  /** Their places are places in the documents. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Where to look for documents: globs relative to the definition's folder. */
export function documentGlobs({ documents }: Pipeline): readonly string[] {
  return documents.makefile === undefined ? documents.files : [...documents.files, documents.makefile];
}

/**
 * The text that every document is to have: what stands between markers is made anew from the definition. A file without markers is not
 * among them; a Makefile that the definition asks for is, also when there is none yet. Sections with something wrong stay as they are.
 */
export function planDocuments({ pipeline, proof, files }: DocumentsRequest): PlannedDocuments {
  const planned: DocumentFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const { makefile, repository } = pipeline.documents;
  for (const file of files) {
    if (file.path === makefile) {
      const update = updateMakefile(file, pipeline);
      planned.push({ path: file.path, text: update.text });
      diagnostics.push(...update.diagnostics);
      continue;
    }
    const found = readSections(file, [...SECTIONS.keys()]);
    diagnostics.push(...found.diagnostics);
    const sections = found.sections.filter((section) => {
      const lacking = repository === undefined && SECTIONS.get(section.name)?.needsRepository === true;
      if (lacking) diagnostics.push(withoutRepository(file, section));
      return !lacking;
    });
    if (sections.length === 0) continue;
    const render = (name: string): string | undefined => SECTIONS.get(name)?.render({ pipeline, proof });
    planned.push({ path: file.path, text: updateSections(file.text, sections, render) });
  }
  if (makefile !== undefined && !files.some(({ path }) => path === makefile))
    planned.push({ path: makefile, text: newMakefile(pipeline) });
  return { files: planned, diagnostics };
}

function withoutRepository({ path }: DocumentFile, { name, opening }: MarkedSection): Diagnostic {
  return {
    code: 'section-without-repository',
    severity: 'error',
    message: `The section '${name}' needs to know the repository.`,
    location: { path, span: opening },
    fix: "Name it in the definition: documents: { repository: 'owner/name' }.",
  };
}
