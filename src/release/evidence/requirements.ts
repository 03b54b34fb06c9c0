import type { PackageHash } from '../../reports/findings/inventory.ts';

/** One package of a frozen list, as pip installs it. */
export interface FrozenRequirement {
  /** As it is written; `normalName` is what PyPI knows it by. */
  readonly name: string;
  readonly normalName: string;
  readonly version: string;
  /** Of every file of the version that may be installed. */
  readonly hashes: readonly PackageHash[];
  /** When it is needed at all: `python_version < "3.11"`. */
  readonly marker: string | undefined;
}

export type RequirementsReading =
  | { readonly kind: 'frozen'; readonly requirements: readonly FrozenRequirement[] }
  /** Each completes "line N …". */
  | { readonly kind: 'loose'; readonly problems: readonly { readonly line: number; readonly why: string }[] };

const REQUIREMENT =
  /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*==\s*([A-Za-z0-9][A-Za-z0-9.!+_-]*)\s*(?:;\s*(.*))?$/;
const HASH = /--hash[= ]\s*(sha256|sha384|sha512):([0-9a-f]+)/g;

/**
 * Reads a file of pip in hash-checking mode (pip.pypa.io, "Requirements File Format" and "Secure installs"): every line must name one version and
 * the hashes of its files. Anything that lets somebody else decide what is installed is a problem.
 */
export function readRequirements(text: string): RequirementsReading {
  const requirements: FrozenRequirement[] = [];
  const problems: { line: number; why: string }[] = [];
  for (const { line, content } of logicalLines(text)) {
    if (
      content === '' ||
      /^(?:--index-url|-i|--extra-index-url|--only-binary|--no-binary|--require-hashes|--prefer-binary)\b/.test(
        content,
      )
    )
      continue;
    const hashes = [...content.matchAll(HASH)].map(([, algorithm = '', value = '']) => ({
      algorithm: algorithm as PackageHash['algorithm'],
      value,
    }));
    const bare = content.replace(HASH, '').trim();
    const [, name, version = '', marker] = REQUIREMENT.exec(bare) ?? [];
    if (name === undefined) problems.push({ line, why: 'does not name one version of one package' });
    else if (hashes.length === 0) problems.push({ line, why: `has no hash for ${name}` });
    else
      requirements.push({
        ...{ name, normalName: normalName(name), version, hashes },
        marker: marker?.trim() || undefined,
      });
  }
  if (problems.length > 0) return { kind: 'loose', problems };
  return { kind: 'frozen', requirements };
}

/** packaging.python.org, "Names and normalization". */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Without comments, and with continued lines put together; each with the number of its first line. */
function logicalLines(text: string): readonly { readonly line: number; readonly content: string }[] {
  const lines: { line: number; content: string }[] = [];
  let open: { line: number; content: string } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const bare = raw.replace(/(?:^|\s)#.*$/, '');
    const continued = bare.endsWith('\\');
    open ??= { line: index + 1, content: '' };
    open.content += ` ${continued ? bare.slice(0, -1) : bare}`;
    if (continued) continue;
    lines.push({ line: open.line, content: open.content.trim() });
    open = undefined;
  }
  if (open !== undefined) lines.push({ line: open.line, content: open.content.trim() });
  return lines;
}
