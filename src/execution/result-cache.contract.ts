import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sha256 } from '../platform/digest.ts';
import type { RunId } from '../run/run-event.ts';
import type { ResultCache, StoredFile, StoredResult } from './result-cache.ts';

/** A cache over an empty place of its own. */
export interface OpenCache {
  readonly cache: ResultCache;
  /** The same place, as another process or machine opens it. */
  again(): ResultCache;
  /** Changes what is kept, behind the cache's back; undefined removes it. */
  damage(
    kind: 'result' | 'content',
    name: string,
    change: (bytes: Buffer) => Buffer | undefined,
  ): Promise<void>;
  /** From now on nothing can be read or written any more. */
  breakDown(): Promise<void>;
  close(): Promise<void>;
}

export interface CacheSubject {
  readonly name: string;
  open(): Promise<OpenCache>;
}

/** What every result cache promises; see the port. */
export function checkResultCacheContract({ name, open }: CacheSubject): void {
  const opened: OpenCache[] = [];
  after(async () => {
    for (const one of opened) await one.close();
  });
  const place = async (): Promise<OpenCache> => {
    const one = await open();
    opened.push(one);
    return one;
  };

  describe(`the result cache port, ${name}`, () => {
    roundTrips(place);
    refusesWhatIsDamaged(place);
    isShared(place);
    neverRejects(place);
  });
}

type Place = () => Promise<OpenCache>;

const LOG = Buffer.from('2026-11-23T12:00:00.000Z 1 ok\n');
/** Every byte, so that nothing which takes contents for text gets by. */
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

interface Example {
  readonly result: StoredResult;
  readonly contents: ReadonlyMap<string, Buffer>;
  contentOf(digest: string): Uint8Array | undefined;
}

/** A result with these files; `seed` makes its key. */
function example(
  seed: string,
  files: Readonly<Record<string, Buffer>>,
  more: Partial<StoredResult> = {},
): Example {
  const contents = new Map([LOG, ...Object.values(files)].map((bytes) => [sha256(bytes), bytes]));
  const outputs = Object.entries(files).map(([path, bytes]): StoredFile => {
    return { kind: 'file', path, mode: 0o644, digest: sha256(bytes), size: bytes.length };
  });
  const result: StoredResult = {
    key: sha256(seed),
    leg: 'build@linux',
    run: '20261123-120000-7f3a' as RunId,
    time: 1_795_000_000_000,
    duration: 1234,
    parts: [{ kind: 'file', name: 'src/a', value: `100644 ${sha256(seed)}` }],
    outputs,
    values: { version: '1.2.3' },
    log: sha256(LOG),
    ...more,
  };
  return { result, contents, contentOf: (digest) => contents.get(digest) };
}

async function stored(cache: ResultCache, { result, contentOf }: Example): Promise<void> {
  assert.equal(await cache.store(result, contentOf), undefined);
}

function roundTrips(place: Place): void {
  it('gives back what was stored, byte for byte', async () => {
    const { cache, again } = await place();
    const some = example('all', { 'dist/bytes': BYTES, 'dist/empty': Buffer.alloc(0) });
    await stored(cache, some);
    for (const one of [cache, again()]) {
      assert.deepEqual(await one.find(some.result.key), some.result);
      for (const [digest, bytes] of some.contents)
        assert.deepEqual(Buffer.from((await one.read(digest)) ?? 'none'), bytes);
    }
  });

  it('keeps modes, links, empty directories, names of every kind and values of several lines', async () => {
    const { cache } = await place();
    const odd: readonly StoredFile[] = [
      { kind: 'file', path: 'bin/run', mode: 0o755, digest: sha256(BYTES), size: BYTES.length },
      {
        kind: 'file',
        path: 'a\nb "c" \\ é \u{1f680} \udcff',
        mode: 0o600,
        digest: sha256(BYTES),
        size: BYTES.length,
      },
      { kind: 'link', path: 'bin/now', target: '../-run dir/\udc80' },
      { kind: 'directory', path: 'dist/nothing in here' },
      { kind: 'directory', path: 'dist/nobody else', mode: 0o700 },
    ];
    const values = { notes: 'one\ntwo\u0000\u2028', empty: '' };
    const some = example('odd', { x: BYTES }, { outputs: odd, values });
    await stored(cache, some);
    assert.deepEqual(await cache.find(some.result.key), some.result);
  });

  it('keeps a result that made nothing and said nothing', async () => {
    const { cache } = await place();
    const nothing = Buffer.alloc(0);
    const some = example('nothing', {}, { log: sha256(nothing), values: {}, parts: [] });
    assert.equal(await cache.store(some.result, () => nothing), undefined);
    assert.deepEqual(await cache.find(some.result.key), some.result);
    assert.equal((await cache.read(sha256(nothing)))?.length, 0);
  });

  it('keeps a content of some megabytes', async () => {
    const { cache } = await place();
    const large = Buffer.alloc(5_000_000, BYTES);
    await stored(cache, example('large', { large }));
    assert.equal(sha256((await cache.read(sha256(large))) ?? ''), sha256(large));
  });

  it('misses what was never stored', async () => {
    const { cache } = await place();
    assert.equal(await cache.find(sha256('nobody')), undefined);
    assert.equal(await cache.read(sha256('nothing')), undefined);
  });
}

