import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import type { Draft } from './draft.ts';
import { printTypeScript } from './print-typescript.ts';
import { printYaml } from './print-yaml.ts';
import { commandsOf, shellWord, wordsOf } from './shell-text.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom("'", '"', '`', '\\', '\n', '\r', '${', '\u2028', '\u202e', '# ', ': ', '*/', '- ', 'x'),
    )
    .map((parts) => parts.join('')),
);

function draftOf(words: readonly string[]): Draft {
  const [project = '', run = '', branch = '', remark = ''] = words;
  return {
    config: {
      project,
      jobs: { one: run, two: { run: [run, project], fix: remark } },
      workflows: { ci: { jobs: ['one'], on: [{ kind: 'push', branches: [branch] }] } },
    },
    jobs: [],
    toolchains: [],
    comments: new Map([['workflows.ci', remark]]),
  };
}

test('any text survives both formats, and stays a text', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 4, maxLength: 4 }), (words) => {
      const draft = draftOf(words);
      assert.deepEqual(parseYaml(printYaml(draft)), draft.config);
      const body = printTypeScript(draft)
        .replace(/^import .*$/m, '')
        .replace(/^export default/m, 'return');
      const push = (...branches: string[]) => ({ kind: 'push', branches });
      assert.deepEqual(
        new Function('defineConfig', 'push', body)((config: unknown) => config, push),
        draft.config,
      );
    }),
    { numRuns: 400 },
  );
});

test('nothing invisible is written as it is', () => {
  const draft = draftOf(['a\u202eb', 'c\u2028d', 'e\u200bf', 'g\u2066h']);
  for (const written of [printTypeScript(draft), printYaml(draft)])
    assert.doesNotMatch(written, /[\u200b-\u200f\u2028-\u202e\u2060-\u2069]/);
});

test('a shell word is harmless or in quotes', () => {
  assert.equal(shellWord('lint:js'), 'lint:js');
  assert.equal(shellWord('$(id)'), "'$(id)'");
  assert.equal(shellWord("it's"), `'it'\\''s'`);
  assert.equal(shellWord(''), "''");
});

test('commands that must all succeed are told apart, and nothing else is', () => {
  assert.deepEqual(commandsOf('xo && ava "a && b" && tsd'), ['xo', 'ava "a && b"', 'tsd']);
  for (const more of [
    'a; b',
    'a || b',
    'a | b',
    'a & b',
    'a && ',
    '(a)',
    'a "$(b)"',
    'a "b',
    'a \\\n b',
    'a > b',
  ])
    assert.equal(commandsOf(more), undefined, more);
  assert.deepEqual(wordsOf(`eslint "src/**" --rule='a b'`), ['eslint', 'src/**', '--rule=a b']);
});
