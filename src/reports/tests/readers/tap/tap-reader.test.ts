import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceFile } from '../../../../diagnostics/source-file.ts';
import { tapReader } from './tap-reader.ts';

function read(text: string): { readonly tests: readonly string[]; readonly told: readonly string[] } {
  const { diagnostics, ...result } = tapReader.read(new SourceFile('a.tap', text));
  assert.ok('value' in result);
  return {
    tests: result.value.cases.map(({ id, outcome }) => `${outcome}: ${id}`),
    told: diagnostics.map(({ code }) => code),
  };
}

test('where a file is cut off within a test, what had ended in it still counts, under its name', () => {
  const text = `TAP version 13
# Subtest: orbit
    # Subtest: has a period
    ok 1 - has a period
    # Subtest: moon \\# 1
        # Subtest: is round
        not ok 1 - is round
        # Subtest: is far
`;
  assert.deepEqual(read(text), {
    tests: ['passed: orbit > has a period', 'failed: orbit > moon # 1 > is round'],
    told: ['report-cut-off'],
  });
});

test('a name may have any character in it but a line break', () => {
  assert.deepEqual(read('1..2\nnot ok 1 - two\u2028lines # TODO a\u2029b\nnot ok 2 - a\rb\n').tests, [
    'todo: two lines',
    'failed: a b',
  ]);
});

test('subtests without any name around them are not lost either', () => {
  assert.deepEqual(read('1..1\n    not ok 1 - in\n'), {
    tests: ['failed: in'],
    told: ['report-cut-off'],
  });
});
