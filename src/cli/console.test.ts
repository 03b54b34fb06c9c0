import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openConsole } from './console.ts';

test('of what a terminal would obey only colours are written, and JSON is written as it is', (t) => {
  const written: string[] = [];
  const console = openConsole('always');
  // The test runner reports on the same stream.
  const { write } = process.stdout;
  t.mock.method(process.stdout, 'write', (text: string) => written.push(text));
  console.print(
    '\u001b[31mred\u001b[39m \u001b[2Jcleared \u001b]0;title\u0007\u001b]8;;https://a.example\u001b\\link\u001bc',
  );
  console.print(JSON.stringify({ text: '\u001b[2J\u009b2J\u202e' }));
  process.stdout.write = write;
  assert.deepEqual(written, [
    '\u001b[31mred\u001b[39m cleared link\n',
    '{"text":"\\u001b[2J\u009b2J\u202e"}\n',
  ]);
});
