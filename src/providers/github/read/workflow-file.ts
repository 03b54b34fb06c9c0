import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { SourceFile } from '../../../diagnostics/source-file.ts';
import type { EmittedFile } from '../../provider.ts';
import { isTable, type Table, tableOf } from '../../table.ts';
import type { GithubCode } from '../diagnostic-codes.ts';
import { parseTemplate } from '../expression/parse-expression.ts';
import { isKnown, parseCondition } from './template-text.ts';

/** A workflow file's data, with the line of each job. */
export interface WorkflowFile {
  readonly path: string;
  readonly data: Table;
  readonly jobs: readonly { readonly key: string; readonly line: number; readonly data: Table }[];
  readonly diagnostics: readonly Diagnostic[];
}

export function parseWorkflowFile({ path, text }: EmittedFile): WorkflowFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2' });
  const source = new SourceFile(path, text);
  const problems = document.errors.map((error) =>
    notUnderstood(source, error.pos[0], error.message.split('\n')[0] ?? ''),
  );
  if (problems.length > 0) return { path, data: {}, jobs: [], diagnostics: problems };
  const data = tableOf(document.toJS());
  const jobs = document.get('jobs');
  const found = (isMap(jobs) ? jobs.items : []).map((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
    return { key, line: lines.linePos(offset).line, data: tableOf(tableOf(data.jobs)[key]) };
  });
  const strange = strangeExpressions(data).map((expression) =>
    notUnderstood(
      source,
      Math.max(0, text.indexOf(expression.split('\n')[0] ?? '')),
      `the expression '${expression}' is none that lockstep writes`,
    ),
  );
  return { path, data, jobs: found, diagnostics: strange };
}

function notUnderstood(source: SourceFile, offset: number, reason: string): Diagnostic {
  const code: GithubCode = 'github-file-not-understood';
  return {
    code,
    severity: 'error',
    message: `${source.path} cannot be understood: ${reason}.`,
    location: { path: source.path, span: { start: offset, end: offset + 1 } },
    fix: "Run 'lockstep generate' to have the file as the definition says it.",
  };
}

/** Those that the evaluator does not know, wherever they stand. */
function strangeExpressions(value: unknown, key = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => strangeExpressions(item));
  if (isTable(value))
    return Object.entries(value).flatMap(([name, inner]) => [
      ...strangeExpressions(name),
      ...strangeExpressions(inner, name),
    ]);
  if (typeof value !== 'string') return [];
  if (key === 'if') {
    const condition = parseCondition(value);
    return condition !== undefined && isKnown(condition) ? [] : [value];
  }
  const parts = parseTemplate(value);
  const known = parts?.every((part) => typeof part === 'string' || isKnown(part)) ?? false;
  return known ? [] : [value];
}
