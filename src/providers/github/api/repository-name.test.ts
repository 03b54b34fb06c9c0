import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostOfApi, readRepositoryName, repositoryOfRemote } from './repository-name.ts';

test('a repository is an owner and a name, and no other address', () => {
  assert.deepEqual(readRepositoryName('octo-org/octo.repo'), { owner: 'octo-org', name: 'octo.repo' });
  for (const wrong of [
    '',
    'octo',
    'a/b/c',
    '../..',
    'a/..',
    './b',
    'a b/c',
    'a/b?x',
    'a/b#c',
    'a%2f/b',
    '/b',
    'a/',
  ])
    assert.equal(readRepositoryName(wrong), undefined, wrong);
});

for (const [url, host, expected] of [
  ['https://github.com/o/r.git', 'github.com', 'o/r'],
  ['https://github.com/o/r/', 'github.com', 'o/r'],
  ['https://user:secret@GitHub.com/o/r', 'github.com', 'o/r'],
  ['git@github.com:o/r.git', 'github.com', 'o/r'],
  ['github.com:o/r', 'github.com', 'o/r'],
  ['ssh://git@github.com/o/r.git', 'github.com', 'o/r'],
  ['ssh://git@ssh.github.com:443/o/r.git', 'github.com', 'o/r'],
  ['git://ghe.example.com/o/r.git', 'ghe.example.com', 'o/r'],
  ['https://gitlab.com/o/r.git', 'github.com', undefined],
  ['https://github.com.evil.example/o/r.git', 'github.com', undefined],
  ['https://github.com/o/p/r.git', 'github.com', undefined],
  ['/srv/git/r.git', 'github.com', undefined],
  ['C:\\git\\r', 'github.com', undefined],
] as const)
  test(`the remote ${url} is ${expected ?? 'nothing'} on ${host}`, () => {
    const found = repositoryOfRemote(url, host);
    assert.equal(found && `${found.owner}/${found.name}`, expected);
  });

test('the host of an API is where its repositories are', () => {
  const hosts = [
    'https://api.github.com',
    'https://ghe.example.com/api/v3',
    'https://api.octo.ghe.com',
    'https://api.example.com/api/v3',
  ];
  assert.deepEqual(
    hosts.map((url) => hostOfApi(new URL(url))),
    ['github.com', 'ghe.example.com', 'octo.ghe.com', 'api.example.com'],
  );
});
