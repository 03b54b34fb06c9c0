import type { HookFilesConfig } from '../pipeline/hooks-config.ts';
import { type KnownTags, tagsOfBytes } from './file-tags.ts';

/** Which files a hook looks at: by name at once, by content only where the name does not say it. */
export interface FileSelection {
  /** Is there a pattern for names? Else every name matches. */
  readonly asksName: boolean;
  matchesName(path: string): boolean;
  /** `undefined`: the content has to say. */
  matchesTags(known: KnownTags): boolean | undefined;
  matchesContent(known: KnownTags, bytes: Buffer): boolean;
}

/** What a content says nothing about. */
const DECIDED: ReadonlySet<string> = new Set([
  'file',
  'symlink',
  'directory',
  'executable',
  'non-executable',
]);

/** Says of a name whether an expression is found in it. */
export type CompileRegex = (source: string) => (name: string) => boolean;

/** Throws what `compile` throws for an expression that it does not take. */
export function selectFiles(given: HookFilesConfig, compile: CompileRegex): FileSelection {
  const { types = [], typesOr = [], excludeTypes = [] } = given;
  const wants = given.files === undefined ? undefined : compile(given.files);
  const shuns = given.exclude === undefined ? undefined : compile(given.exclude);
  const fits = (tags: ReadonlySet<string>): boolean =>
    types.every((tag) => tags.has(tag)) &&
    (typesOr.length === 0 || typesOr.some((tag) => tags.has(tag))) &&
    !excludeTypes.some((tag) => tags.has(tag));
  return {
    asksName: wants !== undefined || shuns !== undefined,
    matchesName: (path) => (wants?.(path) ?? true) && !(shuns?.(path) ?? false),
    matchesTags(known) {
      if (!known.needsBytes) return fits(known.tags);
      if (types.some((tag) => DECIDED.has(tag) && !known.tags.has(tag))) return false;
      if (excludeTypes.some((tag) => known.tags.has(tag))) return false;
      const asks = [...types.filter((tag) => !known.tags.has(tag)), ...typesOr, ...excludeTypes];
      return asks.length === 0 ? true : undefined;
    },
    matchesContent: (known, bytes) => fits(tagsOfBytes(known, bytes)),
  };
}
