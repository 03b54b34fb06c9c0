import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownCode, markdownText } from './markdown.ts';

test('plain text stays as it is', () => {
  assert.equal(
    markdownText('Lint & format (Python 3.12), 100%: fast'),
    'Lint & format (Python 3.12), 100%: fast',
  );
});

const ESCAPED: readonly (readonly [text: string, markdown: string])[] = [
  ['a | b', 'a \\| b'],
  ['\\|', '\\\\\\|'],
  ['`code` **bold** _it_ ~~no~~', '\\`code\\` \\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~'],
  ['<!-- x -->', '\\<!-- x --\\>'],
  ['<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
  ['[link](https://example.com)', '\\[link\\](https://example.com)'],
  ['thanks @octocat, mends #12', 'thanks @&#8203;octocat, mends #&#8203;12'],
  ['&lt; &#60; & so on', '\\&lt; \\&#&#8203;60; & so on'],
  ['{{ template }} {% tag %}', '\\{\\{ template \\}\\} \\{% tag %\\}'],
  ['one\ntwo\r\n\tthree\u2028four', 'one two three four'],
  ['1. one', '1\\. one'],
  ['1)', '1\\)'],
  ['3.12 (linux)', '3.12 (linux)'],
  ['- item', '\\- item'],
  ['# title', '\\# title'],
  ['\u001b[31mred\u001b[0m \u202egnp.exe', 'red \ufffdgnp.exe'],
];

for (const [text, markdown] of ESCAPED)
  test(`${JSON.stringify(text)} is shown as it is written`, () => {
    assert.equal(markdownText(text), markdown);
  });

test('code is a code span, or HTML where a code span would end too early', () => {
  assert.equal(markdownCode('release/*'), '`release/*`');
  assert.equal(markdownCode('a\nb'), '`a b`');
  assert.equal(markdownCode('/^(a|b)$/'), '<code>/^(a&#124;b)$/</code>');
  assert.equal(markdownCode('`x` <b> @me'), '<code>&#96;x&#96; &#60;b&#62; &#64;me</code>');
  assert.equal(markdownCode('/v\\d/'), '<code>/v&#92;d/</code>');
});
