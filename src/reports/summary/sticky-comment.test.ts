import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LARGEST_COMMENT, renderStickyComment, saysTheSame } from './sticky-comment.ts';

test('a comment begins with what it is of and what it says, where nobody sees it', () => {
  assert.equal(
    renderStickyComment('ci', '### ✅ ci: 3 jobs passed\n'),
    '<!-- lockstep-report key="ci" content="f2583580f14ec0f50b1448e233aef5a9" -->\n### ✅ ci: 3 jobs passed\n',
  );
});

test('a comment that says the same is not written again, whatever was added below its first line', () => {
  const comment = renderStickyComment('ci', 'all is well\n');
  assert.equal(saysTheSame(comment, comment), true);
  assert.equal(saysTheSame(comment.replaceAll('\n', '\r\n'), comment), true);
  assert.equal(saysTheSame(renderStickyComment('ci', 'all is not well\n'), comment), false);
  assert.equal(saysTheSame(renderStickyComment('nightly', 'all is well\n'), comment), false);
  assert.equal(saysTheSame(undefined, comment), false);
});

test('no key ends the comment that nobody sees', () => {
  assert.match(renderStickyComment('--><b>x', ''), /^<!-- lockstep-report key="b-x" content="\w{32}" -->\n$/);
});

test('a comment that GitHub would refuse is a fault of ours', () => {
  assert.throws(() => renderStickyComment('ci', 'x'.repeat(LARGEST_COMMENT + 300)), /Internal error/);
});
