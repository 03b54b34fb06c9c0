import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownLines } from './markdown-lines.ts';

/** The text with `|` in front of lines of code. */
function shown(text: string): string {
  return markdownLines(text)
    .map((line) => `${line.code ? '| ' : '  '}${line.text}`)
    .join('\n');
}

test('what is fenced is code, and what is indented by four, but not within a list item that is', () => {
  const text = `text
\`\`\`js
code
\`\`\`
text
~~~~
code
~~~
\`\`\`
code
~~~~
\`\`\`not a fence\`\`\`
- item

  text
      code
  - item
    text

    \`\`\`
    code
    \`\`\`
    text
text

    code
10. item
    text
- \`\`\`
  code
  \`\`\`
\`\`\`
code to the end
`;
  const expected = `  text
| \`\`\`js
| code
| \`\`\`
  text
| ~~~~
| code
| ~~~
| \`\`\`
| code
| ~~~~
  \`\`\`not a fence\`\`\`
  - item
  
    text
|       code
    - item
      text
  
|     \`\`\`
|     code
|     \`\`\`
      text
  text
  
|     code
  10. item
      text
| - \`\`\`
|   code
|   \`\`\`
| \`\`\`
| code to the end`;
  assert.equal(shown(text), expected);
});

test('lines know their places, whatever ends them', () => {
  const text = 'one\r\ntwo\n\nend';
  const lines = markdownLines(text);
  assert.deepEqual(
    lines.map(({ start, end, next }) => [start, end, next]),
    [
      [0, 3, 5],
      [5, 8, 9],
      [9, 9, 10],
      [10, 13, 13],
    ],
  );
  assert.equal(lines.map(({ start, next }) => text.slice(start, next)).join(''), text);
});
