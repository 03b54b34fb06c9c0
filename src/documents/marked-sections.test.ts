import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderDiagnostics } from '../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../diagnostics/source-file.ts';
import { readSections, updateSections } from './marked-sections.ts';

const KNOWN = ['matrix', 'diagram', 'secrets'];

function update(
  text: string,
  render: (name: string) => string | undefined = (name) => `new ${name}`,
): string {
  return updateSections(text, readSections({ path: 'README.md', text }, KNOWN).sections, render);
}

function report(text: string): string {
  const { diagnostics } = readSections({ path: 'README.md', text }, KNOWN);
  return renderDiagnostics(diagnostics, { files: (path) => new SourceFile(path, text) });
}

test('what stands between markers is made anew, and nothing else is touched', () => {
  const text = `# Title  
<!-- lockstep:matrix (made by lockstep generate) -->
old
<!-- /lockstep:matrix -->
- item
  <!--lockstep:diagram-->
  <!--/lockstep:diagram-->
text, no line break at the end`;
  assert.equal(
    update(text, (name) => `first ${name}\n\nlast`),
    `# Title  
<!-- lockstep:matrix (made by lockstep generate) -->

first matrix

last

<!-- /lockstep:matrix -->
- item
  <!--lockstep:diagram-->

  first diagram

  last

  <!--/lockstep:diagram-->
text, no line break at the end`,
  );
});

test('a file with CRLF keeps it', () => {
  assert.equal(
    update('a\r\n<!-- lockstep:matrix -->\r\n<!-- /lockstep:matrix -->\r\n'),
    'a\r\n<!-- lockstep:matrix -->\r\n\r\nnew matrix\r\n\r\n<!-- /lockstep:matrix -->\r\n',
  );
});

test('a section that is not rendered stays as it is', () => {
  const text = '<!-- lockstep:matrix -->\nold\n<!-- /lockstep:matrix -->\n';
  assert.equal(
    update(text, () => undefined),
    text,
  );
});

test('markers in code, in a line with something else and in a quotation are examples', () => {
  const text = `
\`\`\`md
<!-- lockstep:matrix -->
<!-- /lockstep:matrix -->
\`\`\`

    <!-- lockstep:matrix -->
    <!-- /lockstep:matrix -->

Write <!-- lockstep:matrix --> and \`<!-- /lockstep:matrix -->\`.
> <!-- lockstep:matrix -->
> <!-- /lockstep:matrix -->
`;
  assert.equal(update(text), text);
  assert.equal(report(text), '');
});

const words = fc.constantFrom(
  '<!-- lockstep:matrix -->',
  '<!-- /lockstep:matrix -->',
  '<!-- lockstep:diagram remark -->',
  '  <!-- lockstep:diagram -->',
  '<!-- /lockstep:diagram -->',
  '```',
  '~~~~ md',
  '- item',
  '    indented',
  '\t',
  'text 🎉',
  '',
);
const texts = fc
  .array(fc.tuple(words, fc.constantFrom('\n', '\r\n')), { maxLength: 20 })
  .map((lines) => lines.flat().join(''));

test('updating twice is updating once', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const once = update(text);
      assert.equal(update(once), once);
    }),
    { numRuns: 2000 },
  );
});

test('what stands outside of sound sections is the same before and after', () => {
  const outside = (text: string): string[] => {
    const { sections } = readSections({ path: 'README.md', text }, KNOWN);
    const bounds = [0, ...sections.flatMap(({ content }) => [content.start, content.end]), text.length];
    return bounds.flatMap((bound, index) => (index % 2 === 0 ? [text.slice(bound, bounds[index + 1])] : []));
  };
  let sound = 0;
  fc.assert(
    fc.property(texts, (text) => {
      sound += readSections({ path: 'README.md', text }, KNOWN).sections.length;
      assert.deepEqual(outside(update(text)), outside(text));
    }),
    { numRuns: 2000 },
  );
  assert.ok(sound > 100, `only ${sound} sections were sound`);
});

test('places of diagnostics are markers', () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const { location } of readSections({ path: 'README.md', text }, KNOWN).diagnostics) {
        const { start = 0, end = 0 } = location?.span ?? {};
        assert.match(text.slice(start, end), /^<!-- \/?lockstep:\w+( remark)? -->$/);
      }
    }),
  );
});
