import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { encodings } from '../../../test/support/masking-encodings.ts';
import { GAPS } from '../../../test/support/masking-gaps.ts';
import { seededRandom } from '../../platform/seeded-random.ts';
import { Masker } from './masker.ts';
import { needlesOf } from './needles.ts';

const SECRET = 'ghpA7xQ2mV9kLw4Zt8RbN3cYe';

function maskerOf(...values: string[]): Masker {
  return Masker.of(values.map((value, index) => ({ name: `SECRET_${index}`, value })));
}

/** The output for the text cut at these places, as bytes per character so that nothing is lost to decoding. */
function cutAt(masker: Masker, bytes: Uint8Array, cuts: readonly number[]): string {
  const stream = masker.stream();
  const out: Uint8Array[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    out.push(stream.push(bytes.slice(from, cut)));
    from = cut;
  }
  out.push(stream.end());
  return Buffer.concat(out).toString('latin1');
}

function assertSameForEverySplit(masker: Masker, text: string): void {
  const bytes = Buffer.from(text);
  const whole = cutAt(masker, bytes, []);
  for (let first = 0; first <= bytes.length; first++)
    for (let second = first; second <= bytes.length; second++)
      assert.equal(cutAt(masker, bytes, [first, second]), whole, `cut at ${first} and ${second}`);
  const everywhere = Array.from(bytes, (_, index) => index);
  assert.equal(cutAt(masker, bytes, everywhere), whole, 'byte by byte');
}

interface Recording {
  readonly secret: string;
  readonly encodings: readonly {
    readonly name: string;
    readonly text: string;
    readonly masked: string;
    readonly verdict: string;
  }[];
}

const recording = JSON.parse(readFileSync('test/cases/masking/encodings.json', 'utf8')) as Recording;

test('there are 24 recorded encodings, all of them masked', () => {
  assert.equal(recording.encodings.length, 24);
  assert.deepEqual(
    recording.encodings.filter(({ verdict }) => verdict !== 'yes'),
    [],
  );
});

for (const { name, text, masked } of recording.encodings) {
  test(`masks the recorded encoding '${name}' wherever the output is cut`, () => {
    const masker = maskerOf(recording.secret);
    assert.equal(masker.text(text), masked);
    assertSameForEverySplit(masker, text);
  });
}

for (const { name, write } of encodings) {
  test(`masks '${name}' as the tools of this machine write it`, () => {
    const text = write(SECRET);
    const masked = maskerOf(SECRET).text(text);
    assert.ok(masked.includes('***'), masked);
    // The header of gzip names the system it was made on.
    if (name.startsWith('gzip')) assert.match(masked, /^H4sI[\w+/]{8,10}\*\*\*\n$/);
    else assert.equal(masked, recording.encodings.find((row) => row.name === name)?.masked);
  });
}

test('masks a secret with characters that shells, JSON and HTML treat specially', () => {
  const secret = `p&ss "wörd"<$1>'x\\y/é+€ #`;
  const masker = maskerOf(secret);
  for (const { name, write } of encodings) {
    const masked = masker.text(write(secret));
    assert.ok(masked.includes('***'), name);
    assert.doesNotMatch(masked, /w(ö|%c3|\\u00f6|\\303)rd|d8O2|w7Zy/i, name);
  }
});

test('hides contained, overlapping, touching and repeated secrets under the longest union', () => {
  assert.equal(maskerOf('abcd', 'abcdef').text('x abcdef abcd abcde'), 'x *** *** ***e');
  assert.equal(maskerOf('abcdef', 'abcd').text('token=abcdef'), 'token=***');
  assert.equal(maskerOf('12cd56', 'cd5678').text('<12cd5678>'), '<***>');
  assert.equal(maskerOf('wxyz', 'mnop').text('wxyzmnop wxyz'), '*** ***');
  assert.equal(maskerOf('aaaa').text('aaa aaaaaaa aaa'), 'aaa *** aaa');
  assert.equal(maskerOf('abcabcabd').text('abcabcabcabd'), 'abc***');
  assert.equal(maskerOf('.*+?', '[a-z]').text('aaaa .*+? [a-z] [b-y]'), 'aaaa *** *** [b-y]');
  assert.equal(maskerOf('head-of-it', 'head-of-it-and-tail').text('head-of-it-and-tai'), '***-and-tai');
});

