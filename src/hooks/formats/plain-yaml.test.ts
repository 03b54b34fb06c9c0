import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPlainYaml } from './plain-yaml.ts';
import { parsedFaults } from './yaml-faults.ts';

/** Nothing that needs no parser may be refused by it. */
function holds(text: string): void {
  if (!isPlainYaml(text)) return;
  const found = parsedFaults(text, Buffer.from(text), { isUnsafe: false, isMulti: false });
  assert.deepEqual(found.complaints, [], JSON.stringify(text));
}

const PLAIN: Readonly<Record<string, string>> = {
  nothing: '',
  'comments alone': '# a\n\n  # b\n',
  'a map of maps': 'a:\n  b: 1\n  c:\n    d: x y z\ne: "two: words"\n',
  'lists, indented and not': "a:\n- 1\n- b: 1\n  c: 'x'\nd:\n  - - 1\n    - 2\n  - three # words\n",
  'a workflow': `---
name: CI
on:
  push: { }
`.replace('{ }', '{}'),
  'blocks of text': 'run: |\n  one: {\n\n    two\nnext: >-\n  folded\n',
  'flow lists of words': 'a: [b, "c d", 1.5]\nb: []\n',
  'values that look like something': 'a: ${{ x.y }}\nb: http://x/y#z\nc: -x\nd: 1:2\n',
};

const NOT_PLAIN: Readonly<Record<string, string>> = {
  'a key that is there twice': 'a: 1\na: 2\n',
  'an alias': 'a: *b\n',
  'a tag': 'a: !x y\n',
  'a list that is not closed': 'a: [1\n',
  'a quote that is not closed': 'a: "b\n',
  'an indentation that fits nothing': 'a:\n  b: 1\n c: 2\n',
  'a value below a value': 'a: b\n  c: d\n',
  'two documents': 'a: 1\n---\nb: 1\n',
  'a tab': 'a:\tb\n',
  'keys that are the same': 'null: 1\nNull: 2\n',
  'a colon in a value': 'a: b: c\n',
  'a text that is indented less than its first line': 'a: |\n    b\n  c\n',
  'a text of which the first line is not': 'a: |\n     \n  b\n',
  'a day': 'a: 2026-13-45\n',
  'a scalar': 'a\n',
};

for (const [name, text] of Object.entries(PLAIN))
  test(`${name}: no parser is needed`, () => {
    assert.ok(isPlainYaml(text));
    holds(text);
  });

for (const [name, text] of Object.entries(NOT_PLAIN))
  test(`${name}: the parser is asked`, () => assert.ok(!isPlainYaml(text)));

const RUNS = Number(process.env.LOCKSTEP_FUZZ_RUNS ?? 3_000);

test('whatever is taken without a parser, the parser takes', () => {
  const piece = fc.constantFrom(
    ...[
      '\n',
      '\n',
      '\n',
      ' ',
      '  ',
      '    ',
      '- ',
      '-',
      'a',
      'b: ',
      'a:',
      'c: ',
      ': ',
      ':',
      '#',
      ' # x',
      '|',
      '>-',
    ],
    ...[
      '"',
      "'",
      '""',
      '[',
      ']',
      '[a, b]',
      '{}',
      '{',
      ',',
      '1',
      '2026-01-01',
      '---\n',
      '...',
      '&a',
      '*a',
      '!t',
      '%',
    ],
    ...[
      'null: ',
      'x y',
      '~',
      '\\',
      '\\n',
      '?',
      '? ',
      '<<: ',
      'a: 1\n',
      '- b: 2\n',
      '  c: 3\n',
      '\u00e9',
      '`',
      '@',
      '=',
    ],
  );
  const texts = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(texts, holds), { numRuns: RUNS });
});

test('nor is anything missed in what is nearly plain', () => {
  const indent = fc.constantFrom('', '', ' ', '  ', '  ', '    ');
  const start = fc.constantFrom('', '', '- ', '- - ', '-  ');
  const key = fc.constantFrom('a:', 'b:', 'c d:', 'a', '"k":', 'on:', '$r:', '/p:', '');
  const value = fc.constantFrom(
    ...[
      '',
      ' 1',
      ' x',
      ' x y',
      ' "q"',
      " 'it''s'",
      ' |',
      ' >-',
      ' [a]',
      ' []',
      ' {}',
      ' # c',
      ' x # c',
      ' x#c',
      ' x:',
      ' x: y',
    ],
    ...[
      ' -',
      ' - x',
      ' -x',
      ' "q" x',
      ' [a] x',
      ' [a, ]',
      ' .x',
      ' 0x',
      ' 1e3',
      ' ~',
      ' $x',
      ' (x)',
      ' ^',
      ' ;',
      ' +',
      '  ',
    ],
  );
  const line = fc.tuple(indent, start, key, value).map((parts) => parts.join(''));
  const texts = fc.array(line, { maxLength: 7 }).map((all) => `${all.join('\n')}\n`);
  let taken = 0;
  fc.assert(
    fc.property(texts, (text) => {
      if (isPlainYaml(text)) taken += 1;
      holds(text);
    }),
    { numRuns: RUNS },
  );
  assert.ok(taken > RUNS / 20, `only ${taken} of ${RUNS} were taken: the test looks at nothing`);
});
