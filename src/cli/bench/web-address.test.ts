import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webAddressOf } from './web-address.ts';

const CASES: readonly (readonly [string, string | undefined])[] = [
  ['https://github.com/acme/wind.git', 'https://github.com/acme/wind'],
  ['https://somebody:secret@github.com/acme/wind', 'https://github.com/acme/wind'],
  ['git@github.com:acme/wind.git', 'https://github.com/acme/wind'],
  ['ssh://git@gitlab.example.com:2222/group/sub/wind.git', 'https://gitlab.example.com/group/sub/wind'],
  ['/srv/git/wind.git', undefined],
  ['../wind', undefined],
  ['file:///srv/git/wind.git', undefined],
  ['https://github.com/acme/wind"><script>', undefined],
  ['javascript:alert(1)', undefined],
];

for (const [remote, address] of CASES)
  test(`${remote} is looked at ${address === undefined ? 'nowhere' : `on ${address}`}`, () =>
    assert.equal(webAddressOf(remote), address));