test('every split of awkward texts gives the same output', () => {
  const cases: [string[], string][] = [
    [['abcd', 'abcdef', 'efgh'], 'xabcdefgh abcde fgh abc'],
    [['aaaaaaaa'], 'aaaaaaa a\naaaaaaaaaaaa\u001b[31maaaa'],
    [['correct horse'], 'correct\r\n  ho\u001b[1mrse correcthors'],
    [['wörd-€-pass'], 'w\u00f6rd-\u20ac-pass w\u00f6rd-\u20ac-pas'],
    [['tokentoken12'], '\u001b]8;;http://tokentoken12/\u0007to\u001b[0mkentok\u001b]0;t\u001b\\en12\u001b[m'],
    [['3131313131'], '\u001b[31;31m31\u001b[31m313131\u001b[3131313131m31'],
    [['secret\u001b[1m-value'], 'secret\u001b[1m-value'],
  ];
  for (const [values, text] of cases) {
    const masker = maskerOf(...values);
    assertSameForEverySplit(masker, text);
    const masked = masker.text(text);
    for (const value of values) assert.ok(!masked.includes(value), JSON.stringify(masked));
  }
});

test('a short secret is masked only as it stands, a longer one also spaced, folded and coloured', () => {
  const masker = maskerOf('hunter2', 'swordfish-9');
  assert.equal(masker.text('hunter2 HUNTER2 hunt er2'), '*** HUNTER2 hunt er2');
  assert.equal(
    masker.text('swordfish-9 SWORDFISH-9 s w o r d f i s h - 9 sword\u001b[31mfish-9'),
    '*** *** *** ***',
  );
});

test('escape sequences neither hide a secret nor swallow one', () => {
  const masker = maskerOf('swordfish-9');
  assert.equal(
    masker.text('\u001b]8;;https://u:swordfish-9@x/\u001b\\link\u001b]8;;\u001b\\'),
    '\u001b]8;;https://u:***@x/\u001b\\link\u001b]8;;\u001b\\',
  );
  assert.equal(masker.text('\u001bswordfish-9 \u001b[31swordfish-9'), '\u001b*** \u001b[31***');
  assert.equal(
    masker.text('\u001b]0;never closed swordfish-9\nsword\u001b[Kfish-9'),
    '\u001b]0;never closed ***\n***',
  );
  assert.equal(
    masker.text('\u001b]0;never closed \u001b[1msword\u001b[Kfish-9'),
    '\u001b]0;never closed \u001b[1m***',
  );
});

test('UTF-16 output is masked', () => {
  const bytes = Buffer.from('x swordfish-9 y', 'utf16le');
  assert.equal(
    Buffer.from(cutAt(maskerOf('swordfish-9'), bytes, [5]), 'latin1')
      .toString('latin1')
      .replaceAll('\0', ''),
    'x *** y',
  );
});

test('only what may still become a secret is held back', () => {
  const stream = maskerOf('swordfish-9').stream();
  const push = (text: string): string => Buffer.from(stream.push(Buffer.from(text))).toString();
  assert.equal(push('Password: '), 'Password: ');
  assert.equal(push('swordf'), '');
  assert.equal(push('  '), '');
  assert.equal(push('og and swo'), 'swordf  og and ');
  assert.equal(push('rdfish-9'), '***');
  assert.equal(Buffer.from(stream.end()).toString(), '');
});

test('what is held back stays small however wide a gap becomes', () => {
  const masker = maskerOf('swordfish-9');
  const stream = masker.stream();
  const text = `sword${' '.repeat(200_000)}fish-9 sword${' '.repeat(60_000)}fish-9`;
  let given = 0;
  for (let at = 0; at < text.length; at += 1000) {
    given += stream.push(Buffer.from(text.slice(at, at + 1000))).length;
    if (at < 200_000) assert.ok(at + 1000 - given <= 66_000);
  }
  const expected = `sword${' '.repeat(200_000)}fish-9 ***`;
  assert.equal(masker.text(text), expected);
  const bytes = Buffer.from(text);
  for (const size of [997, 65_535, 65_536, 65_537]) {
    const cuts = Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => (index + 1) * size);
    assert.ok(cutAt(masker, bytes, cuts) === expected, `chunks of ${size}`);
  }
});

