import semver from 'semver';

/**
 * The version that a formula or a manifest in a tap is of; undefined where it does not say. A manifest of Scoop names it; a formula says it by `version`
 * or by the address that it downloads from, and casks likewise.
 */
export function tapVersion(path: string, text: string): string | undefined {
  if (path.endsWith('.json')) {
    try {
      const { version } = JSON.parse(text) as { version?: unknown };
      return typeof version === 'string' ? cleaned(version) : undefined;
    } catch {
      return undefined;
    }
  }
  const [, said] = /^\s*version\s+["']([^"']+)["']/m.exec(text) ?? [];
  if (said !== undefined) return cleaned(said);
  const [, url = ''] = /^\s*url\s+["']([^"']+)["']/m.exec(text) ?? [];
  const [, inName] = /-v?(\d+\.\d+\.\d+(?:-?(?:a|b|rc|alpha|beta|dev)[.\d]*)?)[^/]*$/i.exec(url) ?? [];
  const [, inPath] = /\/v?(\d+\.\d+\.\d+[^/]*)\//.exec(url) ?? [];
  return cleaned(inName ?? inPath ?? '');
}

function cleaned(version: string): string | undefined {
  return semver.valid(version) ?? semver.coerce(version)?.version;
}
