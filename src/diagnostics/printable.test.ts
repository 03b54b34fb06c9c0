import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onlyColors, printable, printableLine } from './printable.ts';

const CASES: readonly (readonly [what: string, text: string, shown: string, colored?: string])[] = [
  ['tabs and line breaks', 'a\tb\nc\r\nd', 'a\tb\nc\nd'],
  ['a carriage return', 'safe\rforged', 'safe\ufffdforged'],
  ['colours', '\u001b[1;31mred\u001b[0m', 'red', '\u001b[1;31mred\u001b[0m'],
  ['movements', 'a\u001b[2Jb\u001b[1;1Hc\u009b2Kd', 'abcd'],
  ['a title', 'a\u001b]0;title\u0007b\u009d0;title\u009cc', 'abc'],
  ['a link', '\u001b]8;;https://a.example\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['a title that never ends', 'a\u001b]0;title', 'a'],
  ['strings of devices', 'a\u001bPq#0\u001b\\b\u001b_G\u001b\\c', 'abc'],
  ['short sequences', 'a\u001bcb\u001b(0c\u001b', 'abc'],
  ['bells and other controls', 'a\u0007b\u0000c\u007fd\u0085e', 'a\ufffdb\ufffdc\ufffdd\ufffde'],
  ['what turns the direction', 'a\u202eb\u2066c\u200fd', 'a\ufffdb\ufffdc\ufffdd'],
  ['a sequence in a sequence', '\u001b[\u001b[2J31mx', '31mx'],
];

for (const [what, text, shown, colored = shown] of CASES)
  test(`${what} do nothing to a terminal`, () => {
    assert.equal(printable(text), shown);
    assert.equal(printable(text, { keepColor: true }), colored);
    assert.equal(printableLine(text), shown.replaceAll('\n', ' ⏎ '));
    // What is written in the end has nothing left to obey, but what JSON may have is as it was.
    assert.doesNotMatch(onlyColors(text).replace(/\u001b\[[\d;]*m/g, ''), /\u001b/);
  });
