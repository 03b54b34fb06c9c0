import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Evaluation, workerEvaluator } from './module-evaluator.ts';

const path = fileURLToPath(import.meta.url);

function evaluate(code: string, timeLimit = 20_000): Promise<Evaluation> {
  return workerEvaluator.evaluate({ code, sourceMap: undefined, path, timeLimit });
}

test('plain data comes back as it is, without what is undefined', async () => {
  const { kind, ...rest } = await evaluate(
    "export default { a: [1, 'b', null, true], c: undefined, d: Object.create(null) };",
  );
  assert.equal(kind, 'data');
  assert.deepEqual('data' in rest && rest.data, { a: [1, 'b', null, true], d: {} });
});

test('everything that is no data is named with its path', async () => {
  const result = await evaluate(`
    class Own {}
    const circle = {}; circle.self = circle;
    export default { a: () => 1, b: Symbol('s'), c: 1n, d: new Own(), e: new Map(), f: [NaN], circle, g: Promise.resolve(1), h: class {}, i: new Date(0) };
  `);
  assert.deepEqual(
    'values' in result && result.values.map((value) => `${value.path.join('.')}: ${value.what}`),
    [
      'a: a function',
      'b: a symbol',
      'c: a bigint',
      'd: an instance of Own',
      'e: an instance of Map',
      'f.0: the number NaN',
      'circle.self: a reference to something around it',
      'g: a promise',
      'h: a class',
      'i: an instance of Date',
    ],
  );
});

test('a module cannot end this process, nor keep it waiting', async () => {
  const exited = await evaluate('process.exit(7); export default {};');
  assert.deepEqual([exited.kind, 'code' in exited && exited.code], ['exited', 7]);
  assert.equal((await evaluate('for (;;);', 300)).kind, 'timed-out');
  assert.equal((await evaluate('await new Promise(() => {}); export default {};')).kind, 'unsettled');
  assert.equal((await evaluate('setInterval(() => {}, 1000); export default {};')).kind, 'data');
});

test('whatever is thrown has a message', async () => {
  for (const [code, message] of [
    ["throw new TypeError('odd')", 'TypeError: odd'],
    ["throw 'text'", 'text'],
    ['throw { code: 5 }', '{"code":5}'],
    ['throw undefined', 'undefined'],
    ["Promise.reject(new Error('later')); await new Promise((settle) => setTimeout(settle, 1000))", 'later'],
    ["export default { get a() { throw new Error('in a getter'); } }", 'in a getter'],
    ["export default Promise.reject(new Error('as a promise'))", 'as a promise'],
  ] as const) {
    const result = await evaluate(code);
    assert.deepEqual([result.kind, 'message' in result && result.message], ['thrown', message]);
  }
});

test('a module without a default export says what it exports', async () => {
  const result = await evaluate('export const a = 1; export function b() {}');
  assert.deepEqual('exports' in result && result.exports, ['a', 'b']);
});
