import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GAPS } from '../../../test/support/masking-gaps.ts';
import { seededRandom } from '../../platform/seeded-random.ts';
import { Automaton } from './automaton.ts';
import { classesOf, looseBytes } from './byte-classes.ts';
import { viewOf } from './byte-view.ts';
import { EscapeSequences } from './escape-sequences.ts';
import { Masker } from './masker.ts';
import { needlesOf } from './needles.ts';

/** A stream that is given one byte at a time is walked from end to end: no filter takes part. */
function walked(masker: Masker, bytes: Uint8Array): string {
  const stream = masker.stream();
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at++) out.push(stream.push(bytes.subarray(at, at + 1)));
  return Buffer.concat([...out, stream.end()]).toString('latin1');
}

/** The same in chunks that begin at every distance from a multiple of four in memory. */
function filtered(masker: Masker, bytes: Uint8Array, cuts: readonly number[]): string {
  const stream = masker.stream();
  const out: Uint8Array[] = [];
  let from = 0;
  for (const [index, cut] of [...cuts, bytes.length].entries()) {
    const room = new Uint8Array(cut - from + 8);
    const chunk = room.subarray(index % 5, (index % 5) + cut - from);
    chunk.set(bytes.subarray(from, cut));
    out.push(stream.push(chunk));
    from = cut;
  }
  return Buffer.concat([...out, stream.end()]).toString('latin1');
}

const letter = fc.constantFrom('a', 'b', 'A', 'x', '"', 'é', '1', ' ', '-');
const gap = fc.constantFrom('', ...GAPS);
const secret = fc.string({ unit: letter, minLength: 4, maxLength: 20 });
const filler = fc.oneof(
  fc.string({ unit: letter, maxLength: 30 }),
  fc
    .nat({ max: 200 })
    .map((length) => 'The quick brown fox jumps over the lazy dog. '.repeat(5).slice(0, length)),
  fc.nat({ max: 150 }).map((length) => ' '.repeat(length)),
  gap,
);
/** Some form of a secret, the first letters of it, or all of it with gaps at two places. */
const mention = fc.record({ secret: fc.nat(), form: fc.nat(), cut: fc.nat(), gaps: fc.tuple(gap, gap) });

test('what the filter passes over holds no beginning of a secret, in long text with gaps and escape sequences', () => {
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 4 }),
      fc.array(fc.oneof(filler, mention), { minLength: 4, maxLength: 40 }),
      fc.array(fc.nat(), { maxLength: 6 }),
      (secrets, parts, places) => {
        const masker = Masker.of(secrets.map((value, at) => ({ name: `S${at}`, value })));
        const forms = secrets.map((value) => [...needlesOf(value)]);
        const text = parts.map((part) => {
          if (typeof part === 'string') return part;
          const some = forms[part.secret % forms.length] ?? [];
          const form = some[part.form % Math.max(1, some.length)] ?? '';
          const cut = part.cut % (form.length + 1);
          return `${form.slice(0, cut)}${part.gaps[0]}${part.cut % 3 === 0 ? '' : form.slice(cut, cut + 2)}${part.gaps[1]}${part.cut % 3 === 0 ? '' : form.slice(cut + 2)}`;
        });
        const bytes = Buffer.from(text.join(''));
        const cuts = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
        assert.equal(filtered(masker, bytes, cuts), walked(masker, bytes));
      },
    ),
    { numRuns: 600 },
  );
});

test('a secret around an escape sequence is found where it begins before the first whole word of a chunk', () => {
  const masker = Masker.of([{ name: 'S', value: 'nYJbUVnTFhoaWVxKq8Zr' }]);
  // To a reader of plain text it ends with the beginning of the secret; to a terminal there is none. Far behind the sequence in the
  // secret nothing is looked for again.
  const before = Buffer.from('\u001bn');
  // Short chunks are walked from end to end.
  const rest = 'of all that follows, nothing is one '.repeat(6);
  for (let offset = 0; offset < 4; offset++)
    for (let begin = 0; begin < 4; begin++) {
      const bytes = Buffer.from(`${'.'.repeat(begin)}nYJbUVnTFhoaWVx\u001b[1mKq8Zr ${rest}`);
      const room = new Uint8Array(bytes.length + offset).subarray(offset);
      room.set(bytes);
      const stream = masker.stream();
      const out = Buffer.concat([stream.push(before), stream.push(room), stream.end()]).toString();
      assert.equal(out, `\u001bn${'.'.repeat(begin)}*** ${rest}`, `${offset} ${begin}`);
    }
});

