import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from './diagnostic.ts';
import { renderDiagnostics } from './render-diagnostic.ts';
import { SourceFile } from './source-file.ts';

function rendered(
  text: string,
  span: { start: number; end: number },
  more: Partial<Diagnostic> = {},
): string {
  const file = new SourceFile('a.yaml', text);
  const diagnostic: Diagnostic = {
    code: 'odd',
    severity: 'error',
    message: 'Odd.',
    location: { path: 'a.yaml', span },
    ...more,
  };
  return renderDiagnostics([diagnostic], { files: () => file });
}

test('nothing wrong is nothing said', () => assert.equal(renderDiagnostics([]), ''));

test('tabs and wide characters do not move the carets', () => {
  assert.equal(
    rendered('\tname: 日本 x', { start: 10, end: 11 }),
    `error[odd]: Odd.
  --> a.yaml:1:11
  |
1 |   name: 日本 x
  |              ^

1 error
`,
  );
});

test('what is one character to the eye is one to the carets', () => {
  for (const [before, columns] of [
    ['👩‍👩‍👧', 2],
    ['🇳🇿', 2],
    ['❤️', 2],
    ['𗀀', 2],
    ['u\u0308', 1],
    ['a\u200b', 1],
  ] as const) {
    const report = rendered(`${before} x`, { start: before.length + 1, end: before.length + 2 });
    assert.equal(report.split('\n')[4], `  | ${' '.repeat(columns + 1)}^`, before);
  }
});

test('what goes over several lines is underlined on its first, and an empty place has a caret', () => {
  assert.match(rendered('a: {\n  b: 1\n}\n', { start: 3, end: 12 }), /\n {2}\| {4}\^\n/);
  assert.match(rendered('a:\n', { start: 2, end: 2 }), /\n {2}\| {3}\^\n/);
});

test('a very long line is cut around the place', () => {
  const report = rendered(`${'x'.repeat(500)}HERE${'y'.repeat(500)}`, { start: 500, end: 504 });
  const [, , , line = '', carets = ''] = report.split('\n');
  assert.equal(line.indexOf('HERE'), carets.indexOf('^^^^'));
  assert.ok(line.length < 200);
});

test('text from outside cannot command the terminal', () => {
  const report = rendered(
    'a: \u001b[2Jb\u202e',
    { start: 3, end: 8 },
    { message: 'Odd \u001b]0;title\u0007\nname', fix: 'x\u001b[1m' },
  );
  assert.doesNotMatch(report, /[\u001b\u0007\u202e]/);
});

test('without a file the property is named, and errors stand in the order of their places', () => {
  const file = new SourceFile('a.yaml', 'one\ntwo\n');
  const place = (start: number) => ({ path: 'a.yaml', span: { start, end: start + 3 } });
  const report = renderDiagnostics(
    [
      { code: 'c', severity: 'warning', message: 'Third.', location: place(4) },
      {
        code: 'b',
        severity: 'error',
        message: 'Second.',
        location: place(0),
        related: [{ message: 'See.', location: place(4) }],
      },
      { code: 'a', severity: 'error', message: 'First.', at: ['jobs', 'unit', 'needs', 0], fix: 'Mend it.' },
    ],
    {
      files: () => file,
      color: (style, text) => (style === 'frame' ? text : `<${style}>${text}</${style}>`),
    },
  );
  assert.equal(
    report,
    `<error>error[a]</error><bold>: First.</bold>
  --> jobs.unit.needs[0]
<help>help</help>: Mend it.

<error>error[b]</error><bold>: Second.</bold>
 --> a.yaml:1:1
  |
1 | one
  | <error>^^^</error>
<note>note</note>: See.
 --> a.yaml:2:1
  |
2 | two
  | <note>^^^</note>

<warning>warning[c]</warning><bold>: Third.</bold>
 --> a.yaml:2:1
  |
2 | two
  | <warning>^^^</warning>

2 errors, 1 warning
`.replaceAll('\n --> a', '\n  --> a'),
  );
});
