import { lineHashes } from './line-hash.ts';
import { asList, asObject, type SarifLog, type SarifResult, type SarifRun } from './sarif-log.ts';

/** What a result is told by from one upload to the next; GitHub reads no other (docs.github.com, "SARIF support for code scanning"). */
const FINGERPRINT = 'primaryLocationLineHash';

/** Gives the text of a file of the checkout, by its path from the checkout's root with forward slashes; undefined when there is none to be read. */
export type SourceText = (path: string) => Promise<string | undefined>;

/**
 * The file with a fingerprint in each result that has none and is about a line of a file that is there. Without it every upload would make new
 * alerts of old ones. Images and packages have no lines, and stay as they are. `root` is the checkout, for locations that are
 * absolute.
 */
export async function addFingerprints(
  log: SarifLog,
  source: SourceText,
  root: string,
): Promise<{ readonly log: SarifLog; readonly added: number }> {
  const hashes = new Map<string, Promise<readonly string[] | undefined>>();
  const hashesOf = (path: string): Promise<readonly string[] | undefined> => {
    const known =
      hashes.get(path) ?? source(path).then((text) => (text === undefined ? undefined : lineHashes(text)));
    hashes.set(path, known);
    return known;
  };
  let added = 0;
  const runs: SarifRun[] = [];
  for (const run of log.runs) {
    const results: SarifResult[] = [];
    for (const result of run.results) {
      const place = placeOf(result, run, root);
      const hash = place && (await hashesOf(place.path))?.[place.line - 1];
      if (hash !== undefined) added += 1;
      results.push(
        hash === undefined
          ? result
          : {
              ...result,
              partialFingerprints: { ...asObject(result.partialFingerprints), [FINGERPRINT]: hash },
            },
      );
    }
    runs.push({ ...run, results });
  }
  return added === 0 ? { log, added } : { log: { ...log, runs }, added };
}

/** Undefined when it has a fingerprint already, or is about no line of a file in the checkout. */
function placeOf(
  result: SarifResult,
  run: SarifRun,
  root: string,
): { readonly path: string; readonly line: number } | undefined {
  if (FINGERPRINT in asObject(result.partialFingerprints)) return undefined;
  const { artifactLocation, region } = asObject(asObject(asList(result.locations)[0]).physicalLocation);
  const line = asObject(region).startLine;
  const { uri, index } = asObject(artifactLocation);
  const given =
    uri ??
    asObject(asObject(typeof index === 'number' ? asList(run.artifacts)[index] : undefined).location).uri;
  if (typeof given !== 'string' || typeof line !== 'number') return undefined;
  const path = pathOf(given, root);
  return path === undefined ? undefined : { path, line };
}

/** Relative to the root: of a relative address, or one with `file:`, that does not lead out of it. */
function pathOf(uri: string, root: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(uri).replace(/^file:\/\//, '');
  } catch {
    return undefined;
  }
  const inside = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  const isOdd =
    inside === '' ||
    inside.includes('\0') ||
    inside.includes('\\') ||
    /^[a-z][a-z0-9+.-]*:|^\//i.test(inside);
  return isOdd || inside.split('/').includes('..') ? undefined : inside;
}
