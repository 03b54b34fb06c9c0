import { type ConfigFile, isTable, listOf, type Table, tableOf } from './config-file.ts';
import { renderTemplate } from './render-template.ts';

/** A job's entry in a workflow, once for every combination of its matrix. */
export interface Entry {
  readonly job: string;
  readonly name: string;
  /** What the whole matrix is called, or the name again. */
  readonly alias: string;
  /** By parameter. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Names or aliases. */
  readonly requires: readonly string[];
  readonly filters: string | undefined;
  readonly secrets: readonly string[];
  readonly at: readonly (string | number)[];
  /** Nothing runs: somebody says yes to go on. */
  readonly isApproval: boolean;
}

const OWN_KEYS = [
  'name',
  'requires',
  'context',
  'filters',
  'matrix',
  'type',
  'serial-group',
  'pre-steps',
  'post-steps',
];

export function readEntries(file: ConfigFile, workflow: string, content: Table): readonly Entry[] {
  return listOf(content.jobs).flatMap((item, index) => {
    const at = ['workflows', workflow, 'jobs', index];
    if (typeof item === 'string') return [entryOf(file, { job: item, content: {}, at: [...at] })];
    const [first, ...others] = Object.entries(tableOf(item));
    if (first === undefined || others.length > 0 || !isTable(first[1])) {
      file.misunderstand(at, 'a job of a workflow is a name, or a name with its settings');
      return [];
    }
    const [job, settings] = first;
    const place = { job, content: settings as Table, at: [...at, job] };
    return isTable(place.content.matrix) ? matrixEntries(file, place) : [entryOf(file, place)];
  });
}

interface Place {
  readonly job: string;
  readonly content: Table;
  readonly at: readonly (string | number)[];
}

function matrixEntries(file: ConfigFile, place: Place): readonly Entry[] {
  const { matrix } = place.content;
  const { parameters, exclude, alias = place.job } = tableOf(matrix);
  let cells: Record<string, string>[] = [{}];
  for (const [axis, values] of Object.entries(tableOf(parameters)))
    cells = cells.flatMap((cell) => listOf(values).map((value) => ({ ...cell, [axis]: String(value) })));
  const excluded = listOf(exclude).map(tableOf);
  const kept = cells.filter(
    (cell) =>
      !excluded.some((entry) => Object.entries(entry).every(([axis, value]) => cell[axis] === String(value))),
  );
  return kept.map((cell) => ({ ...entryOf(file, place, cell), alias: String(alias) }));
}

function entryOf(file: ConfigFile, place: Place, cell: Readonly<Record<string, string>> = {}): Entry {
  const { job, content, at } = place;
  const values = Object.fromEntries(Object.entries(cell).map(([axis, value]) => [`matrix.${axis}`, value]));
  const render = (text: unknown, key: string): string => {
    const { text: rendered, unknown } = renderTemplate(String(text), values);
    if (unknown.length > 0) file.misunderstand([...at, key], `nothing is known for << ${unknown[0]} >>`);
    return rendered;
  };
  if (content.type !== undefined && content.type !== 'approval')
    file.misunderstand([...at, 'type'], "lockstep writes no type but 'approval'");
  for (const key of ['pre-steps', 'post-steps'])
    if (key in content) file.misunderstand([...at, key], `lockstep does not write '${key}'`);
  if ('filters' in content && typeof content.filters !== 'string')
    file.misunderstand([...at, 'filters'], 'filters are an expression');
  const given = Object.entries(content).filter(([key]) => !OWN_KEYS.includes(key));
  const name = content.name === undefined ? defaultName(job, cell) : render(content.name, 'name');
  return {
    job,
    name,
    alias: name,
    arguments: { ...Object.fromEntries(given.map(([key, value]) => [key, render(value, key)])), ...cell },
    requires: listOf(content.requires).flatMap((one) =>
      (isTable(one) ? Object.keys(one) : [one]).map((required) => render(required, 'requires')),
    ),
    filters: typeof content.filters === 'string' ? content.filters : undefined,
    secrets: secretsOf(file, content, at),
    at,
    isApproval: content.type === 'approval',
  };
}

/** The values in the order of their parameters' names (configuration reference, "Matrix jobs"). */
function defaultName(job: string, cell: Readonly<Record<string, string>>): string {
  const values = Object.keys(cell)
    .sort()
    .map((axis) => cell[axis]);
  return [job, ...values].join('-');
}

/** What a context is there for is said behind its name: CircleCI's file knows contexts, and not what is in them. */
function secretsOf(file: ConfigFile, content: Table, at: readonly (string | number)[]): readonly string[] {
  if (content.context === undefined) return [];
  const comments = file.comments([...at, 'context']);
  const names = Array.isArray(content.context) ? content.context : [content.context];
  return names.flatMap((context, index) => {
    const secrets = (comments[index] ?? '').split(/\s+/).filter((word) => word !== '');
    if (secrets.length === 0)
      file.misunderstand([...at, 'context'], `no comment says what the context '${context}' is for`);
    return secrets;
  });
}
