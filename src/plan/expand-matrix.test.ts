import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Matrix } from '../pipeline/pipeline.ts';
import { expandMatrix } from './expand-matrix.ts';

function expand(
  axes: Record<string, string[]>,
  rest: Partial<Pick<Matrix, 'include' | 'exclude'>> = {},
): string[] {
  const matrix = {
    axes: Object.entries(axes).map(([name, values]) => ({ name, values })),
    include: rest.include ?? [],
    exclude: rest.exclude ?? [],
  };
  return expandMatrix(matrix).map((cell) =>
    Object.entries(cell)
      .map(([axis, value]) => `${axis}=${value}`)
      .join(' '),
  );
}

test('no matrix is one cell without values', () => {
  assert.deepEqual(expandMatrix(undefined), [{}]);
});

test('axes are multiplied in the order they are written, the last one fastest', () => {
  assert.deepEqual(expand({ python: ['3.11', '3.12'], db: ['pg', 'lite'] }), [
    'python=3.11 db=pg',
    'python=3.11 db=lite',
    'python=3.12 db=pg',
    'python=3.12 db=lite',
  ]);
});

test('exclude takes away every combination that has all its values', () => {
  assert.deepEqual(expand({ a: ['1', '2'], b: ['x', 'y'] }, { exclude: [{ a: '1' }, { a: '2', b: 'y' }] }), [
    'a=2 b=x',
  ]);
});

test("include follows the example of GitHub's documentation", () => {
  // docs.github.com, "Expanding or adding matrix configurations": fruit × animal with five entries.
  const cells = expand(
    { fruit: ['apple', 'pear'], animal: ['cat', 'dog'] },
    {
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    },
  );
  assert.deepEqual(cells, [
    'fruit=apple animal=cat color=pink shape=circle',
    'fruit=apple animal=dog color=green shape=circle',
    'fruit=pear animal=cat color=pink',
    'fruit=pear animal=dog color=green',
    'fruit=banana',
    'fruit=banana animal=cat',
  ]);
});

test('a matrix of includes alone has just those cells', () => {
  assert.deepEqual(expand({}, { include: [{ a: '1' }, { b: '2' }] }), ['a=1', 'b=2']);
});
