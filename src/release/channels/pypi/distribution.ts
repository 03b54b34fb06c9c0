import { unzipSync } from 'fflate';
import { ArchiveFault, readTar } from '../../archives/tar-archive.ts';
import { ChannelRefusal } from '../channel.ts';
import { type FormField, readCoreMetadata } from './core-metadata.ts';

/** A wheel or an sdist, as an upload describes it. */
export interface Distribution {
  readonly filetype: 'bdist_wheel' | 'sdist';
  /** The Python tag of a wheel; `source`. */
  readonly pyversion: string;
  readonly metadata: readonly FormField[];
}

/** Bytes. PyPI takes no file over 100 MiB, and metadata is text. */
const MOST_OF_METADATA = 16 << 20;
const MOST_OF_ALL = 2 ** 32;

/** Reads what is told of a distribution to whoever takes it. Throws a `ChannelRefusal`. */
export async function readDistribution(file: string, bytes: Uint8Array): Promise<Distribution> {
  try {
    if (file.endsWith('.whl')) return readWheel(file, bytes);
    if (file.endsWith('.tar.gz')) return await readSdist(bytes);
    throw new ArchiveFault('is neither a wheel (.whl) nor an sdist (.tar.gz)');
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    throw new ChannelRefusal('never', `${file} ${error.message}`, 'Build the release anew.');
  }
}

/** "Binary distribution format": `{name}-{version}(-{build})?-{python}-{abi}-{platform}.whl`, a zip with `*.dist-info/METADATA`. */
function readWheel(file: string, bytes: Uint8Array): Distribution {
  const [, pyversion] = /^[^-]+-[^-]+(?:-\d[^-]*)?-([^-]+)-[^-]+-[^-]+\.whl$/.exec(file) ?? [];
  if (pyversion === undefined) throw new ArchiveFault('is not named as wheels are');
  const found = unzip(bytes);
  const [text, ...more] = Object.values(found);
  if (text === undefined || more.length > 0) throw new ArchiveFault('does not hold one METADATA');
  return {
    filetype: 'bdist_wheel',
    pyversion,
    metadata: readCoreMetadata(Buffer.from(text).toString('utf8')),
  };
}

function unzip(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) =>
        /^[^/]+\.dist-info\/METADATA$/.test(name) && originalSize <= MOST_OF_METADATA,
    });
  } catch {
    throw new ArchiveFault('cannot be read as zip');
  }
}

/** "Source distribution format": `{name}-{version}/PKG-INFO` in a tar in gzip. */
async function readSdist(bytes: Uint8Array): Promise<Distribution> {
  const found = await readTar(bytes, {
    wants: (path) => /^[^/]+\/PKG-INFO$/.test(path),
    mostOfFile: MOST_OF_METADATA,
    mostOfAll: MOST_OF_ALL,
  });
  const [text] = found.values();
  if (text === undefined) throw new ArchiveFault('holds no PKG-INFO');
  return {
    filetype: 'sdist',
    pyversion: 'source',
    metadata: readCoreMetadata(Buffer.from(text).toString('utf8')),
  };
}

/** "Names and normalization": `Weather_App` and `weather.app` are one project. */
export function normalProject(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
