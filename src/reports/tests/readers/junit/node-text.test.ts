import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeMessage } from './node-text.ts';

const TEXT = `[Error [ERR_TEST_FAILURE]: Expected values to be "strictly" equal:

\t1 !== 2
] {
  cause: AssertionError [ERR_ASSERTION]: Expected values to be "strictly" equal:
  \n  \t1 !== 2
}`;

test('a message has the line breaks and the quotes of the text again', () => {
  const message = 'Expected values to be &quot;strictly&quot; equal: 1 !== 2';
  assert.equal(nodeMessage(message, TEXT), 'Expected values to be "strictly" equal:\n\n\t1 !== 2');
});

test('it does whatever is done to quotes', () => {
  const message = 'Expected values to be "strictly" equal: 1 !== 2';
  assert.equal(nodeMessage(message, TEXT), 'Expected values to be "strictly" equal:\n\n\t1 !== 2');
});

test('a message that the text does not have is left as it is', () => {
  assert.equal(nodeMessage('Expected &quot;values&quot;', TEXT), 'Expected &quot;values&quot;');
  assert.equal(nodeMessage('', TEXT), '');
  assert.equal(nodeMessage('a message', ''), 'a message');
});
