import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceFile } from '../../../../diagnostics/source-file.ts';
import { lcovReader } from './lcov-reader.ts';

test('a record that is called like something every object has is one that is not known', () => {
  const names = Object.getOwnPropertyNames(Object.prototype);
  const text = `SF:a.ts\nDA:1,1\n${names.map((name) => `${name}:x\n`).join('')}end_of_record\n`;
  const read = lcovReader.read(new SourceFile('lcov.info', text));
  assert.ok(read.ok);
  assert.deepEqual([...(read.value.files[0]?.lines ?? [])], [[1, 1]]);
  assert.deepEqual(read.diagnostics, []);
});
