import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lastLine } from './byte-lines.ts';
import type { FileHook, HookFile, ListedFile, Surroundings } from './file-hook.ts';

/** What the port says of every hook; `args` are options that it takes. */
export function checkFileHookContract(hook: FileHook, args: readonly (readonly string[])[]): void {
  const prepared = [[], ...args].map((given) => {
    const one = hook.prepare(given);
    if (one.kind === 'bad-option')
      throw new Error(`${hook.name} does not take ${given.join(' ')}: ${one.message}`);
    return { given, one };
  });

  test(`${hook.name} says what it does not understand, in the user's words`, () => {
    const answer = hook.prepare(['--no-such-option']);
    assert.equal(answer.kind, 'bad-option');
    assert.match(answer.kind === 'bad-option' ? answer.message : '', /'--no-such-option'/);
  });

  for (const { given, one } of prepared) {
    const name = [hook.name, ...given].join(' ');
    if (one.kind !== 'together') {
      test(`${name}: any bytes have an answer that holds`, async () => {
        const look = one.kind === 'each' ? one.look : await one.load();
        fc.assert(
          fc.property(anyBytes(), fc.boolean(), (bytes, isInMerge) => {
            const file: HookFile = { path: 'docs/a.md', mode: '100755', isAdded: true, isInMerge, bytes };
            const before = Buffer.from(bytes);
            const answer = look(file);
            assert.deepEqual(bytes, before, 'it has changed what it was given');
            assert.deepEqual(look({ ...file, bytes: Buffer.from(bytes) }), answer, 'it is not pure');
            for (const { line } of answer.complaints)
              if (line !== undefined) assert.ok(line >= 1 && line <= lastLine(bytes), `line ${line}`);
            if (answer.fixed === undefined) return;
            assert.ok(hook.fixes && answer.complaints.length > 0);
            assert.notDeepEqual(answer.fixed, before);
            assert.deepEqual(look({ ...file, bytes: answer.fixed }), { complaints: [] }, 'a second run');
          }),
          { numRuns: Number(process.env.LOCKSTEP_FUZZ_RUNS ?? 300) },
        );
      });
    } else {
      test(`${name}: no files are no complaint, and names with any bytes have an answer`, async () => {
        assert.deepEqual(await one.look([], NOTHING_AROUND), []);
        const files: ListedFile[] = ['a b', 'line\nbreak', 'caf\udce9', '-x', 'a/b'].map((path) => {
          return { path, mode: '120000', isAdded: true };
        });
        for (const { path } of await one.look(files, NOTHING_AROUND))
          assert.ok(files.some((file) => file.path === path));
      });
    }
  }
}

const NOTHING_AROUND: Surroundings = {
  tracked: () => Promise.resolve(''),
  size: () => Promise.resolve(1 << 30),
  target: () => Promise.resolve('../../nowhere'),
  exists: () => Promise.resolve(false),
  largeFiles: () => Promise.resolve(new Set()),
};

/** Bytes at random are no lines: mostly pieces that mean something to some hook. */
function anyBytes(): fc.Arbitrary<Buffer> {
  const pieces = [
    ...[
      '\n',
      '\r',
      '\r\n',
      ' ',
      '  ',
      '\t',
      '\v',
      '\f',
      '\0',
      '\u00a0',
      '\u2003',
      '\ufeff',
      'x',
      'foo',
      '#!',
      '\x1c',
      '\x85',
    ],
    ...[
      '<<<<<<< ',
      '=======',
      '======= ',
      '>>>>>>> ',
      '|||||||',
      '"',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '&a ',
      '*a',
      '!t ',
    ],
    ...['a: 1\n', '---\n', '"a"', '=', 'BEGIN ', 'PRIVATE KEY', '1', '[a]\n', "'''", '\\', '%', '? ', '<<: '],
  ].map((text) => Buffer.from(text));
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)) },
  );
  return fc.array(piece, { maxLength: 24 }).map((list) => Buffer.concat(list));
}
