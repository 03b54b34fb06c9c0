import { findNodeAtLocation, type ParseError, parse, parseTree } from 'jsonc-parser';
import type { Diagnostic, PropertyPath } from '../../../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import type { ApiCode } from '../diagnostic-codes.ts';
import { asObject, type SarifLog } from './sarif-log.ts';

/** The one version that code scanning takes (docs.github.com, "SARIF support for code scanning"). */
const VERSION = '2.1.0';
/** Characters of a file beyond which its place is not looked for: the tree would need more memory than the file is worth. */
const LARGEST_TREE = 64 << 20;

/**
 * Reads a SARIF file as far as an upload depends on it. A run without results is refused: a scan that did not finish would close every alert that
 * is open. The text is without a byte order mark.
 */
export function readSarif(file: SourceFile): Result<SarifLog> {
  if (file.text.trim() === '')
    return failure(problem(file, 'sarif-unreadable', 'The file is empty', { fix: LET_IT_RUN }));
  let data: unknown;
  try {
    data = JSON.parse(file.text);
  } catch {
    return failure(syntaxProblem(file));
  }
  const found = flawOf(data);
  return found === undefined ? success(data as SarifLog) : failure(flawProblem(file, found));
}

const LET_IT_RUN = 'Look at the log of the scanner, and let it run again.';

interface Flaw {
  readonly code: ApiCode;
  readonly at: PropertyPath;
  readonly message: string;
  readonly fix?: string;
}

function flawOf(data: unknown): Flaw | undefined {
  const { version, runs } = asObject(data);
  if (
    Array.isArray(data) ||
    typeof data !== 'object' ||
    data === null ||
    (version === undefined && runs === undefined)
  )
    return {
      code: 'sarif-unreadable',
      at: [],
      message: 'This is JSON and not SARIF: it has neither version nor runs',
    };
  if (version !== VERSION)
    return {
      code: 'sarif-version',
      at: ['version'],
      message: `This is SARIF ${typeof version === 'string' ? `'${version}'` : 'without a version'}, and GitHub takes ${VERSION} alone`,
      fix: `Let the scanner write SARIF ${VERSION}.`,
    };
  if (!Array.isArray(runs))
    return { code: 'sarif-unreadable', at: ['runs'], message: 'It has no list of runs' };
  if (runs.length === 0)
    return {
      code: 'sarif-without-results',
      at: ['runs'],
      message: 'It has no run: no scanner has looked at anything',
      fix: LET_IT_RUN,
    };
  for (const [index, run] of runs.entries()) {
    const flaw = flawOfRun(run, ['runs', index]);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

function flawOfRun(run: unknown, at: PropertyPath): Flaw | undefined {
  const { tool, results } = asObject(run);
  const { driver, extensions } = asObject(tool);
  const name = asObject(driver).name;
  if (typeof name !== 'string' || name === '')
    return {
      code: 'sarif-unreadable',
      at: [...at, 'tool', 'driver'],
      message: 'A run does not say which tool it is of: tool.driver.name is missing',
    };
  if (results === undefined || results === null)
    return {
      code: 'sarif-without-results',
      at: [...at, 'results'],
      message: `The run of ${name} has no results, not even an empty list: the scan did not finish`,
      fix: LET_IT_RUN,
    };
  const lists: readonly (readonly [unknown, PropertyPath])[] = [
    [results, [...at, 'results']],
    [asObject(driver).rules, [...at, 'tool', 'driver', 'rules']],
    [extensions, [...at, 'tool', 'extensions']],
    ...(Array.isArray(extensions) ? extensions : []).map(
      (one: unknown, index) => [asObject(one).rules, [...at, 'tool', 'extensions', index, 'rules']] as const,
    ),
  ];
  for (const [list, place] of lists) {
    if (list === undefined) continue;
    if (!Array.isArray(list))
      return { code: 'sarif-unreadable', at: place, message: `${place.at(-1)} is no list` };
    const odd = list.findIndex((one) => typeof one !== 'object' || one === null || Array.isArray(one));
    if (odd !== -1)
      return {
        code: 'sarif-unreadable',
        at: [...place, odd],
        message: `An entry of ${place.at(-1)} is no object`,
      };
  }
  return undefined;
}

function syntaxProblem(file: SourceFile): Diagnostic {
  const errors: ParseError[] = [];
  try {
    parse(file.text, errors, { disallowComments: true });
  } catch {
    // Nested deeper than the stack: there is no place to tell.
  }
  const [first] = errors;
  const offset = first?.offset ?? 0;
  const isCutOff = first !== undefined && file.text.slice(offset + first.length).trim() === '';
  const message = isCutOff
    ? 'The file ends in the middle: whoever wrote it was stopped, or the disk was full'
    : 'This is not JSON';
  return problem(file, 'sarif-unreadable', message, { offset, fix: LET_IT_RUN });
}

function flawProblem(file: SourceFile, { code, at, message, fix }: Flaw): Diagnostic {
  return problem(file, code, message, { offset: placeOf(file, at), ...(fix !== undefined && { fix }) });
}

/** Of the property, or of the nearest thing around it that is there. */
function placeOf(file: SourceFile, at: PropertyPath): number {
  if (file.text.length > LARGEST_TREE) return 0;
  const tree = parseTree(file.text);
  for (let length = at.length; tree !== undefined && length > 0; length--) {
    const node = findNodeAtLocation(tree, at.slice(0, length));
    if (node !== undefined) return node.offset;
  }
  return tree?.offset ?? 0;
}

/** With the place in the name: its line is not shown, as a report on secrets has the secrets in it. */
function problem(
  file: SourceFile,
  code: ApiCode,
  message: string,
  { offset, fix }: { readonly offset?: number; readonly fix?: string },
): Diagnostic {
  const { line, column } = file.lineColumn(offset ?? 0);
  const path = offset === undefined ? file.path : `${file.path}:${line}:${column}`;
  return { code, severity: 'error', message, location: { path }, ...(fix !== undefined && { fix }) };
}
