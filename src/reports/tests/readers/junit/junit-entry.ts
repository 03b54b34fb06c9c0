import type { CappedTexts, TextPieces } from '../../capped-text.ts';
import { failurePlace } from '../../failure-place.ts';
import { goMessage, ownGoLines } from '../../go-output.ts';
import { identityPath, identityText } from '../../test-identity.ts';
import {
  isFailed,
  NO_EARLIER,
  type TestAttempt,
  type TestCase,
  type TestFailure,
  type TestLocation,
  type TestOutcome,
} from '../../test-report.ts';
import type { JunitDialect } from './dialect.ts';
import { junitIdentity, type PytestModule } from './junit-identity.ts';
import { nodeMessage } from './node-text.ts';
import { readSeconds } from './seconds.ts';

/** An element of a test that says how it ended. */
export interface JunitResult {
  readonly element: 'failure' | 'error' | 'skipped' | 'rerun' | 'flaky';
  readonly isError: boolean;
  readonly message: string | undefined;
  readonly type: string | undefined;
  readonly time: string | undefined;
  text: string;
}

/** A `<testcase>` as it stands in the file. */
export interface JunitEntry {
  readonly suites: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Of the nearest suite that has one. */
  readonly suiteFile: string | undefined;
  readonly results: JunitResult[];
  /** Seconds, from the property `lockstep.setup`. */
  setup: string | undefined;
  /** What it printed: shown when nothing else says why it failed. */
  output: TextPieces | undefined;
}

/** What the tests of a file share. */
export interface JunitContext {
  readonly dialect: JunitDialect;
  readonly texts: CappedTexts;
  readonly modules: Map<string, PytestModule>;
}

const NO_RESULTS: readonly JunitResult[] = [];

export function junitCase(entry: JunitEntry, { dialect, texts, modules }: JunitContext): TestCase {
  const { attributes } = entry;
  const identity = junitIdentity({
    dialect,
    suites: entry.suites,
    name: attributes.name ?? '',
    className: attributes.classname,
    file: attributes.file ?? attributes.filepath ?? entry.suiteFile,
    modules,
  });
  const results = entry.results.length === 0 ? NO_RESULTS : entry.results;
  const outcome = outcomeOf(entry, dialect);
  const main = results.find(({ element }) => element === 'failure' || element === 'error');
  const failure = isFailed(outcome) ? failureOf(main, entry, { dialect, texts }) : undefined;
  const said = reasonOf(results, texts);
  const reason = said !== undefined && dialect === 'gotestsum' ? goMessage(ownGoLines(said)) : said;
  const duration = readSeconds(attributes.time);
  const setup = readSeconds(entry.setup);
  const found = failure && failurePlace(failure, identity.className);
  const location =
    found === undefined ? placeOf(entry, dialect) : inPackage(found, identity.className, dialect);
  return {
    id: identityText(identity),
    identity,
    outcome,
    ...(duration !== undefined && { duration }),
    ...(setup !== undefined && { setup }),
    ...(failure !== undefined && { failure }),
    ...(reason !== undefined && { reason }),
    ...(location !== undefined && { location }),
    earlier: earlierOf(results, texts),
  };
}

/** Go names files without their folder: the import path of the package stands for it. */
function inPackage(place: TestLocation, className: string | undefined, dialect: JunitDialect): TestLocation {
  if (dialect !== 'gotestsum' || className === undefined || place.path.includes('/')) return place;
  return { ...place, path: `${className}/${place.path}` };
}

function outcomeOf({ results, attributes }: JunitEntry, dialect: JunitDialect): TestOutcome {
  const skipped = results.find(({ element }) => element === 'skipped');
  // A test that could not be started fails for ctest, which writes it as skipped all the same.
  if (dialect === 'ctest' && attributes.status === 'notrun')
    return skipped?.message?.startsWith('SKIP_') === true ? 'skipped' : 'error';
  // node:test writes a failure beside the mark of a test that is to be done, and does not count it.
  if (skipped?.type === 'todo') return 'todo';
  if (skipped?.type === 'pytest.xfail') return 'xfail';
  if (results.some(({ element }) => element === 'failure')) return 'failed';
  if (results.some(({ element }) => element === 'error')) return 'error';
  if (skipped !== undefined || NOT_RUN.has(attributes.status ?? '')) return 'skipped';
  return results.some(({ element }) => element === 'flaky') ? 'flaky' : 'passed';
}

