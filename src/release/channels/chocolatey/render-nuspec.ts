import xmlbuilder from 'xmlbuilder';
import type { PackageFacts } from './chocolatey-rules.ts';

export interface Nuspec extends PackageFacts {
  /** As the feed has it. */
  readonly version: string;
  readonly licenseUrl: string;
  /** Of the sources of the program, and so of this package. */
  readonly sourceUrl: string;
  /** Markdown. */
  readonly releaseNotes: string;
  /** Packages that must be there first, each with the least version. */
  readonly dependencies: readonly { readonly id: string; readonly version: string }[];
}

const NAMESPACE = 'http://schemas.microsoft.com/packaging/2015/06/nuspec.xsd';

/**
 * The description of a package (learn.microsoft.com, "nuspec reference", and docs.chocolatey.org, "Create packages"), in the order of the schema. It
 * has what guidelines CPMR0033 to CPMR0056 ask for beside the requirements: packageSourceUrl, releaseNotes, summary, a title of its own.
 */
export function renderNuspec(nuspec: Nuspec): string {
  const document = xmlbuilder
    .create('package', { version: '1.0', encoding: 'utf-8' })
    .att('xmlns', NAMESPACE);
  const metadata = document.ele('metadata');
  const add = (name: string, text: string): void => void metadata.ele(name, {}, harmless(text));
  add('id', nuspec.id);
  add('version', nuspec.version);
  add('packageSourceUrl', nuspec.sourceUrl);
  add('owners', nuspec.authors.join(', '));
  add('title', nuspec.title);
  add('authors', nuspec.authors.join(', '));
  add('projectUrl', nuspec.projectUrl);
  if (nuspec.icon !== undefined) add('iconUrl', nuspec.icon);
  add('licenseUrl', nuspec.licenseUrl);
  add('requireLicenseAcceptance', 'false');
  add('projectSourceUrl', nuspec.sourceUrl);
  add('tags', nuspec.tags.join(' '));
  add('summary', nuspec.summary);
  add('description', nuspec.description);
  add('releaseNotes', nuspec.releaseNotes);
  if (nuspec.dependencies.length > 0) {
    const list = metadata.ele('dependencies');
    for (const { id, version } of nuspec.dependencies) list.ele('dependency', { id, version });
  }
  return document.end({ pretty: true, indent: '  ', newline: '\n' });
}

/** Characters that no XML may have, however they are written (XML 1.0, section 2.2). */
function harmless(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
