import type { MatrixReference, ValueReference } from './config.ts';

/** The value that a matrix axis has in the leg at hand: `python({ version: matrix('python') })`. */
export function matrix(axis: string): MatrixReference {
  return { matrix: axis };
}

/** A small value that another job declared in `values` and wrote to `$LOCKSTEP_OUTPUT`: `value('build', 'version')`. */
export function value(job: string, name: string): ValueReference {
  return { job, value: name };
}