test('lines of a private key are masked alone, its boundaries are not', () => {
  const lines = ['MIGHAgEAMBMGByqGSM49AgEGCCqG', 'Qm8xN0RkJ3RnUzVhWkxpTTZlUGpy', 'Gd7HhUoRkEwY'];
  const key = `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
  const masker = maskerOf(key);
  assert.equal(masker.text(`the key:\n${key}.`), 'the key:\n***\n.');
  assert.equal(masker.text(key.replaceAll('\n', '\r\n')), '***\r\n');
  assert.equal(masker.text(JSON.stringify({ key })), '{"key":"***"}');
  assert.equal(masker.text(`2 | ${lines[1]}\n3 | ${lines[2]}`), '2 | ***\n3 | ***');
  assert.equal(masker.text(lines.join('')), '***');
  assert.equal(masker.text('-----BEGIN PRIVATE KEY-----'), '-----BEGIN PRIVATE KEY-----');
});

test('the strings of a JSON secret are masked, its punctuation is not', () => {
  const masker = maskerOf(
    '{\n  "user": "deployer",\n  "nested": [{"password": "hunter2-long\\nsecond line"}]\n}',
  );
  assert.equal(masker.text('{ "a": [] } deployer'), '{ "a": [] } ***');
  assert.equal(masker.text('hunter2-long / second line'), '*** / ***');
  assert.equal(
    masker.text('{"user":"deployer","nested":[{"password":"hunter2-long\\nsecond line"}]}'),
    '***',
  );
});

test('secrets of fewer than four characters are named and not masked', () => {
  const masker = Masker.of([
    { name: 'EMPTY', value: '' },
    { name: 'SHORT', value: 'abc' },
    { name: 'BLANK', value: 'ab \n' },
    { name: 'FINE', value: 'abcd' },
  ]);
  assert.deepEqual(masker.tooShort, ['SHORT', 'BLANK']);
  assert.equal(masker.text('abc abcd'), 'abc ***');
});

test('without secrets a chunk comes back itself', () => {
  const chunk = Buffer.from('anything');
  assert.equal(maskerOf().stream().push(chunk), chunk);
});

test('a text without secrets comes back as it was, lone surrogates included', () => {
  assert.equal(maskerOf('swordfish-9').text('\ud800 \ufeffx'), '\ud800 \ufeffx');
  assert.equal(maskerOf('\ud800-odd-value').text('an \ufffd-odd-value'), 'an ***');
});

test('a masker does not show its secrets when it is printed', () => {
  const masker = maskerOf('swordfish-9');
  assert.doesNotMatch(inspect(masker, { depth: 9, showHidden: true }), /sword/);
  assert.doesNotMatch(JSON.stringify(masker), /sword/);
});

test('long secrets and many secrets are masked', () => {
  const random = seededRandom(7);
  const letters = (length: number): string =>
    Array.from({ length }, () => String.fromCharCode(33 + Math.floor(random() * 94))).join('');
  const long = letters(100_000);
  const longMasker = maskerOf(long);
  assert.equal(longMasker.text(`<${long}>`), '<***>');
  assert.equal(longMasker.text(`<${Buffer.from(`user:${long}`).toString('base64')}>`).length < 20, true);
  assert.equal(longMasker.text(JSON.stringify([long])), '["***"]');
  const many = Array.from({ length: 200 }, () => letters(40));
  const masker = maskerOf(...many);
  for (const secret of many) {
    assert.equal(masker.text(`<${secret}>`), '<***>');
    assert.equal(masker.text(`<${Buffer.from(secret).toString('base64')}>`), '<***>');
  }
});

test('a text of megabytes that is full of secrets is masked', () => {
  const text = (secret: string): string => `${`${secret}\u001b[m`.repeat(200_000)}${'x'.repeat(200)}\u001b[m`;
  assert.ok(maskerOf('swordfish-9').text(text('swordfish-9')) === text('***'));
});

test('ordinary text with twenty secrets stays as it is', () => {
  const random = seededRandom(11);
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const secrets = Array.from({ length: 20 }, (_, index) =>
    Array.from({ length: 8 + index * 2 }, () => alphabet[Math.floor(random() * alphabet.length)]).join(''),
  );
  const text = readFileSync('node_modules/typescript/lib/lib.es5.d.ts');
  assert.ok(text.length > 200_000);
  assert.ok(cutAt(maskerOf(...secrets), text, [1000, 70_000]) === text.toString('latin1'));
});

const letter = fc.constantFrom('a', 'b', 'A', '{', '"', 'é', '1');
const secret = fc.string({ unit: letter, minLength: 4, maxLength: 14 });
const piece = fc.oneof(secret, fc.constantFrom(...GAPS), fc.string({ unit: letter, maxLength: 3 }));

test('for every split the output is the same, and no secret is left in it', () => {
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 4 }),
      fc.array(fc.oneof(piece, fc.nat({ max: 3 })), { maxLength: 14 }),
      fc.array(fc.nat({ max: 120 }), { maxLength: 8 }),
      (secrets, parts, cuts) => {
        const masker = maskerOf(...secrets);
        const text = parts.map((part) => (typeof part === 'number' ? (secrets[part] ?? '') : part)).join('');
        const bytes = Buffer.from(text);
        const sorted = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
        const whole = cutAt(masker, bytes, []);
        assert.equal(cutAt(masker, bytes, sorted), whole);
        assert.equal(cutAt(masker, bytes, [...bytes.keys()]), whole);
        const masked = masker.text(text);
        for (const value of secrets) {
          if (value.length < 4) continue;
          assert.ok(!masked.includes(value));
          assert.ok(!masked.includes(JSON.stringify(value).slice(1, -1)));
        }
        assert.equal(masker.text(masked), masked);
      },
    ),
    { numRuns: 1500 },
  );
});

test('what is found agrees with a search for the secret in the text without its gaps', () => {
  // All secrets are long enough to match loosely, and made of letters of which no encoding but case remains short.
  const word = fc.string({ unit: fc.constantFrom('x', 'Y', 'z'), minLength: 8, maxLength: 12 });
  const noise = fc.constantFrom('x', 'y', 'Z', ' ', '\n', '\u001b[0m', '-');
  fc.assert(
    fc.property(word, fc.array(fc.oneof(word, noise), { maxLength: 10 }), (value, parts) => {
      const spread = parts.join('') + [...value].join(' \u001b[1m') + parts.join('');
      const masked = maskerOf(value).text(spread);
      const seen = (text: string): string => text.replace(/\u001b\[\d+m|[\s]/g, '').toLowerCase();
      const needles = [value, [...value].reverse().join('')].map((needle) => needle.toLowerCase());
      assert.ok(needles.some((needle) => seen(spread).includes(needle)));
      for (const needle of needles) assert.ok(!seen(masked).includes(needle), masked);
      assert.equal(masked.replaceAll('***', '').length <= spread.length - value.length, true);
    }),
    { numRuns: 500 },
  );
});

/** The rules of matching once more, by searching the whole text: what the streaming masker must agree with. */
function maskedBySearch(secrets: readonly string[], text: string): string {
  const hidden = new Set<number>();
  const hide = (positions: readonly number[]): void => {
    const [first = 0, last = 0] = [positions[0], positions.at(-1)];
    for (let at = first; at <= last; at++) hidden.add(at);
  };
  const search = (view: string, needle: string, positions: readonly number[]): void => {
    for (let at = view.indexOf(needle); at !== -1; at = view.indexOf(needle, at + 1))
      hide(positions.slice(at, at + needle.length));
  };
  const escapes =
    /\u001b\[[ -?]*[@-~]?|\u001b[\]PX^_][^\u0007\n\u0018\u001a\u001b]*(?:[\u0007\n\u0018\u001a]|\u001b\\)?|\u001b[ -/]*[0-~]?/g;
  const bytes = Buffer.from(text).toString('latin1');
  const fold = (all: string): string => all.replace(/[A-Z]/g, (char) => char.toLowerCase());
  const view = (all: string): [string, number[]] => {
    const positions = [...Buffer.from(all, 'latin1').keys()].filter(
      (at) => !/[\0- \x7f]/.test(all[at] ?? ''),
    );
    return [fold(positions.map((at) => all[at]).join('')), positions];
  };
  const views = [view(bytes), view(bytes.replace(escapes, (found) => '\0'.repeat(found.length)))];
  for (const needle of secrets.flatMap((value) => [...needlesOf(value)])) {
    const exact = Buffer.from(needle).toString('latin1');
    const [loose] = view(exact);
    if (loose.length >= 8) for (const [all, positions] of views) search(all, loose, positions);
    else search(bytes, exact, [...Buffer.from(text).keys()]);
  }
  let out = '';
  for (const [at, char] of [...bytes].entries()) {
    if (!hidden.has(at)) out += char;
    else if (!hidden.has(at - 1)) out += '***';
  }
  return out;
}

test('the streaming masker agrees with a search of the whole text', () => {
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 3 }),
      fc.array(fc.oneof(piece, fc.nat({ max: 5 })), { maxLength: 14 }),
      fc.array(fc.nat({ max: 120 }), { maxLength: 8 }),
      (secrets, parts, cuts) => {
        const needles = secrets.flatMap((value) => [...needlesOf(value)]);
        // A number stands for some encoding of a secret, with something in the middle of it.
        const text = parts
          .map((part, index) => {
            if (typeof part === 'string') return part;
            const needle = needles[(part * 37 + index * 11) % Math.max(1, needles.length)] ?? '';
            const half = needle.length >> 1;
            return needle.slice(0, half) + (GAPS[(part + index) % GAPS.length] ?? '') + needle.slice(half);
          })
          .join('');
        const bytes = Buffer.from(text);
        const sorted = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
        assert.equal(cutAt(maskerOf(...secrets), bytes, sorted), maskedBySearch(secrets, text));
      },
    ),
    { numRuns: 500 },
  );
});
