import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

test('templates of HTML are ASCII: the bundle is read byte by byte, and a tagged template cannot be written with escapes', () => {
  const files = globSync(['src/**/*.ts'], { ignore: ['**/*.test.ts'] });
  assert.ok(files.length > 100);
  const wrong: string[] = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    if (!text.includes('html`')) continue;
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') {
        const { template } = node;
        const pieces = ts.isNoSubstitutionTemplateLiteral(template)
          ? [template]
          : [template.head, ...template.templateSpans.map(({ literal }) => literal)];
        for (const piece of pieces) {
          const character = /[^\u0000-\u007f]/u.exec(piece.text)?.[0];
          if (character !== undefined)
            wrong.push(`${file}: ${character}, write &#${character.codePointAt(0)};`);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  assert.deepEqual(wrong, []);
});
