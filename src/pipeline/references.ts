import type { InputReference, MatrixReference, TagReference, ValueReference } from './config.ts';

/** The value that a matrix axis has in the leg at hand: `python({ version: matrix('python') })`. */
export function matrix(axis: string): MatrixReference {
  return { matrix: axis };
}

/** A small value that another job declared in `values` and wrote to `$LOCKSTEP_OUTPUT`: `value('build', 'version')`. */
export function value(job: string, name: string): ValueReference {
  return { job, value: name };
}

/** What was filled in by whoever started the workflow by hand, or the input's default: `env: { VERSION: input('version') }`. */
export function input(name: string): InputReference {
  return { input: name };
}

/** The tag of a tag or release event, as it is: `v1.2.3`. Empty for every other event. */
export function tagName(): TagReference {
  return { event: 'tag' };
}
