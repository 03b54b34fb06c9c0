import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCircleToken } from './circleci-token.ts';

/** Files by their paths; what is not among them is not there. */
function find(
  env: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): ReturnType<typeof findCircleToken> {
  return findCircleToken({
    env,
    home: '/home/me',
    readText: async (path) => files[path],
    join: (...parts) => parts.join('/'),
  });
}

const NEW = '/home/me/.config/circleci/config.yml';
const OLD = '/home/me/.circleci/cli.yml';

test('a variable comes before the files, and CIRCLE_TOKEN before the others', async () => {
  assert.deepEqual(
    await find({ CIRCLECI_CLI_TOKEN: 'third', CIRCLE_TOKEN: ' first\n' }, { [NEW]: 'token: other' }),
    { token: 'first', from: 'CIRCLE_TOKEN', host: undefined },
  );
  assert.deepEqual(await find({ CIRCLE_TOKEN: '  ', CIRCLECI_TOKEN: 'second' }), {
    ...{ token: 'second', from: 'CIRCLECI_TOKEN', host: undefined },
  });
});

test('the newer file comes before the older, and says which server it is for', async () => {
  const files = { [NEW]: 'host: https://ci.example.com\ntoken: newer\n', [OLD]: 'token: older\n' };
  assert.deepEqual(await find({}, files), { token: 'newer', from: NEW, host: 'https://ci.example.com' });
  assert.deepEqual(await find({}, { ...files, [NEW]: 'host: https://ci.example.com\n' }), {
    ...{ token: 'older', from: OLD, host: undefined },
  });
});

test('the newer file is where XDG_CONFIG_HOME says', async () => {
  const files = { '/config/circleci/config.yml': 'token: mine\n', [NEW]: 'token: other\n' };
  assert.deepEqual(await find({ XDG_CONFIG_HOME: '/config' }, files), {
    ...{ token: 'mine', from: '/config/circleci/config.yml', host: undefined },
  });
});

test('what no token can be is named by where it stands, and never told', async () => {
  assert.deepEqual(await find({ CIRCLE_TOKEN: 'two words' }, { [NEW]: 'token: good' }), {
    unusable: 'CIRCLE_TOKEN',
  });
  assert.deepEqual(await find({}, { [NEW]: 'token: "line\\nbreak"\n' }), { unusable: NEW });
});

test('a file that is no YAML, or says something else, is passed over', async () => {
  assert.deepEqual(await find({}, { [NEW]: '{', [OLD]: 'token: older\n' }), {
    ...{ token: 'older', from: OLD, host: undefined },
  });
  assert.equal(await find({}, { [NEW]: 'token: [1]\n', [OLD]: '- token\n' }), undefined);
  assert.equal(await find({}), undefined);
});