const DAMAGES: readonly (readonly [what: string, change: (bytes: Buffer) => Buffer | undefined])[] = [
  ['removed', () => undefined],
  ['emptied', () => Buffer.alloc(0)],
  ['truncated', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ['continued', (bytes) => Buffer.concat([bytes, Buffer.from(' ')])],
  ['replaced by noise', (bytes) => Buffer.alloc(bytes.length, '?')],
  [
    'changed in one bit',
    (bytes) => {
      const copy = Buffer.from(bytes);
      const middle = copy.length >> 1;
      copy[middle] = (copy[middle] ?? 0) ^ 1;
      return copy;
    },
  ],
];

function refusesWhatIsDamaged(place: Place): void {
  for (const [what, change] of DAMAGES) {
    it(`misses a content that was ${what}, and keeps it when it is stored again`, async () => {
      const { cache, again, damage } = await place();
      const some = example('damaged content', { 'dist/bytes': BYTES });
      await stored(cache, some);
      await damage('content', sha256(BYTES), change);
      assert.equal(await again().read(sha256(BYTES)), undefined);
      await stored(again(), some);
      assert.deepEqual(Buffer.from((await again().read(sha256(BYTES))) ?? 'none'), BYTES);
    });

    it(`misses a result that was ${what}, and keeps it when it is stored again`, async () => {
      const { cache, again, damage } = await place();
      const some = example('damaged result', { 'dist/bytes': BYTES });
      await stored(cache, some);
      await damage('result', some.result.key, change);
      assert.equal(await again().find(some.result.key), undefined);
      await stored(again(), some);
      assert.deepEqual(await again().find(some.result.key), some.result);
    });
  }

  it('misses a result that is in the place of another', async () => {
    const { cache, again, damage } = await place();
    const [one, other] = [example('one', { x: BYTES }), example('other', { y: BYTES })];
    await stored(cache, one);
    await stored(cache, other);
    let bytes: Buffer = Buffer.alloc(0);
    await damage('result', one.result.key, (old) => {
      bytes = old;
      return old;
    });
    await damage('result', other.result.key, () => bytes);
    assert.equal(await again().find(other.result.key), undefined);
  });

  it('misses a content that is in the place of another', async () => {
    const { cache, again, damage } = await place();
    await stored(cache, example('two', { x: BYTES, y: LOG }));
    await damage('content', sha256(BYTES), () => LOG);
    assert.equal(await again().read(sha256(BYTES)), undefined);
  });
}

function isShared(place: Place): void {
  it('keeps nothing of a result whose contents are not all to be had', async () => {
    const { cache } = await place();
    const some = example('without', { 'dist/bytes': BYTES });
    const problem = await cache.store(some.result, (digest) => (digest === sha256(BYTES) ? undefined : LOG));
    assert.match(problem ?? '', /^[^.\n]+$/, 'says why, in a sentence without a full stop');
    assert.equal(await cache.find(some.result.key), undefined);
  });

  it('never keeps a content under the digest of another', async () => {
    const { cache, again } = await place();
    const some = example('lying', { 'dist/bytes': BYTES });
    await cache.store(some.result, () => LOG);
    assert.equal(await again().read(sha256(BYTES)), undefined);
  });

  it('changes nothing when what is there is stored again', async () => {
    const { cache, again } = await place();
    const some = example('twice', { 'dist/bytes': BYTES });
    await stored(cache, some);
    await stored(again(), some);
    assert.deepEqual(await cache.find(some.result.key), some.result);
    assert.deepEqual(Buffer.from((await cache.read(sha256(BYTES))) ?? 'none'), BYTES);
  });

  it('has one of two results that were stored under one key, whole', async () => {
    const { cache } = await place();
    const one = example('same', { x: BYTES });
    const other = example('same', { y: Buffer.from('other') }, { duration: 1 });
    await stored(cache, one);
    await stored(cache, other);
    const found = await cache.find(one.result.key);
    assert.ok([one.result, other.result].some((result) => JSON.stringify(found) === JSON.stringify(result)));
  });

  it('is used by several at once', async () => {
    const { cache, again } = await place();
    const all = Array.from({ length: 12 }, (_, index) =>
      example(`run ${index % 4}`, { shared: BYTES, own: Buffer.from(`own ${index % 4}`) }),
    );
    const problems = await Promise.all(
      all.map((some, index) => (index % 2 === 0 ? cache : again()).store(some.result, some.contentOf)),
    );
    assert.deepEqual(
      problems,
      all.map(() => undefined),
    );
    for (const { result, contents } of all) {
      assert.deepEqual(await cache.find(result.key), result);
      for (const [digest, bytes] of contents)
        assert.deepEqual(Buffer.from((await cache.read(digest)) ?? 'none'), bytes);
    }
  });

  it('never shows a result before its contents', async () => {
    const { cache, again } = await place();
    const some = example('watched', { a: Buffer.from('a'), b: Buffer.from('b'), c: BYTES });
    const reader = again();
    let over = false;
    const work = cache.store(some.result, some.contentOf).finally(() => {
      over = true;
    });
    do {
      await nextTurn();
      const found = await reader.find(some.result.key);
      if (found === undefined) continue;
      for (const digest of some.contents.keys()) assert.notEqual(await reader.read(digest), undefined);
    } while (!over);
    assert.equal(await work, undefined);
  });
}

function neverRejects(place: Place): void {
  it('misses, and says that it keeps nothing, when it has broken down', async () => {
    const { cache, breakDown } = await place();
    const some = example('before', { 'dist/bytes': BYTES });
    await stored(cache, some);
    await breakDown();
    assert.equal(await cache.find(some.result.key), undefined);
    assert.equal(await cache.read(sha256(BYTES)), undefined);
    const other = example('after', { 'dist/other': Buffer.from('other') });
    const problem = await cache.store(other.result, other.contentOf);
    assert.match(problem ?? '', /^[^\n]*[^.\n]$/, 'says why, in a sentence without a full stop');
  });
}
