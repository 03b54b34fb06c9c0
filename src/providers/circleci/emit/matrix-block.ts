import { type MatrixBlock, type TemplateTag, template, type Value } from '../document.ts';
import { circleName } from '../names.ts';
import type { Cell, CellGroup } from './workflow-jobs.ts';

export interface MatrixEntry {
  readonly matrix: MatrixBlock;
  /** `unit-<< matrix.python >>`. */
  readonly name: Value;
}

/** Values that may stand in a name as they are, and that no YAML reader takes for anything else. */
const PLAIN_VALUE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * A matrix in CircleCI's own form: the product of the values, less what is excluded. Undefined when the cells are not worth one (more
 * would be excluded than there is), or their names would not be plain.
 */
export function matrixOf(group: CellGroup): MatrixEntry | undefined {
  const [first] = group;
  const axes = Object.keys(first?.arguments ?? {});
  if (first === undefined || group.length < 2 || axes.length === 0) return undefined;
  if (group.some((cell) => cell.body !== first.body)) return undefined;
  const parameters = Object.fromEntries(
    axes.map((axis) => [axis, [...new Set(group.map((cell) => cell.arguments[axis] ?? ''))]]),
  );
  if (
    !Object.values(parameters)
      .flat()
      .every((value) => PLAIN_VALUE.test(value))
  )
    return undefined;
  const there = new Set(group.map((cell) => key(cell.arguments, axes)));
  const exclude = product(parameters).filter((values) => !there.has(key(values, axes)));
  if (exclude.length > group.length) return undefined;
  const names = group.map((cell) => cellName(cell, axes));
  if (new Set(names).size < names.length) return undefined;
  const parts = axes.flatMap((axis): (string | TemplateTag)[] => ['-', { tag: `matrix.${axis}` }]);
  return { matrix: { alias: first.body, parameters, exclude }, name: template(first.body, ...parts) };
}

export function cellName(cell: Cell, axes: readonly string[]): string {
  return [cell.body, ...axes.map((axis) => cell.arguments[axis] ?? '')].join('-');
}

/** For an entry of its own: by CircleCI's rule for names, whatever the values are. */
export function plainCellName(cell: Cell): string {
  return circleName([cell.body, ...Object.values(cell.arguments)].join('-'));
}

function key(values: Readonly<Record<string, string>>, axes: readonly string[]): string {
  return JSON.stringify(axes.map((axis) => values[axis]));
}

function product(
  parameters: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, string>>[] {
  let cells: Record<string, string>[] = [{}];
  for (const [axis, values] of Object.entries(parameters))
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value })));
  return cells;
}
