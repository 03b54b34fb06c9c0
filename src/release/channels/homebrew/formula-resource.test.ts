import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoopbackServer } from '../../../platform/loopback-server.ts';
import type { FrozenRequirement } from '../../evidence/requirements.ts';
import { ChannelServer } from '../channel-server.ts';
import { formulaResources } from './formula-resource.ts';

const SHA = 'a'.repeat(64);
const FILE = 'https://files.pythonhosted.org/packages/aa/Certifi-2026.1.1.tar.gz';

const frozen = (name: string, marker?: string): FrozenRequirement => ({
  ...{ name, normalName: name, version: '2026.1.1', marker },
  hashes: [{ algorithm: 'sha256', value: SHA }],
});

const answer = (url: string, sha256 = SHA, packagetype = 'sdist'): string =>
  JSON.stringify({ info: { name: 'Certifi' }, urls: [{ packagetype, url, digests: { sha256 } }] });

async function ask(requirements: readonly FrozenRequirement[], answers: Readonly<Record<string, string>>) {
  const server = await LoopbackServer.start(({ path }) => {
    const body = answers[path];
    return body === undefined ? { status: 404 } : { status: 200, body };
  });
  try {
    const result = await formulaResources(requirements, {
      ...{ server: new ChannelServer(), pypi: server.url, signal: new AbortController().signal },
    });
    return result.ok ? result.value : result.diagnostics.map(({ message }) => message);
  } finally {
    await server.close();
  }
}

test('every frozen package is a resource, by the source that PyPI has and the lock knows', async () => {
  const wanted = [frozen('certifi'), frozen('pywin32', 'sys_platform == "win32"')];
  assert.deepEqual(await ask(wanted, { '/pypi/certifi/2026.1.1/json': answer(FILE) }), [
    { name: 'Certifi', url: FILE, sha256: SHA },
  ]);
});

test('what cannot be built from its source, or is another one, is told', async () => {
  const names = ['absent', 'wheel', 'other', 'elsewhere'].map((name) => frozen(name));
  const messages = await ask(names, {
    '/pypi/wheel/2026.1.1/json': answer(FILE, SHA, 'bdist_wheel'),
    '/pypi/other/2026.1.1/json': answer(FILE, 'b'.repeat(64)),
    '/pypi/elsewhere/2026.1.1/json': answer('https://evil.example/x.tar.gz'),
  });
  assert.deepEqual(messages, [
    'homebrew: absent 2026.1.1 is not on PyPI',
    'homebrew: wheel 2026.1.1 has no source distribution on PyPI',
    'homebrew: other 2026.1.1 has another source distribution on PyPI than the one in the frozen list',
    'homebrew: elsewhere 2026.1.1 is not kept where PyPI keeps files',
  ]);
});
