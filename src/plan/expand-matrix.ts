import type { Matrix, MatrixCell } from '../pipeline/pipeline.ts';

/**
 * The combinations of a matrix, in the order of the axes as written. The rules are those of GitHub Actions
 * (docs.github.com, "Running variations of jobs in a workflow"): an `exclude` entry takes away every combination that has all
 * its values; then each `include` entry is added to every original combination whose values it would not change, and
 * becomes a combination of its own when there is none.
 */
export function expandMatrix(matrix: Matrix | undefined): readonly MatrixCell[] {
  if (matrix === undefined) return [{}];
  let product: MatrixCell[] = matrix.axes.length === 0 ? [] : [{}];
  for (const axis of matrix.axes) {
    product = product.flatMap((cell) => axis.values.map((value) => ({ ...cell, [axis.name]: value })));
  }
  const original = product.filter((cell) => !matrix.exclude.some((entry) => agrees(cell, entry)));
  const extended: Record<string, string>[] = original.map((cell) => ({ ...cell }));
  const extra: MatrixCell[] = [];
  for (const entry of matrix.include) {
    let found = false;
    original.forEach((cell, index) => {
      const clash = Object.entries(entry).some(([axis, value]) => axis in cell && cell[axis] !== value);
      if (clash) return;
      found = true;
      Object.assign(extended[index] ?? {}, entry);
    });
    if (!found) extra.push(entry);
  }
  return [...extended, ...extra];
}

/** Has the cell every value of the entry? */
function agrees(cell: MatrixCell, entry: MatrixCell): boolean {
  return Object.entries(entry).every(([axis, value]) => cell[axis] === value);
}
