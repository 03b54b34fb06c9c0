import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textWidth } from '../../diagnostics/text-width.ts';
import { streamScreen } from './screen.ts';
import { createStyle, jobPaint } from './style.ts';
import { chooseRenderer, wantsColor, wantsUnicode } from './terminal-abilities.ts';

const linux = { os: 'linux', tty: true } as const;

test('colour follows --color, then FORCE_COLOR, NO_COLOR, TERM, the terminal and the CI system', () => {
  assert.equal(wantsColor({ ...linux, env: {} }), true);
  assert.equal(wantsColor({ ...linux, env: {}, tty: false }), false);
  assert.equal(wantsColor({ ...linux, env: { NO_COLOR: '1' } }), false);
  assert.equal(wantsColor({ ...linux, env: { NO_COLOR: '' } }), true);
  assert.equal(wantsColor({ ...linux, env: { NO_COLOR: '1', FORCE_COLOR: '1' }, tty: false }), true);
  assert.equal(wantsColor({ ...linux, env: { FORCE_COLOR: '0' } }), false);
  assert.equal(wantsColor({ ...linux, env: { FORCE_COLOR: '1' }, color: 'never' }), false);
  assert.equal(wantsColor({ ...linux, env: { NO_COLOR: '1' }, color: 'always', tty: false }), true);
  assert.equal(wantsColor({ ...linux, env: { TERM: 'dumb' } }), false);
  assert.equal(wantsColor({ ...linux, env: { GITHUB_ACTIONS: 'true' }, tty: false }), true);
  assert.equal(wantsColor({ ...linux, env: { CIRCLECI: 'true' }, tty: false }), true);
});

test('glyphs outside ASCII need a place that can show them', () => {
  assert.equal(wantsUnicode({ ...linux, env: { LANG: 'en_NZ.UTF-8' } }), true);
  assert.equal(wantsUnicode({ ...linux, env: { LC_ALL: 'C', LANG: 'en_NZ.UTF-8' } }), false);
  assert.equal(wantsUnicode({ ...linux, env: {} }), false);
  assert.equal(wantsUnicode({ ...linux, env: { CI: 'true' } }), true);
  assert.equal(wantsUnicode({ ...linux, env: { LANG: 'C.utf8', NO_COLOR: '1' } }), false);
  assert.equal(wantsUnicode({ env: {}, tty: true, os: 'windows' }), false);
  assert.equal(wantsUnicode({ env: { WT_SESSION: 'x' }, tty: true, os: 'windows' }), true);
  assert.equal(wantsUnicode({ env: {}, tty: true, os: 'macos' }), true);
});

test('the live block is only for a terminal that somebody watches', () => {
  assert.equal(chooseRenderer({ ...linux, env: {} }), 'live');
  assert.equal(chooseRenderer({ ...linux, env: {}, json: true }), 'json');
  assert.equal(chooseRenderer({ ...linux, env: {}, tty: false }), 'plain');
  assert.equal(chooseRenderer({ ...linux, env: { TERM: 'dumb' } }), 'plain');
  assert.equal(chooseRenderer({ ...linux, env: { CI: '1' } }), 'plain');
  assert.equal(chooseRenderer({ ...linux, env: { CI: 'false' } }), 'live');
  assert.equal(chooseRenderer({ ...linux, env: { GITHUB_ACTIONS: 'true' } }), 'github');
  assert.equal(chooseRenderer({ ...linux, env: { CIRCLECI: 'true', CI: 'true' } }), 'circleci');
});

test('every glyph is one column wide, and plain ones are ASCII', () => {
  for (const unicode of [true, false])
    for (const [name, glyph] of Object.entries(createStyle({ color: false, unicode }).glyphs)) {
      assert.equal(textWidth(glyph), 1, name);
      if (!unicode) assert.match(glyph, /^[ -~]$/);
    }
});

test('without colour no escape sequence is written, and a job never gets the red of failures', () => {
  const plain = createStyle({ color: false, unicode: true });
  assert.equal(plain.bold(plain.red('x')) + jobPaint(plain, 'unit')('y'), 'xy');
  const colored = createStyle({ color: true, unicode: true });
  const painted = Array.from({ length: 200 }, (_, job) => jobPaint(colored, `job${job}`)('y'));
  for (const text of painted) assert.match(text, /^\u001b\[(?!31m|91m)(3|9)\dmy\u001b\[39m$/);
  assert.equal(new Set(painted).size, 10, 'every other colour is some job’s');
});

test('the screen behind a stream asks for its size each time, and a pipe has one too', () => {
  const stream = { isTTY: true, columns: 90, rows: 20, write: () => true, on: () => 0, off: () => 0 };
  const screen = streamScreen(stream, { env: { LANG: 'C.UTF-8' }, os: 'linux' });
  stream.columns = 40;
  assert.deepEqual([screen.columns, screen.rows, screen.color, screen.unicode], [40, 20, true, true]);
  const pipe = streamScreen({ write: () => true, on: () => 0, off: () => 0 }, { env: {}, os: 'linux' });
  assert.deepEqual([pipe.columns, pipe.rows, pipe.color], [100, 24, false]);
});
