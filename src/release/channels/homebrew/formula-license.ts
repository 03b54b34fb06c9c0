import parse from 'spdx-expression-parse';
import { rubyText } from './ruby-text.ts';

type Expression = ReturnType<typeof parse>;

/** An SPDX expression as formulas have it (docs.brew.sh, "License Guidelines"): `any_of:`, `all_of:`, `with:`. Undefined for what is none. */
export function formulaLicense(license: string): string | undefined {
  try {
    return render(parse(license));
  } catch {
    return undefined;
  }
}

function render(expression: Expression): string {
  if ('license' in expression) {
    const id = rubyText(`${expression.license}${expression.plus === true ? '+' : ''}`);
    return expression.exception === undefined ? id : `${id} => { with: ${rubyText(expression.exception)} }`;
  }
  const { conjunction } = expression;
  const parts = flat(expression, conjunction).map((part) =>
    isPlain(part) ? render(part) : `{ ${render(part)} }`,
  );
  return `${conjunction === 'or' ? 'any_of' : 'all_of'}: [${parts.join(', ')}]`;
}

function isPlain(expression: Expression): boolean {
  return 'license' in expression && expression.exception === undefined;
}

/** `a or b or c` is parsed as pairs of pairs. */
function flat(expression: Expression, conjunction: 'and' | 'or'): readonly Expression[] {
  if ('license' in expression || expression.conjunction !== conjunction) return [expression];
  return [...flat(expression.left, conjunction), ...flat(expression.right, conjunction)];
}
