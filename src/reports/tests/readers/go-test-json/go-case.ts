import type { CappedTexts, TextPieces } from '../../capped-text.ts';
import { GO_LOGGED, goMessage, ownGoLines } from '../../go-output.ts';
import { identityPart, identityText } from '../../test-identity.ts';
import {
  isFailed,
  NO_EARLIER,
  type TestCase,
  type TestFailure,
  type TestLocation,
  type TestOutcome,
} from '../../test-report.ts';

/** One run of one test. */
export interface GoTest {
  readonly package: string;
  readonly name: string;
  readonly output: TextPieces;
  ended: { readonly action: 'pass' | 'fail' | 'skip'; readonly elapsed: number | undefined } | undefined;
}

const NONE: readonly string[] = [];

export function goCase(test: GoTest, texts: CappedTexts): TestCase {
  const identity = { suites: NONE, className: identityPart(test.package), name: identityPart(test.name) };
  const outcome = outcomeOf(test);
  const elapsed = test.ended?.elapsed;
  const failed = isFailed(outcome);
  const output = failed || outcome === 'skipped' ? ownGoLines(test.output.take()) : '';
  const failure = failed ? failureOf(output, test.ended === undefined, texts) : undefined;
  const location = failed ? placeOf(output, test.package) : undefined;
  const reason = outcome === 'skipped' ? goMessage(output) : '';
  return {
    id: identityText(identity),
    identity,
    outcome,
    ...(elapsed !== undefined && { duration: Math.round(elapsed * 1000) }),
    ...(failure !== undefined && { failure }),
    ...(reason !== '' && { reason: texts.message(reason) }),
    ...(location !== undefined && { location }),
    earlier: NO_EARLIER,
  };
}

/** A package that failed outside of its tests: it did not build, or its `TestMain` or `init` failed. */
export function packageCase(name: string, output: string, texts: CappedTexts): TestCase {
  // `go test` names the variant of a package that its tests make: `a/b [a/b.test]`.
  const identity = {
    suites: NONE,
    className: identityPart(name.replace(/ \[.*\]$/, '')),
    name: 'the package',
  };
  const location = placeOf(output, undefined);
  const line = output.split('\n').find((one) => one.trim() !== '' && !one.startsWith('#')) ?? '';
  return {
    id: identityText(identity),
    identity,
    outcome: 'error',
    failure: {
      message: texts.message(line.trim()),
      ...(output.trim() !== '' && { text: texts.text(output) }),
    },
    ...(location !== undefined && { location }),
    earlier: NO_EARLIER,
  };
}

function outcomeOf({ ended }: GoTest): TestOutcome {
  if (ended === undefined) return 'error';
  return ended.action === 'pass' ? 'passed' : ended.action === 'fail' ? 'failed' : 'skipped';
}

function failureOf(output: string, unended: boolean, texts: CappedTexts): TestFailure {
  const said = goMessage(output);
  const message = unended ? `it did not end${said === '' ? '' : `: ${said}`}` : said;
  return { message: texts.message(message), ...(output.trim() !== '' && { text: texts.text(output) }) };
}

/** Files are named without their folder: the import path of the package stands for it. A panic names them in full. */
function placeOf(output: string, from: string | undefined): TestLocation | undefined {
  const lines = output.split('\n');
  const logged = lines.map((line) => GO_LOGGED.exec(line)).filter((match) => match !== null);
  const last = logged.at(-1);
  if (last !== undefined && from !== undefined) return { path: `${from}/${last[1]}`, line: Number(last[2]) };
  for (const line of lines) {
    const [, path, number] = /^\s*(\S+\.go):(\d{1,7})(?:[: ]|$)/.exec(line) ?? [];
    if (path !== undefined && !/[\\/]go[\\/](?:src|pkg)[\\/]/.test(path))
      return { path, line: Number(number) };
  }
  return undefined;
}
