import type { PropertyPath } from '../diagnostics/diagnostic.ts';
import { isName } from './schema/text-formats.ts';

type Container = Record<string | number, unknown>;

/** Deeper than any definition is; below it a copy ends. Readers of files refuse such depth with a diagnostic of their own. */
const DEEPEST = 200;

/** Where a copy of data had properties that could change the nature of objects. */
export interface DataCopy {
  readonly data: unknown;
  readonly prototypeKeys: readonly PropertyPath[];
}

/** A copy that may be changed. What occurs twice occurs twice in the copy as one; `__proto__` is left out and told. */
export function copyData(data: unknown): DataCopy {
  const copies = new Map<object, unknown>();
  const prototypeKeys: PropertyPath[] = [];
  const copy = (value: unknown, path: PropertyPath): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    if (path.length > DEEPEST) return null;
    const made: unknown = Array.isArray(value) ? [] : {};
    copies.set(value, made);
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        (made as unknown[])[index] = copy(item, [...path, index]);
      });
      return made;
    }
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') prototypeKeys.push([...path, key]);
      else (made as Container)[key] = copy(item, [...path, key]);
    }
    return made;
  };
  return { data: copy(data, []), prototypeKeys };
}

const HOLE = Symbol('taken out');

/** Data from which faulty parts are taken out, and which still knows where everything stood. */
export class Repair {
  readonly data: unknown;
  readonly #originalIndexes = new WeakMap<object, readonly number[]>();

  constructor(data: unknown) {
    this.data = data;
  }

  valueAt(path: PropertyPath): unknown {
    let value = this.data;
    for (const part of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
      value = (value as Container)[part];
    }
    return value;
  }

  /** The path in the data as it was given, of a path in what is left of it. */
  original(path: PropertyPath): PropertyPath {
    let value = this.data;
    return path.map((part) => {
      const indexes =
        typeof value === 'object' && value !== null ? this.#originalIndexes.get(value) : undefined;
      const before = typeof part === 'number' ? (indexes?.[part] ?? part) : part;
      value =
        typeof value === 'object' && value !== null && Object.hasOwn(value, part)
          ? (value as Container)[part]
          : undefined;
      return before;
    });
  }

  /** Takes these out; false when the definition as a whole is what is wrong. Properties that must be there get a stand-in. */
  remove(paths: readonly PropertyPath[]): boolean {
    const lists = new Set<unknown[]>();
    for (const path of paths) {
      if (path.length === 0) return false;
      this.#removeOne(path, lists);
    }
    for (const list of lists) this.#closeHoles(list);
    return true;
  }

  #removeOne(path: PropertyPath, lists: Set<unknown[]>): void {
    const parent = this.valueAt(path.slice(0, -1));
    const key = path.at(-1);
    if (typeof parent !== 'object' || parent === null || key === undefined) return;
    const standIn = standInFor(path);
    if (Array.isArray(parent)) {
      parent[Number(key)] = HOLE;
      lists.add(parent);
    } else if (standIn !== undefined) (parent as Container)[key] = standIn;
    else if (Object.hasOwn(parent, key)) delete (parent as Container)[key];
    // It is not there and must be: its owner goes.
    else if (path.length > 1) this.#removeOne(path.slice(0, -1), lists);
  }

  #closeHoles(list: unknown[]): void {
    const before = this.#originalIndexes.get(list) ?? list.map((_, index) => index);
    const kept = list.flatMap((item, index) => (item === HOLE ? [] : [{ item, at: before[index] ?? index }]));
    list.splice(0, list.length, ...kept.map(({ item }) => item));
    this.#originalIndexes.set(
      list,
      kept.map(({ at }) => at),
    );
  }
}

function standInFor(path: PropertyPath): unknown {
  const [first, second, third] = path;
  if (path.length === 1 && first === 'project') return 'project';
  if (path.length === 1 && first === 'jobs') return {};
  if (path.length === 2 && first === 'jobs' && isName(String(second))) return ':';
  if (path.length === 3 && first === 'workflows' && third === 'jobs') return '*';
  return undefined;
}
