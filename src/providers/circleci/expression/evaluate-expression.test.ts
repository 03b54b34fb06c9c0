import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ExpressionValues, evaluateExpression } from './evaluate-expression.ts';

const VALUES: ExpressionValues = new Map<string, string | number | boolean | undefined>([
  ['branch', 'release/1.2'],
  ['tag', undefined],
  ['number', 12],
  ['draft', false],
  ['empty', ''],
]);

const RESULTS: readonly (readonly [string, boolean | string])[] = [
  ['branch == "release/1.2"', true],
  ['branch == "release/1" or number == 12', true],
  ['branch == "a" or branch == "b" and draft', false],
  ['not draft and !draft', true],
  ['not (branch == "main") and number >= 12', true],
  ['number > 12', false],
  ['branch matches /release\\/[0-9.]+/', true],
  ['branch matches /release/', false],
  ['branch starts-with "release/"', true],
  ['branch contains "/1"', true],
  // Nothing is true of what is undefined, and its opposite is.
  ['tag == "v1"', false],
  ['tag != "v1"', false],
  ['tag matches /.*/', false],
  ['not (tag == "v1")', true],
  ['tag', false],
  ['tag or 12', true],
  ['empty', false],
  ['"text" == 12', false],
  ['"text" != 12', true],
  ['"a\\"b\\\\" == "a\\"b\\\\"', true],
  ['number > "a"', '> is for numbers'],
  ['number contains "1"', 'contains is for texts'],
  ['nothing == 1', "'nothing' is not known"],
  ['branch ==', 'it ends too early'],
  ['(branch == "a"', "a '(' is not closed"],
  ['branch "a"', "'a value' stands where nothing can"],
  ["branch == 'a'", "''a'' cannot be read"],
  ['== 1', "'==' stands where a value should"],
  [`branch matches /${'a'.repeat(129)}/`, 'the pattern has more than 128 characters'],
];

for (const [text, expected] of RESULTS)
  test(`${text.slice(0, 60)} is ${expected}`, () => {
    const result = evaluateExpression(text, VALUES);
    assert.equal(result.ok ? result.value : result.problem, expected);
  });
