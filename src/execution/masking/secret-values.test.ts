import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectSecretValues } from './secret-values.ts';

function collected(env: Record<string, string | undefined>, declared: readonly string[] = []): string[] {
  return collectSecretValues({ declared, env }).map(({ name }) => name);
}

test('declared secrets are taken whatever they are worth, when the environment has them', () => {
  assert.deepEqual(
    collectSecretValues({
      declared: ['B', 'A', 'EMPTY', 'ABSENT'],
      env: { A: 'true', B: 'x', EMPTY: '', C: 'c' },
    }),
    [
      { name: 'A', value: 'true' },
      { name: 'B', value: 'x' },
    ],
  );
});

test('undeclared variables are taken when a word of their name says secret', () => {
  const value = 'swordfish-9';
  const telling = [
    'AWS_SECRET_ACCESS_KEY',
    'DB_PASSWORD',
    'GH_TOKEN',
    'MYSQL_PASSWD',
    'OPENAI_API_KEY',
    'SSH_PRIVATE_KEY',
    'THE_CREDENTIALS',
    'npm_config__authToken',
  ];
  const silent = [
    'AWS_ACCESS_KEY_ID',
    'CACHE_KEY',
    'KEY',
    'OLDPWD',
    'PWD',
    'PUBLIC_KEY',
    'SECRETARY',
    'TOKENIZER',
  ];
  const env = Object.fromEntries([...telling, ...silent].map((name) => [name, value]));
  assert.deepEqual(collected(env), telling);
});

test('an undeclared value that is short or plainly harmless is left alone', () => {
  const values = [
    'short',
    'true',
    'disabled',
    '1234567890',
    '/home/me/token',
    '/run/secrets/db',
    'C:\\Users\\me\\token',
    ' ',
  ];
  for (const value of values) assert.deepEqual(collected({ GH_TOKEN: value }), [], value);
  for (const value of ['12345678901a', '/wXy+base64/looking=', 'not/a/path'])
    assert.deepEqual(collected({ GH_TOKEN: value }), ['GH_TOKEN'], value);
});
