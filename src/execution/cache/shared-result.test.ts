import assert from 'node:assert/strict';
import { test } from 'node:test';
import { madeResult } from '../../../test/support/stored-results.ts';
import { sha256 } from '../../platform/digest.ts';
import type { StoredFile, StoredResult } from '../result-cache.ts';
import { MOST_CONTENT, parseShared, printShared, sharedKey } from './shared-result.ts';

const { result } = madeResult('one', { 'dist/a': 'a' });
const { key } = result;

function survives(more: Partial<StoredResult>): boolean {
  return parseShared(printShared({ ...result, ...more }, 'trusted'), { key, realm: 'trusted' }) !== undefined;
}

function file(path: string, size = 1): StoredFile {
  return { kind: 'file', path, mode: 0o644, digest: sha256(path), size };
}

test('results of different realms have different keys, and none is that of the result itself', () => {
  const keys = new Set([key, sharedKey('trusted', key), sharedKey('local', key)]);
  assert.equal(keys.size, 3);
});

test('a result is signed for its realm, and what is not signed is no answer where signatures are wanted', () => {
  const asked = { key, realm: 'trusted', signatureKey: 'secret' } as const;
  const signed = printShared(result, 'trusted', 'secret');
  assert.deepEqual(parseShared(signed, asked), result);
  assert.equal(parseShared(printShared(result, 'trusted'), asked), undefined);
  assert.equal(parseShared(printShared(result, 'trusted', 'other'), asked), undefined);
  assert.equal(parseShared(printShared(result, 'local', 'secret'), asked), undefined);
  assert.deepEqual(
    parseShared(signed, { key, realm: 'trusted' }),
    result,
    'who has no key takes it all the same',
  );
});

test('a result that would write where no job writes is none', () => {
  for (const path of [
    '.git/hooks/post-checkout',
    'sub/.GIT/config',
    '.lockstep/runs/x',
    '../x',
    '/etc/x',
    'a//b',
    'C:x',
  ])
    assert.equal(survives({ outputs: [file(path)] }), false, path);
  assert.ok(survives({ outputs: [file('.github/x'), file('sub/.lockstep')] }));
});

test('a result that would write through a link of its own is none, also where capitals are all the same', () => {
  const link: StoredFile = { kind: 'link', path: 'dist', target: '/etc' };
  assert.equal(survives({ outputs: [link, file('dist/passwd')] }), false);
  assert.equal(survives({ outputs: [link, file('DIST/passwd')] }), false);
  assert.equal(survives({ outputs: [file('a'), file('A')] }), false);
  assert.ok(survives({ outputs: [link, file('dist2/passwd')] }));
});

test('a result that is not fit to be shown, or larger than any may be, is none', () => {
  assert.equal(survives({ leg: 'build\u001b[2J' }), false);
  assert.equal(survives({ run: '' as StoredResult['run'] }), false);
  assert.equal(survives({ duration: -1 }), false);
  assert.equal(survives({ outputs: [file('a', -5)] }), false);
  assert.equal(survives({ outputs: [file('a', MOST_CONTENT), file('b', 1)] }), false);
  assert.ok(survives({ outputs: [file('a', MOST_CONTENT)] }));
});
