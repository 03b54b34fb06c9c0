import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Checkout } from '../support/lockstep-command.ts';

const work = new Checkout({ 'pages/index.md': '' });
after(() => work.remove());
const badge = ['badge', '--label', 'docs', '--message', 'built'];

test('a badge is a picture, or what shields.io draws, by the name of its file', async () => {
  assert.equal((await work.lockstep(...badge, '-o', 'docs.svg')).code, 0);
  assert.match(work.read('docs.svg'), /^<svg .*aria-label="docs: built"/);
  assert.equal((await work.lockstep(...badge, '-o', 'docs.json')).code, 0);
  assert.equal(
    work.read('docs.json'),
    '{"schemaVersion":1,"label":"docs","message":"built","color":"brightgreen"}\n',
  );
});

test('a folder in the place of the file is the mistake of whoever asked', async () => {
  const { code, err } = await work.lockstep(...badge, '-o', 'pages');
  assert.equal(code, 2, err);
  assert.match(err, /pages is a directory\n {2}help: Name the file to write\./);
});
