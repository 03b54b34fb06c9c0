/** The variable in which a job's steps find the value of an axis, here and on both systems: `python-version` → `MATRIX_PYTHON_VERSION`. */
export function matrixVariable(axis: string): string {
  return `MATRIX_${axis.toUpperCase().replaceAll('-', '_')}`;
}
