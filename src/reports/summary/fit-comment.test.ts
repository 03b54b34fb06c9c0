import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteLength } from '../html/html.ts';
import { fitComment } from './fit-comment.ts';
import { LARGEST_COMMENT } from './sticky-comment.ts';

const LONG = Array.from({ length: 10_000 }, (_, index) => `line ${index}`).join('\n');

test('what fits is left alone', () => {
  assert.deepEqual(fitComment('all is well\n'), { content: 'all is well\n', cut: 0 });
});

for (const [what, before, end] of [
  ['plain text', '', ''],
  ['a block of code', '~~~~text\n', '~~~~\n'],
  ['a block of code that has another one in it', '````md\n```js\n', '````\n'],
  ['a block of code that is over', '```\ncode\n```\n', ''],
  [
    'folded parts',
    '<details>\n<summary>a</summary>\n<details><summary>b</summary>\n',
    '\n</details>\n</details>\n',
  ],
  ['folded parts of which one is over', '<details>\n</details>\n<details>\n', '\n</details>\n'],
  ['a word in a block of code', '```\n<details>\n```\n', ''],
] as const)
  test(`what is open where it is cut is closed: ${what}`, () => {
    const { content, cut } = fitComment(before + LONG);
    assert.ok(byteLength(content) <= LARGEST_COMMENT);
    const lines = (before + LONG).split('\n').length;
    const notice = `_The last ${cut} of ${lines} lines are left out: a comment on GitHub holds no more._\n`;
    assert.ok(content.endsWith(notice));
    const rest = content.slice(0, -notice.length);
    const last = rest.lastIndexOf('line ');
    assert.equal(
      rest.slice(rest.indexOf('\n', last) + 1).replace(/^\n+|\n+$/g, ''),
      end.replace(/^\n+|\n+$/g, ''),
    );
  });

test('one line that is too long is left out whole', () => {
  const { content, cut } = fitComment('é'.repeat(40_000));
  assert.equal(cut, 1);
  assert.match(content, /^\n+_The last 1 of 1 lines are left out/);
});