/** GoogleTest and CTest have no element for what they did not run ("XML report", `status`). */
const NOT_RUN: ReadonlySet<string> = new Set(['notrun', 'disabled']);

function failureOf(
  main: JunitResult | undefined,
  entry: JunitEntry,
  { dialect, texts }: { readonly dialect: JunitDialect; readonly texts: CappedTexts },
): TestFailure {
  const first = main ?? entry.results[0];
  const more = entry.results.filter(
    (one) => one !== main && (one.element === 'failure' || one.element === 'error'),
  );
  const own = [first?.text ?? '', ...more.map((one) => `${one.message ?? ''}\n${one.text}`)]
    .join('\n\n')
    .trimEnd();
  const said = own.trim() === '' ? (entry.output?.take() ?? '') : own;
  const type = first?.type;
  if (dialect !== 'gotestsum')
    return failureText({ message: messageOf(first, said, dialect), type, text: said }, texts);
  // gotestsum's message is `Failed`, whatever happened.
  const text = ownGoLines(said);
  return failureText({ message: goMessage(text), type, text }, texts);
}

function messageOf(result: JunitResult | undefined, text: string, dialect: JunitDialect): string | undefined {
  const message = result?.message;
  if (message !== undefined && dialect === 'node') return nodeMessage(message, text);
  if (message !== 'collection failure') return message;
  // What pytest says of a module that it cannot load is in the last lines marked with `E`.
  const error = text.split('\n').findLast((line) => /^E\s+\S/.test(line));
  return error === undefined ? message : `${message}: ${error.slice(1).trim()}`;
}

function failureText(
  { message, type, text }: { message: string | undefined; type: string | undefined; text: string },
  texts: CappedTexts,
): TestFailure {
  const line = message?.trim() || (text.split('\n').find((one) => one.trim() !== '') ?? '');
  return {
    message: texts.message(line),
    ...(type !== undefined && type !== '' && { type }),
    ...(text.trim() !== '' && { text: texts.text(text) }),
  };
}

function reasonOf(results: readonly JunitResult[], texts: CappedTexts): string | undefined {
  const skipped = results.find(({ element }) => element === 'skipped');
  const reason = (skipped?.message ?? skipped?.text ?? '').trim();
  // `true` is what node:test writes of `{ todo: true }`.
  return reason === '' || reason === 'true' ? undefined : texts.message(reason);
}

function earlierOf(results: readonly JunitResult[], texts: CappedTexts): readonly TestAttempt[] {
  const tried = results.filter(({ element }) => element === 'rerun' || element === 'flaky');
  if (tried.length === 0) return NO_EARLIER;
  return tried.map((one) => {
    const duration = readSeconds(one.time);
    return {
      outcome: one.isError ? 'error' : 'failed',
      ...(duration !== undefined && { duration }),
      failure: failureText(one, texts),
    };
  });
}

function placeOf({ attributes }: JunitEntry, dialect: JunitDialect): TestLocation | undefined {
  const { file, line } = attributes;
  if (file === undefined || file === '' || line === undefined || !/^\d{1,9}$/.test(line)) return undefined;
  // pytest counts lines from 0 (`nodes.Item.location`).
  return { path: identityPath(file), line: Number(line) + (dialect === 'pytest' ? 1 : 0) };
}

export function newEntry(
  attributes: Readonly<Record<string, string>>,
  around: { readonly suites: readonly string[]; readonly suiteFile: string | undefined },
): JunitEntry {
  return { ...around, attributes, results: [], setup: undefined, output: undefined };
}