/** Secrets of at least so many characters, which often begin alike. */
const alike = (shortest: number): fc.Arbitrary<string[]> =>
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom('a', 'b', 'Z', '7'), minLength: shortest, maxLength: 12 }),
      fc.array(
        fc.tuple(
          fc.nat({ max: 12 }),
          fc.string({ unit: fc.constantFrom('a', 'b', 'm', '['), minLength: shortest }),
        ),
        { minLength: 1, maxLength: 6 },
      ),
    )
    .map(([stem, others]) => [stem, ...others.map(([kept, rest]) => stem.slice(0, kept) + rest)]);

/** What a secret may stand in, the place of the secret being `%`. */
const setting = fc.constantFrom(
  '%',
  ' % ',
  '\u001b[31m%\u001b[0m',
  '\u001b]0;%\u0007',
  '\u001b]8;;https://u:%@x/\u001b\\link\u001b]8;;\u001b\\',
  '\u001b[31%',
  '\u001b]0;never closed %\n',
  '\u001bP%',
);
/** A secret as it is, or with one character replaced, left out, or followed by a gap; nearly all of these are near misses. */
const nearMiss = fc.record({
  secret: fc.nat(),
  at: fc.nat(),
  change: fc.constantFrom('none', 'replaced', 'missing', 'gap', 'cut'),
  gap,
  setting,
});

for (const shortest of [4, 5, 6, 8])
  test(`secrets of ${shortest} characters and more are found amid near misses, whatever the size of chunks`, () => {
    fc.assert(
      fc.property(
        alike(shortest),
        fc.array(fc.oneof({ weight: 4, arbitrary: nearMiss }, filler), { minLength: 10, maxLength: 60 }),
        fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 700 })), {
          minLength: 1,
          maxLength: 8,
        }),
        (secrets, parts, sizes) => {
          const masker = Masker.of(secrets.map((value, at) => ({ name: `S${at}`, value })));
          const text = parts.map((part) => {
            if (typeof part === 'string') return part;
            const value = secrets[part.secret % secrets.length] ?? '';
            const at = part.at % value.length;
            const [before, after] = [value.slice(0, at), value.slice(at + 1)];
            const written = {
              none: value,
              replaced: `${before}x${after}`,
              missing: before + after,
              gap: before + part.gap + value.slice(at),
              cut: before,
            }[part.change];
            return part.setting.replace('%', () => written);
          });
          const bytes = Buffer.from(text.join(''));
          const cuts: number[] = [];
          for (let cut = 0; cut < bytes.length; cut += sizes[cuts.length % sizes.length] ?? 1) cuts.push(cut);
          assert.equal(filtered(masker, bytes, cuts), walked(masker, bytes));
        },
      ),
      { numRuns: 250 },
    );
  });

test('a secret is noticed wherever it stands in a long text, whichever bytes it begins with', () => {
  const random = seededRandom(23);
  const printable = (length: number): string =>
    Array.from({ length }, () => String.fromCharCode(33 + Math.floor(random() * 94))).join('');
  const secrets = Array.from({ length: 30 }, (_, index) => printable(4 + (index % 12)));
  const masker = Masker.of(secrets.map((value, at) => ({ name: `S${at}`, value })));
  for (const value of secrets)
    for (let before = 0; before < 9; before++) {
      const text = `${'~ '.repeat(40)}${' '.repeat(before)}${value}${' ~'.repeat(40)}`;
      assert.equal(masker.text(text).includes(value), false, JSON.stringify(value));
    }
});

test('the candidates across escape sequences are among those of the whole text without them', () => {
  const needles = ['swordfish-9', 'correct-horse'].map((text) => looseBytes(Buffer.from(text)));
  const { filter } = new Automaton(needles, classesOf(needles, true));
  const filling = 'nothing of it here, '.repeat(20);
  const text = `${filling}sword\u001b[31mfish-9 ${filling}cor\u001b[1m\u001b[2mrect\u001b[0m-horse${filling}swordfish-9${filling}`;
  const { blanked, regions } = new EscapeSequences().read(viewOf(Buffer.from(text)), 0);
  const view = viewOf(blanked);
  const across = filter.candidatesAcross(view, regions);
  assert.ok(across.length >= 2);
  const last = text.indexOf('swordfish-9');
  assert.deepEqual(
    across,
    filter.candidates(view, 0, blanked.length).filter((end) => end <= last),
  );
});

test('ordinary text has no candidates', () => {
  const needles = [...needlesOf('ghpA7xQ2mV9kLw4Zt8RbN3cYe')]
    .map((text) => looseBytes(Buffer.from(text)))
    .filter(({ length }) => length >= 8);
  const { filter } = new Automaton(needles, classesOf(needles, true));
  const bytes = Buffer.from('The quick brown fox jumps over the lazy dog.\n'.repeat(500));
  assert.deepEqual(filter.candidates(viewOf(bytes), 0, bytes.length), []);
});
