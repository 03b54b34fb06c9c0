import { RE2JS } from 're2js';
import { type BinaryOperator, type Expr, LONGEST_PATTERN, parseExpression } from './parse-expression.ts';

export type ExpressionValue = string | number | boolean;

/** Values by name. A name that is there without a value is known and undefined; one that is not there is an error. */
export type ExpressionValues = ReadonlyMap<string, ExpressionValue | undefined>;

export type Evaluation =
  | { readonly ok: true; readonly value: boolean }
  | { readonly ok: false; readonly problem: string };

class EvaluationError extends Error {}

/**
 * Is the expression true? `and` and `or` give back their operands, whatever is compared with something undefined is undefined, and
 * undefined is false in the end: `pipeline.git.branch != "main"` is false for a tag (CircleCI-Public/expr, corpus).
 */
export function evaluateExpression(text: string, values: ExpressionValues): Evaluation {
  const parsed = parseExpression(text);
  if (!parsed.ok) return parsed;
  try {
    return { ok: true, value: isTrue(resolve(parsed.expression, values)) };
  } catch (error) {
    if (error instanceof EvaluationError) return { ok: false, problem: error.message };
    throw error;
  }
}

type Result = ExpressionValue | undefined;

function resolve(expression: Expr, values: ExpressionValues): Result {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'pattern':
      throw new EvaluationError('a pattern stands alone');
    case 'name':
      if (!values.has(expression.name)) throw new EvaluationError(`'${expression.name}' is not known`);
      return values.get(expression.name);
    case 'not':
      return !isTrue(resolve(expression.operand, values));
    case 'binary':
      return binary(expression, values);
    default:
      return expression satisfies never;
  }
}

function binary(expression: Extract<Expr, { kind: 'binary' }>, values: ExpressionValues): Result {
  const { operator, right } = expression;
  const left = resolve(expression.left, values);
  if (operator === 'or') return isTrue(left) ? left : resolve(right, values);
  if (operator === 'and') return isTrue(left) ? resolve(right, values) : left;
  if (operator === 'matches') return matches(left, right, values);
  const other = resolve(right, values);
  if (left === undefined || other === undefined) return undefined;
  return compare(operator, left, other);
}

function compare(operator: BinaryOperator, left: ExpressionValue, right: ExpressionValue): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === 'starts-with' || operator === 'contains') {
    if (typeof left !== 'string' || typeof right !== 'string')
      throw new EvaluationError(`${operator} is for texts`);
    return operator === 'contains' ? left.includes(right) : left.startsWith(right);
  }
  if (typeof left !== 'number' || typeof right !== 'number')
    throw new EvaluationError(`${operator} is for numbers`);
  if (operator === '>') return left > right;
  if (operator === '>=') return left >= right;
  return operator === '<' ? left < right : left <= right;
}

function matches(left: Result, right: Expr, values: ExpressionValues): Result {
  const source = right.kind === 'pattern' ? right.source : resolve(right, values);
  if (left === undefined || source === undefined) return undefined;
  if (typeof left !== 'string' || typeof source !== 'string')
    throw new EvaluationError('matches is for a text and a pattern');
  if ([...source].length > LONGEST_PATTERN)
    throw new EvaluationError(`the pattern has more than ${LONGEST_PATTERN} characters`);
  try {
    return RE2JS.compile(source).matches(left);
  } catch (error) {
    throw new EvaluationError(`the pattern /${source}/ cannot be read: ${(error as Error).message}`);
  }
}

function isTrue(value: Result): boolean {
  return value !== undefined && value !== false && value !== 0 && value !== '';
}
