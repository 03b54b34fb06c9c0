import type { Expression, ExpressionNode } from './expression.ts';

/** Known only when it runs; `what` is its source: `steps.build.outputs.version`. */
export class Unknown {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/** An object of which only these properties are known beforehand; any other is Unknown. */
export class KnownInPart {
  readonly properties: Readonly<Record<string, unknown>>;

  constructor(properties: Readonly<Record<string, unknown>>) {
    this.properties = properties;
  }
}

export type Evaluated = unknown;

/** What the contexts hold, by name. A property that a plain object lacks is the empty text, as on GitHub: all of it is known. */
export type Contexts = Readonly<Record<string, unknown>>;

/** Functions lockstep never writes, and contexts that are not given, come to Unknown too: they prove nothing. */
export function evaluate(expression: Expression, contexts: Contexts): Evaluated {
  return evaluateNode(expression.node, contexts);
}

/** May the condition hold? True for what is known only when it runs. */
export function mayHold(value: Evaluated): boolean {
  return value instanceof Unknown || isTrue(value);
}

/** docs.github.com, "Literals": falsy are false, 0, -0, "", null. */
function isTrue(value: Evaluated): boolean {
  return !(value === false || value === 0 || value === '' || value === null || value === undefined);
}

function evaluateNode(node: ExpressionNode, contexts: Contexts): Evaluated {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'context':
      return lookUp(node.path, contexts);
    case 'call':
      return evaluateCall(
        node.name,
        node.parts.map((part) => evaluateNode(part, contexts)),
      );
    case 'not': {
      const value = evaluateNode(node.of, contexts);
      return value instanceof Unknown ? new Unknown(`!${value.what}`) : !isTrue(value);
    }
    case 'and':
      return conjunction(node.parts, contexts);
    case 'or':
      return disjunction(node.parts, contexts);
    case 'equal':
    case 'unequal': {
      const [left, right] = [evaluateNode(node.left, contexts), evaluateNode(node.right, contexts)];
      if (left instanceof Unknown || right instanceof Unknown) return new Unknown('comparison');
      return areEqual(left, right) === (node.kind === 'equal');
    }
    default:
      return node satisfies never;
  }
}

/** Gives the first value that is false, else the last. A later one that is false decides, whatever the unknown ones before it are. */
function conjunction(parts: readonly ExpressionNode[], contexts: Contexts): Evaluated {
  let unknown: Unknown | undefined;
  let last: Evaluated = true;
  for (const part of parts) {
    last = evaluateNode(part, contexts);
    if (last instanceof Unknown) unknown ??= last;
    else if (!isTrue(last)) return last;
  }
  return last instanceof Unknown ? last : (unknown ?? last);
}

function disjunction(parts: readonly ExpressionNode[], contexts: Contexts): Evaluated {
  let unknown: Unknown | undefined;
  let last: Evaluated = false;
  for (const part of parts) {
    last = evaluateNode(part, contexts);
    if (last instanceof Unknown) unknown ??= last;
    else if (isTrue(last)) return unknown ?? last;
  }
  return unknown ?? last;
}

/** Comparison of texts ignores case (docs.github.com, "Operators"). */
function areEqual(left: Evaluated, right: Evaluated): boolean {
  return normal(left) === normal(right);
}

function normal(value: Evaluated): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function lookUp(path: readonly string[], contexts: Contexts): Evaluated {
  const [root, ...rest] = path;
  const unknown = new Unknown(path.join('.'));
  let value: unknown = contexts[root ?? ''] ?? unknown;
  for (const name of rest) {
    // `needs.*.result` is a list that lockstep does not make.
    if (value instanceof Unknown || name === '*') return unknown;
    if (typeof value !== 'object' || value === null) return '';
    value =
      value instanceof KnownInPart
        ? (propertyOf(value.properties, name) ?? unknown)
        : propertyOf(value, name);
  }
  return value instanceof Unknown || value instanceof KnownInPart ? unknown : (value ?? '');
}

/** Names of properties are matched without regard to case. */
function propertyOf(object: object, name: string): unknown {
  const entry = Object.entries(object).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return entry?.[1];
}

function evaluateCall(name: string, given: readonly Evaluated[]): Evaluated {
  const [first, second] = given;
  if (given.some((value) => value instanceof Unknown)) return new Unknown(name);
  switch (name) {
    case 'fromJSON':
      return parseJson(String(first));
    case 'startsWith':
      return String(first).toLowerCase().startsWith(String(second).toLowerCase());
    case 'contains':
      return String(first).toLowerCase().includes(String(second).toLowerCase());
    default:
      // success(), failure(), always(), cancelled(), hashFiles(): what happens while it runs.
      return new Unknown(name);
  }
}

function parseJson(text: string): Evaluated {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new Unknown('fromJSON');
  }
}
