import { SaxesParser } from 'saxes';

/** What a feed tells of one version of a package (OData of NuGet's API v2; the properties that Chocolatey adds are named so). */
export interface FeedEntry {
  /** Undefined on feeds that moderate nothing. */
  readonly status: 'submitted' | 'approved' | 'rejected' | 'exempted' | 'other' | undefined;
  /** Lower case: `sha512`. */
  readonly hashAlgorithm: string | undefined;
  /** As the feed writes it: base64. */
  readonly hash: string | undefined;
  readonly isListed: boolean;
}

/** The XML is of a server: undefined when it is none, or no entry. */
export function readFeedEntry(xml: string): FeedEntry | undefined {
  const properties = new Map<string, string>();
  let isEntry = false;
  let name = '';
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => {
    name = tag.name.replace(/^.*:/, '');
    if (name === 'entry') isEntry = true;
  });
  parser.on('text', (text) => {
    if (text.trim() !== '' && !properties.has(name)) properties.set(name, text.trim());
  });
  parser.on('closetag', () => {
    name = '';
  });
  try {
    parser.write(xml).close();
  } catch {
    return undefined;
  }
  if (!isEntry) return undefined;
  const status = properties.get('PackageStatus')?.toLowerCase();
  const known = ['submitted', 'approved', 'rejected', 'exempted'] as const;
  return {
    status: status === undefined ? undefined : (known.find((one) => one === status) ?? 'other'),
    hashAlgorithm: properties.get('PackageHashAlgorithm')?.toLowerCase(),
    hash: properties.get('PackageHash'),
    // What is not listed was published in 1900 (NuGet/NuGetGallery, "Unlisted packages").
    isListed: !/^1900-/.test(properties.get('Published') ?? ''),
  };
}
