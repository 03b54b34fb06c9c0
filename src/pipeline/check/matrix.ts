import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import { didYouMean, didYouMeanOr } from '../../diagnostics/suggest.ts';
import type { JobConfig, MatrixConfig } from '../config.ts';
import { matrixVariable } from '../matrix-variable.ts';
import { isName, NAME_FIX } from '../schema/text-formats.ts';
import { versionHint } from '../schema-issues.ts';
import { type CheckContext, namesOf, problem, stepObjects } from './check-context.ts';

/** Axes have names and values, and what is excluded would otherwise run. */
export function checkMatrix({ written }: CheckContext): readonly Diagnostic[] {
  return [...written].flatMap(([name, job]) =>
    job.matrix === undefined ? [] : checkOne(job, job.matrix, ['jobs', name, 'matrix']),
  );
}

type Cell = Readonly<Record<string, string | number | boolean>>;
type Axes = ReadonlyMap<string, readonly (string | number | boolean)[]>;

function axesOf(matrix: MatrixConfig): Axes {
  const { include, exclude, ...axes } = matrix;
  return new Map(Object.entries(axes) as [string, (string | number | boolean)[]][]);
}

function checkOne(job: JobConfig, matrix: MatrixConfig, at: PropertyPath): readonly Diagnostic[] {
  const axes = axesOf(matrix);
  const found: Diagnostic[] = [];
  for (const [axis, values] of axes) {
    const place = [...at, axis];
    if (!isName(axis))
      found.push(problem('bad-name', place, `'${axis}' is not a name.`, { atKey: true, fix: NAME_FIX }));
    if (values.length === 0)
      found.push(
        problem('empty-axis', place, `The axis '${axis}' has no values, so that the job never runs.`, {
          atKey: true,
          fix: 'Give it values, or take it out.',
        }),
      );
    found.push(...numbersAsVersions(job, axis, values, place));
  }
  if (axes.size === 0 && (matrix.include ?? []).length === 0)
    found.push(
      problem('empty-axis', at, 'The matrix has no axes.', {
        atKey: true,
        fix: "Such as: { node: ['20', '22'] }.",
      }),
    );
  (matrix.include ?? []).forEach((cell, index) => {
    found.push(...checkInclude(cell, axes, [...at, 'include', index]));
  });
  (matrix.exclude ?? []).forEach((cell, index) => {
    found.push(...checkExclude(cell, axes, [...at, 'exclude', index]));
  });
  found.push(...collisions(matrix, axes, at));
  return found;
}

/** Steps find the value of an axis in a variable: of two axes with one variable they would find one. */
function collisions(matrix: MatrixConfig, axes: Axes, at: PropertyPath): readonly Diagnostic[] {
  const places = new Map<string, PropertyPath>([...axes.keys()].map((axis) => [axis, [...at, axis]]));
  (matrix.include ?? []).forEach((cell, index) => {
    // What looks like an axis misspelt is told as that.
    for (const key of Object.keys(cell))
      if (!places.has(key) && didYouMeanOr(key, axes.keys(), undefined) === undefined)
        places.set(key, [...at, 'include', index, key]);
  });
  const first = new Map<string, string>();
  return [...places].flatMap(([axis, place]) => {
    const variable = matrixVariable(axis);
    const twin = first.get(variable);
    if (twin === undefined) first.set(variable, axis);
    if (twin === undefined) return [];
    return [
      problem(
        'axis-collision',
        place,
        `The axes '${twin}' and '${axis}' are both ${variable} for the steps.`,
        {
          atKey: true,
          related: [{ message: 'The first is here.', at: places.get(twin) ?? at }],
          fix: 'Give them names that differ in more than case, hyphens and underscores.',
        },
      ),
    ];
  });
}

const LANGUAGES = new Set(['python', 'node', 'go', 'rust', 'version']);

/** `3.10` as a number is `3.1`. */
function numbersAsVersions(
  job: JobConfig,
  axis: string,
  values: readonly unknown[],
  at: PropertyPath,
): readonly Diagnostic[] {
  const isVersion =
    LANGUAGES.has(axis) || JSON.stringify(job.toolchain ?? null).includes(`"matrix":"${axis}"`);
  if (!isVersion) return [];
  return values.flatMap((value, index) => {
    if (typeof value !== 'number' || Number.isInteger(value)) return [];
    return [
      problem('version-as-number', [...at, index], `${value} is a number; a version is text.`, {
        fix: versionHint(value),
      }),
    ];
  });
}

