import { unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { sha512 } from '../../../platform/digest.ts';
import type { LoopbackAnswer, LoopbackRequest } from '../../../platform/loopback-server.ts';
import { readMultipart } from './multipart.ts';

interface PushedPackage {
  readonly id: string;
  readonly version: string;
  readonly bytes: Uint8Array;
  status: 'Submitted' | 'Approved' | 'Rejected';
}

/**
 * A feed of NuGet's API v2 that people moderate, as Chocolatey's community repository does (docs.chocolatey.org, "Moderation" and "Common errors"): a
 * version is taken once, with the key of somebody who may; as long as none of a package was approved no further one is taken; anybody may ask for
 * an exact version.
 */
export class NugetServer {
  readonly keys = new Set<string>();
  readonly packages: PushedPackage[] = [];
  /** What becomes of what is pushed. */
  moderates = true;

  handle(request: LoopbackRequest): LoopbackAnswer {
    const path = decodeURIComponent(request.path);
    if (request.method === 'PUT' && /^\/api\/v2\/package\/?$/.test(path)) return this.#push(request);
    const [, id, version] = /^\/api\/v2\/Packages\(Id='([^']+)',Version='([^']+)'\)$/.exec(path) ?? [];
    const [, wanted, of] = /^\/api\/v2\/package\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
    const found = this.packages.find(
      (one) => one.id.toLowerCase() === (id ?? wanted ?? '').toLowerCase() && one.version === (version ?? of),
    );
    if (request.method !== 'GET' || found === undefined) return { status: 404, body: 'Not found' };
    if (wanted !== undefined)
      return { status: 200, headers: { 'content-type': 'application/zip' }, body: found.bytes };
    return { status: 200, headers: { 'content-type': 'application/atom+xml' }, body: entryOf(found) };
  }

  #push(request: LoopbackRequest): LoopbackAnswer {
    const key = request.headers['x-nuget-apikey'] ?? '';
    if (!this.keys.has(key))
      return {
        status: 403,
        body: 'The specified API key is invalid or does not have permission to access the specified package.',
      };
    const part = readMultipart(request.headers['content-type'] ?? '', request.body)?.[0];
    const told = part === undefined ? undefined : toldBy(part.bytes);
    if (part === undefined || told === undefined)
      return { status: 400, body: 'A nuget package is required.' };
    const same = this.packages.filter(({ id }) => id.toLowerCase() === told.id.toLowerCase());
    if (same.some(({ version }) => version === told.version))
      return {
        status: 409,
        body: `A package with id '${told.id}' and version '${told.version}' already exists.`,
      };
    if (same.length > 0 && same.every(({ status }) => status === 'Submitted'))
      return {
        status: 403,
        body: `This package has a previous version in a submitted state, and no approved stable releases: it waits for moderation.`,
      };
    this.packages.push({ ...told, bytes: part.bytes, status: this.moderates ? 'Submitted' : 'Approved' });
    return { status: 201 };
  }

  /** As if somebody had pushed it. */
  add(id: string, version: string, bytes: Uint8Array, status: PushedPackage['status'] = 'Approved'): void {
    this.packages.push({ id, version, bytes, status });
  }
}

/** Id and version of the nuspec in a package; undefined for what is no package. */
function toldBy(bytes: Uint8Array): { readonly id: string; readonly version: string } | undefined {
  const found = new Map<string, string>();
  try {
    const [, nuspec] = Object.entries(unzipSync(bytes)).find(([name]) => /^[^/]+\.nuspec$/.test(name)) ?? [];
    let name = '';
    const parser = new SaxesParser();
    parser.on('opentag', (tag) => {
      name = tag.name;
    });
    parser.on('text', (text) => {
      if (!found.has(name)) found.set(name, text.trim());
    });
    parser.write(Buffer.from(nuspec ?? []).toString('utf8')).close();
  } catch {
    return undefined;
  }
  const [id, version] = [found.get('id'), found.get('version')];
  return id === undefined || version === undefined ? undefined : { id, version };
}

function entryOf({ id, version, bytes, status }: PushedPackage): string {
  const hash = Buffer.from(sha512(bytes), 'hex').toString('base64');
  return `<?xml version="1.0" encoding="utf-8"?>
<entry xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">
  <title type="text">${id}</title>
  <m:properties>
    <d:Version>${version}</d:Version>
    <d:PackageHash>${hash}</d:PackageHash>
    <d:PackageHashAlgorithm>SHA512</d:PackageHashAlgorithm>
    <d:Published m:type="Edm.DateTime">2026-01-31T12:00:00</d:Published>
    <d:PackageStatus>${status}</d:PackageStatus>
  </m:properties>
</entry>
`;
}
