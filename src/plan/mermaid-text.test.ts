import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mermaidName, mermaidText } from './mermaid-text.ts';

test('labels read as they were written where nothing means anything to Mermaid', () => {
  assert.equal(mermaidText('Lint, types (3.12) - 漢字 é 🎉'), 'Lint, types (3.12) - 漢字 é 🎉');
});

test('whatever stands in a text, its label has nothing that means anything to Mermaid', () => {
  assert.equal(mermaidText('"]; a --> b'), '#34;#93;#59; a --#62; b');
  assert.equal(mermaidText('%%{init: {}}%%'), '#37;#37;#123;init#58; #123;#125;#125;#37;#37;');
  assert.equal(mermaidText('1. one'), '1#46; one');
  assert.equal(mermaidText('- one'), '#45; one');
  assert.equal(mermaidText('#35;'), '#35;35#59;');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const label = mermaidText(text).replace(/#\d+;/g, '');
      assert.doesNotMatch(label, /[\u0000-\u001f"#%&*;:<>@[\\\]_`{|}~$^!?']/);
    }),
  );
});

test('different parts make different names, of characters that Mermaid takes anywhere', () => {
  const part = fc.string({ unit: fc.constantFrom('a', '2', '_', '-', ' ', '🎉') });
  const parts = fc.array(part, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      assert.match(mermaidName('on', ...one), /^[A-Za-z0-9_]+$/);
      assert.equal(
        mermaidName('on', ...one) === mermaidName('on', ...other),
        one.join('/') === other.join('/'),
      );
    }),
    { numRuns: 2000 },
  );
});