/** A key that is no axis is one more property of the leg, unless it is an axis misspelt. */
function checkInclude(cell: Cell, axes: Axes, at: PropertyPath): readonly Diagnostic[] {
  return Object.keys(cell).flatMap((key) => {
    const fix = axes.has(key) ? undefined : didYouMeanOr(key, axes.keys(), undefined);
    return fix === undefined ? [] : [unknownAxis(key, [...at, key], fix)];
  });
}

function checkExclude(cell: Cell, axes: Axes, at: PropertyPath): readonly Diagnostic[] {
  const unknown = Object.keys(cell).filter((key) => !axes.has(key));
  if (unknown.length > 0)
    return unknown.map((key) => unknownAxis(key, [...at, key], didYouMean(key, [...axes.keys()])));
  const strange = Object.entries(cell).find(
    ([axis, value]) => !axes.get(axis)?.some((one) => String(one) === String(value)),
  );
  if (strange === undefined && Object.keys(cell).length > 0) return [];
  const why =
    strange === undefined ? 'it names no axis' : `the axis '${strange[0]}' has no value '${strange[1]}'`;
  return [
    problem('exclude-matches-nothing', strange ? [...at, strange[0]] : at, `This excludes nothing: ${why}.`, {
      fix: strange && `Its values are ${namesOf((axes.get(strange[0]) ?? []).map(String))}.`,
    }),
  ];
}

function unknownAxis(axis: string, at: PropertyPath, fix: string | undefined): Diagnostic {
  return problem('unknown-axis', at, `The matrix has no axis '${axis}'.`, { atKey: true, fix });
}

/** `matrix('python')` stands only where the job has such an axis. */
export function checkMatrixReferences(context: CheckContext): readonly Diagnostic[] {
  const { config, written, damaged } = context;
  const found: Diagnostic[] = [];
  const shared = [
    ...references(config.env, ['env']),
    ...references(config.toolchain, ['toolchain']).filter(({ at }) => at.at(-1) === 'version'),
  ];
  for (const [name, job] of written) {
    if (damaged(['jobs', name, 'matrix'])) continue;
    const axes = axisNames(job);
    const own = [
      ...references(job.env, ['jobs', name, 'env']),
      ...references(job.toolchain, ['jobs', name, 'toolchain']),
      ...references(job.runner, ['jobs', name, 'runner']),
      ...stepObjects(name, job).flatMap(({ step, at }) => references(step.env, [...at, 'env'])),
    ];
    for (const { axis, at } of own) if (!axes.includes(axis)) found.push(missingAxis(name, axis, at, axes));
    for (const { axis, at } of shared)
      if (!axes.includes(axis) && !(at[0] === 'toolchain' && job.toolchain !== undefined))
        found.push(missingAxis(name, axis, at, axes));
  }
  return found;
}

function missingAxis(job: string, axis: string, at: PropertyPath, axes: readonly string[]): Diagnostic {
  const other = at[0] === 'toolchain' ? ', or give the job a toolchain of its own' : '';
  return problem(
    'unknown-axis',
    at,
    `This takes the matrix axis '${axis}', which job '${job}' does not have.`,
    {
      fix: didYouMeanOr(axis, axes, `Add it to the job: matrix: { ${axis}: [...] }${other}.`),
    },
  );
}

function axisNames(job: JobConfig): readonly string[] {
  const { include = [], exclude, ...axes } = job.matrix ?? {};
  return [...new Set([...Object.keys(axes), ...include.flatMap((cell) => Object.keys(cell))])];
}

interface Reference {
  readonly axis: string;
  readonly at: PropertyPath;
}

/** Every `{ matrix: … }` at or directly below these properties. */
function references(value: unknown, at: PropertyPath): readonly Reference[] {
  if (typeof value !== 'object' || value === null) return [];
  const { matrix } = value as { readonly matrix?: unknown };
  if (typeof matrix === 'string' && Object.keys(value).length === 1) return [{ axis: matrix, at }];
  return Object.entries(value).flatMap(([key, item]) =>
    references(item, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}
