/**
 * Fields of core metadata (packaging.python.org, "Core metadata specifications") and what they are called in an upload, where names that are not known are
 * ignored without a word (docs.pypi.org, "Upload API"; the names are those of packaging.metadata.RawMetadata but for the plural ones).
 */
const FORM_NAMES: Readonly<Record<string, string>> = {
  'metadata-version': 'metadata_version',
  name: 'name',
  version: 'version',
  dynamic: 'dynamic',
  platform: 'platform',
  'supported-platform': 'supported_platform',
  summary: 'summary',
  description: 'description',
  'description-content-type': 'description_content_type',
  keywords: 'keywords',
  'home-page': 'home_page',
  'download-url': 'download_url',
  author: 'author',
  'author-email': 'author_email',
  maintainer: 'maintainer',
  'maintainer-email': 'maintainer_email',
  license: 'license',
  'license-expression': 'license_expression',
  'license-file': 'license_file',
  classifier: 'classifiers',
  'requires-dist': 'requires_dist',
  'requires-python': 'requires_python',
  'requires-external': 'requires_external',
  'project-url': 'project_urls',
  'provides-extra': 'provides_extra',
  'provides-dist': 'provides_dist',
  'obsoletes-dist': 'obsoletes_dist',
  requires: 'requires',
  provides: 'provides',
  obsoletes: 'obsoletes',
  'import-name': 'import_names',
  'import-namespace': 'import_namespaces',
};

/** A field of an upload; one that has several values comes several times. */
export type FormField = readonly [name: string, value: string];

/**
 * Reads METADATA of a wheel or PKG-INFO of an sdist as the fields of an upload, in their order. It looks like mail (RFC 822): headers that go on in indented
 * lines, and a body, which is the description.
 */
export function readCoreMetadata(text: string): readonly FormField[] {
  const normal = text.replaceAll('\r\n', '\n');
  const end = normal.indexOf('\n\n');
  const head = end === -1 ? normal : normal.slice(0, end);
  const body = end === -1 ? '' : normal.slice(end + 2);
  const fields: (readonly [string, string])[] = [];
  for (const line of head
    .replace(/\n(?: {8}| {7}\|)/g, '\u0000')
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')) {
    const [, key = '', value = ''] = /^([A-Za-z-]+):[ \t]*(.*)$/s.exec(line) ?? [];
    const name = FORM_NAMES[key.toLowerCase()];
    if (name !== undefined && value !== '' && value !== 'UNKNOWN')
      fields.push([name, value.replaceAll('\u0000', '\n').trimEnd()]);
  }
  if (body.trim() !== '' && !fields.some(([name]) => name === 'description'))
    fields.push(['description', body]);
  return isBefore24(fields) ? fields.filter(([name]) => name !== 'license_file') : fields;
}

/** setuptools writes License-File into metadata of versions that have no such field, and PyPI refuses it there (PEP 639). */
function isBefore24(fields: readonly FormField[]): boolean {
  const version = fields.find(([name]) => name === 'metadata_version')?.[1] ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 2 || (major === 2 && minor < 4);
}
