import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceFile } from '../../../../diagnostics/source-file.ts';
import { junitReader } from './junit-reader.ts';

test('an element that is called like something every object has is one that is not known', () => {
  const text =
    '<testsuites name="constructor"><testsuite><testcase name="a"><constructor>x</constructor></testcase></testsuite></testsuites>';
  const read = junitReader.read(new SourceFile('junit.xml', text));
  assert.ok(read.ok);
  assert.deepEqual(
    read.value.cases.map(({ id, outcome }) => [id, outcome]),
    [['a', 'passed']],
  );
  assert.deepEqual(
    read.diagnostics.map(({ message }) => message),
    ['elements <constructor> are not known and were passed over'],
  );
});

test('a document of something else is told by its outermost element', () => {
  const read = junitReader.read(new SourceFile('page.xml', '<html><body>502</body></html>'));
  assert.deepEqual(
    read.diagnostics.map(({ message }) => message),
    ['the outermost element is <html>, not <testsuites> or <testsuite>'],
  );
});
