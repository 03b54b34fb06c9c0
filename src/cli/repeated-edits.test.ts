import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RepeatedEdits } from './repeated-edits.ts';

test('a file that sets off round after round is told of once', () => {
  const edits = new RepeatedEdits();
  const told = Array.from({ length: 8 }, () => edits.note(['log', 'src/a.ts'].slice(0, 1), 100));
  assert.deepEqual(told, [[], [], [], [], ['log'], [], [], []]);
});

test('edits that come now and then, or of other files, are not told of', () => {
  const edits = new RepeatedEdits();
  for (let round = 0; round < 20; round++) {
    assert.deepEqual(edits.note(['a'], round % 4 === 0 ? 60_000 : 100), []);
    assert.deepEqual(new RepeatedEdits().note([`b${round}`], 100), []);
  }
});
