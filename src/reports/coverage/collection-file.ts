import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import { sha256 } from '../../platform/digest.ts';
import { shardKey } from '../leg-origin.ts';
import type { ReportOrigin } from '../report-origin.ts';
import { reportProblem } from '../report-problem.ts';
import type { CollectedCoverage } from './collected-coverage.ts';
import { collectionData, type Written } from './collection-schema.ts';

/** The folder that parts of coverage are saved in unless another is named. */
export const COLLECTION_FOLDER = 'lockstep-coverage';

/** Version of the format. Files of a later one are refused. */
const VERSION = 1;

/**
 * The file of one origin. Different origins have different names on every file system; attempts of one do too, so that folders of several jobs
 * can be laid on top of each other.
 */
export function collectionFileName(origin: ReportOrigin): string {
  const { job, platform, variant, attempt } = origin;
  const plain = [job, platform, variant].filter((part) => part !== '').join('.');
  const safe = plain.replace(/[^\w.=-]+/gu, '-').slice(0, 80);
  return `${safe}.${sha256(shardKey(origin)).slice(0, 8)}.attempt-${attempt}.json`;
}

/**
 * lockstep's own format of coverage, by which jobs of several systems hand their part to the job that puts it together. JSON: an object with
 * `format` "lockstep-coverage", `version` 1, the `origin`, `files` with paths of the repository, and `unresolved` names. `lines` are pairs
 * of line and hits. The whole of it is described in docs/reports.md.
 */
export function renderCollection({ origin, files, unresolved }: CollectedCoverage): string {
  const head = `{"format":"lockstep-coverage","version":${VERSION},"origin":${JSON.stringify(origin)}`;
  const written = files.map(({ path, source, lines, branches, functions, stub }) =>
    JSON.stringify({
      path,
      ...(source !== undefined && { source }),
      ...(stub && { stub }),
      lines: [...lines],
      branches: Array.from(branches, ([line, { total, covered, atMost, identity }]) => ({
        line,
        total,
        covered,
        ...(atMost !== covered && { atMost }),
        ...(identity !== undefined && { identity }),
      })),
      functions,
    } satisfies Written['files'][number]),
  );
  return `${head},\n"files":[\n${written.join(',\n')}\n],\n"unresolved":${JSON.stringify(unresolved)}}\n`;
}

export function isCollection(text: string): boolean {
  return /^\s*\{\s*"format"\s*:\s*"lockstep-coverage"/u.test(text.slice(0, 200));
}

/** What `renderCollection` has written. Everything in it may have come from anybody: it is held against the format to the last number. */
export function readCollection(file: SourceFile): Result<CollectedCoverage> {
  let data: unknown;
  try {
    data = JSON.parse(file.text);
  } catch {
    return invalid(file, 'this is not JSON: it may be cut off');
  }
  const version = (data as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > VERSION)
    return invalid(file, `it is of version ${version}, and this lockstep reads version ${VERSION}`);
  const parsed = collectionData(data);
  if (typeof parsed === 'string') return invalid(file, parsed);
  return success({
    origin: parsed.origin,
    unresolved: parsed.unresolved,
    files: parsed.files.map(({ path, source, stub, lines, branches, functions }) => ({
      path,
      lines: new Map(lines),
      branches: new Map(
        branches.map(({ line, total, covered, atMost = covered, identity }) => [
          line,
          { total, covered, atMost, ...(identity !== undefined && { identity }) },
        ]),
      ),
      functions,
      stub: stub === true,
      ...(source !== undefined && { source }),
    })),
  });
}

function invalid(file: SourceFile, message: string): Result<never> {
  return failure(
    reportProblem(file, {
      code: 'report-unreadable',
      severity: 'error',
      message: `this is no saved coverage of lockstep: ${message}`,
      fix: 'Save it anew: lockstep report coverage FILES --save DIR',
    }),
  );
}
