import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addFingerprints } from './add-fingerprints.ts';
import { lineHashes } from './line-hash.ts';
import type { SarifResult } from './sarif-log.ts';

const TEXT = 'one\ntwo\nthree\n';
const asked: string[] = [];

async function fingerprintOf(location: object, more: Partial<SarifResult> = {}): Promise<unknown> {
  asked.length = 0;
  const result = { ruleId: 'R', locations: [{ physicalLocation: location }], ...more };
  const run = {
    tool: { driver: { name: 'Toy' } },
    artifacts: [{ location: { uri: 'src/b.ts' } }],
    results: [result],
  };
  const source = async (path: string) => {
    asked.push(path);
    return path.startsWith('src/') ? TEXT : undefined;
  };
  const { log, added } = await addFingerprints({ version: '2.1.0', runs: [run] }, source, '/project');
  const found = log.runs[0]?.results[0]?.partialFingerprints;
  assert.equal(added, found === more.partialFingerprints ? 0 : 1);
  return found;
}

const line = (startLine: unknown) => ({ region: { startLine } });

test('a line of a file that is there gets the hash of that line, however the file is named', async () => {
  const expected = { primaryLocationLineHash: lineHashes(TEXT)[1] };
  for (const artifactLocation of [
    { uri: 'src/a.ts' },
    { uri: 'src/a%2Ets' },
    { uri: 'file:///project/src/a.ts', uriBaseId: 'ROOT' },
    { index: 0 },
  ])
    assert.deepEqual(
      await fingerprintOf({ artifactLocation, ...line(2) }),
      expected,
      JSON.stringify(artifactLocation),
    );
});

test('what has no line, no file here, or leads out of the checkout, stays as it is and is not opened', async () => {
  for (const location of [
    { artifactLocation: { uri: 'src/a.ts' } },
    { artifactLocation: { uri: 'src/a.ts' }, ...line('2') },
    { artifactLocation: { uri: '../etc/passwd' }, ...line(1) },
    { artifactLocation: { uri: 'src/%2e%2e/%2e%2e/etc/passwd' }, ...line(1) },
    { artifactLocation: { uri: 'file:///etc/passwd' }, ...line(1) },
    { artifactLocation: { uri: 'https://example.com/a.ts' }, ...line(1) },
    { artifactLocation: { uri: 'C:\\a.ts' }, ...line(1) },
    { artifactLocation: { uri: '%' }, ...line(1) },
    { artifactLocation: { index: 7 }, ...line(1) },
    {},
  ]) {
    assert.equal(await fingerprintOf(location), undefined, JSON.stringify(location));
    assert.deepEqual(asked, []);
  }
  assert.equal(await fingerprintOf({ artifactLocation: { uri: 'gone.ts' }, ...line(1) }), undefined);
  assert.equal(await fingerprintOf({ artifactLocation: { uri: 'src/a.ts' }, ...line(99) }), undefined);
});

test('a fingerprint that is there stays; others beside it do too', async () => {
  const location = { artifactLocation: { uri: 'src/a.ts' }, ...line(1) };
  const given = { primaryLocationLineHash: 'abc:1' };
  assert.equal(await fingerprintOf(location, { partialFingerprints: given }), given);
  assert.deepEqual(await fingerprintOf(location, { partialFingerprints: { own: 'x' } }), {
    own: 'x',
    primaryLocationLineHash: lineHashes(TEXT)[0],
  });
});
