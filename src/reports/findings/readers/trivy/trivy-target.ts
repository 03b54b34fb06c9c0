import type { JsonObject } from '../../../json/json-value.ts';
import type { FindingLocation } from '../../finding.ts';
import { nameOf, pathOf } from '../finding-text.ts';
import { repositoryOf } from '../image-name.ts';
import type { ReadingContext } from '../report-gaps.ts';

/** What a part of a report needs to know: the result it is in, and the image's repository where it is an image. */
export interface TrivyTarget {
  readonly result: JsonObject;
  readonly image: string | undefined;
  readonly context: ReadingContext;
}

/**
 * Where it is. Packages of an operating system are in no file: their target is `alpine:3.20 (alpine 3.20.1)`, from which the image's repository is
 * taken, or else the name before the parenthesis. Targets of programming languages are lock files, or words such as `Node.js` where each
 * package has a path of its own.
 */
export function trivyLocation(
  { result, image }: TrivyTarget,
  packagePath: string | undefined,
): FindingLocation | undefined {
  if (packagePath !== undefined) return { path: packagePath, kind: 'file' };
  const target = nameOf(result.Target)?.replace(/\s*\([^()]*\)$/u, '');
  if (result.Class === 'os-pkgs') {
    const path = image ?? repositoryOf(target);
    return path === undefined ? undefined : { path, kind: 'image' };
  }
  const path = pathOf(target);
  return path === undefined ? undefined : { path, kind: 'file' };
}
