import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatPropertyPath } from '../diagnostics/diagnostic.ts';
import { readPipeline } from './read-pipeline.ts';

/** `code at: message` of each diagnostic. */
function told(data: unknown): readonly string[] {
  return readPipeline(data).diagnostics.map(({ code, at = [] }) => `${code} ${formatPropertyPath(at)}`);
}

test('a sound pipeline is read without a word', () => {
  const result = readPipeline({
    project: 'weather',
    jobs: { unit: 'npm test' },
    workflows: { ci: { jobs: '*' } },
  });
  assert.equal(result.ok, true);
  assert.deepEqual(result.diagnostics, []);
});

test('what is not an object is said to be none', () => {
  for (const data of [undefined, null, 5, 'text', [], true]) {
    const result = readPipeline(data);
    assert.equal(result.ok, false);
    assert.equal(result.diagnostics.length, data === undefined ? 1 : 1);
    assert.doesNotMatch(result.diagnostics[0]?.message ?? '', /Invalid input/);
  }
});

test('faults of shape do not hide faults of meaning', () => {
  const report = told({
    project: 'weather',
    jobs: { unit: { run: 'x', needs: ['lnt', 5, 'bild'], retries: 'two' }, lint: 'y', build: { rnu: 'z' } },
  });
  assert.deepEqual(report, [
    'wrong-type jobs.unit.needs[1]',
    'wrong-type jobs.unit.retries',
    'unknown-key jobs.build.rnu',
    'unknown-job jobs.unit.needs[0]',
    'unknown-job jobs.unit.needs[2]',
  ]);
});

test('what was of the wrong shape is not said to be lacking', () => {
  assert.deepEqual(
    told({
      project: 'a',
      jobs: { unit: { steps: [{ rnu: 'x' }] }, lint: { run: 'x', needs: ['build'] }, build: 5 },
    }),
    ['missing-key jobs.unit.steps[0]', 'unknown-key jobs.unit.steps[0].rnu', 'wrong-type jobs.build'],
  );
});

test('names that JavaScript knows are names like any other', () => {
  assert.deepEqual(
    told({ project: 'a', jobs: { constructor: 'x', toString: { run: 'x', needs: ['constructor'] } } }),
    [],
  );
  assert.deepEqual(
    told({ project: 'a', jobs: { a: { run: 'x', needs: ['hasOwnProperty', '__proto__'] } } }),
    ['unknown-job jobs.a.needs[0]', 'unknown-job jobs.a.needs[1]'],
  );
});

test('a property that would change the nature of an object is refused, and does nothing', () => {
  const data: unknown = JSON.parse(
    '{"project":"a","jobs":{"__proto__":"x","a":{"run":"x","env":{"__proto__":{"polluted":"yes"}}}}}',
  );
  assert.deepEqual(told(data), ['bad-name jobs.__proto__', 'bad-name jobs.a.env.__proto__']);
  assert.equal(({} as { polluted?: string }).polluted, undefined);
});

test('no data at all makes it throw', () => {
  fc.assert(
    fc.property(
      fc.anything({ maxDepth: 4, withNullPrototype: true, withMap: true, withBigInt: true, withDate: true }),
      (data) => {
        readPipeline(data);
      },
    ),
    { numRuns: 300 },
  );
});

test('no data in the place of a property makes it throw, and none is called invalid input', () => {
  const job = fc.dictionary(
    fc.constantFrom(
      'run',
      'steps',
      'needs',
      'matrix',
      'env',
      'toolchain',
      'artifacts',
      'reports',
      'platforms',
      'secrets',
      'odd',
    ),
    fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(['a'], ['b'], { a: ['x'] }, { matrix: 'a' }, 'linux'),
    ),
  );
  const pipeline = fc.record({
    project: fc.oneof(fc.constant('p'), fc.jsonValue()),
    jobs: fc.dictionary(fc.constantFrom('a', 'b', 'constructor', '1x'), fc.oneof(fc.string(), job)),
    workflows: fc.dictionary(
      fc.constantFrom('w', '__proto__'),
      fc.record({ jobs: fc.jsonValue({ maxDepth: 1 }), on: fc.jsonValue() }),
    ),
  });
  fc.assert(
    fc.property(pipeline, (data) => {
      for (const { message } of readPipeline(data).diagnostics)
        assert.doesNotMatch(message, /Invalid|undefined/);
    }),
    { numRuns: 300 },
  );
});

test('a circle of a thousand jobs is found, and told once', () => {
  const jobs = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [
      `j${index}`,
      { run: 'x', needs: [`j${(index + 1) % 1000}`] },
    ]),
  );
  const found = readPipeline({ project: 'a', jobs }).diagnostics;
  assert.deepEqual(
    found.map(({ code }) => code),
    ['need-cycle'],
  );
  assert.match(found[0]?.message ?? '', /^These jobs wait for each other: j0 → j1 → .* → j999 → j0\.$/);
});
