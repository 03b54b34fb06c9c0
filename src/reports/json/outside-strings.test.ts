import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { replaceOutsideStrings } from './outside-strings.ts';
import { readLenientJson } from './read-lenient-json.ts';

test('only what is not within a string is replaced', () => {
  const text = String.raw`{"NaN":NaN,"a\"NaN":[NaN,"\\",NaN],"open NaN`;
  assert.equal(
    replaceOutsideStrings(text, /\bNaN\b/gu, 'null'),
    String.raw`{"NaN":null,"a\"NaN":[null,"\\",null],"open NaN`,
  );
});

test('numbers that are none are read as null, and whatever else is no JSON is not read', () => {
  const read = (text: string) => readLenientJson(new SourceFile('a.json', text));
  const good = read('{"a": NaN, "b": [-Infinity, Infinity, 1], "c": "NaN"}');
  assert.deepEqual(good.ok && good.value, { a: null, b: [null, null, 1], c: 'NaN' });
  for (const bad of ['{"a": NaN', '{"a": NaN, b}', 'Infinityx', '[-NaN]'])
    assert.equal(read(bad).ok, false, bad);
});
