import { hasErrors } from '../diagnostics/diagnostic.ts';
import { executionMatrix, type MatrixTableCell, renderMatrixMarkdown } from '../plan/execution-matrix.ts';
import { proveOwnership } from '../plan/ownership.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Style } from './render/style.ts';
import { renderTable } from './render/table.ts';
import { openWorkplace } from './workplace.ts';

export interface MatrixOptions {
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** Prints the test execution matrix and the proof behind it; ends with 2 when the proof fails. */
export async function performMatrix(invocation: Invocation, options: MatrixOptions): Promise<ExitCode> {
  const workplace = await openWorkplace(invocation);
  if (workplace === undefined) return EXIT.usage;
  const { console } = invocation;
  const { pipeline } = workplace.definition;
  const proof = proveOwnership(pipeline);
  const matrix = executionMatrix(pipeline, proof);
  if (options.json === true)
    console.print(JSON.stringify({ ...matrix, exceptions: proof.exceptions }, null, 2));
  else if (options.markdown === true) console.print(renderMatrixMarkdown(matrix));
  else {
    const { style, screen } = console;
    const columns = [{ title: 'check' }, ...matrix.columns.map(({ shortTitle }) => ({ title: shortTitle }))];
    const rows = matrix.rows.map((row) => [
      { text: row.title },
      ...row.cells.map((cell) => cellText(cell, style)),
    ]);
    const view = { width: screen.columns - 1, ellipsis: style.ellipsis, header: style.dim };
    console.print(renderTable(columns, rows, view).join('\n'));
  }
  await workplace.report(proof.diagnostics);
  const failed = hasErrors(proof.diagnostics);
  if (!failed && options.json !== true && options.markdown !== true) {
    const { style } = console;
    const runs = `${proof.events.length} events, ${proof.claims.length} runs of a check on a platform`;
    const excepted = proof.exceptions.length === 0 ? '' : `, ${proof.exceptions.length} declared exceptions`;
    console.print(
      `\n${style.green(style.glyphs.passed)} Proved: nothing runs twice, nothing is left out (${runs}${excepted}).`,
    );
  }
  return failed ? EXIT.usage : EXIT.fine;
}

function cellText(cell: MatrixTableCell, style: Style): { text: string; paint?: (text: string) => string } {
  switch (cell.kind) {
    case 'runs':
      return { text: `${style.glyphs.passed} runs`, paint: style.green };
    case 'optional':
      return { text: `${style.glyphs.warning} optional`, paint: style.yellow };
    case 'exception':
      return { text: `${style.glyphs.warning} twice, on purpose`, paint: style.yellow };
    case 'none':
      return { text: style.glyphs.skipped, paint: style.dim };
    default:
      return cell.kind satisfies never;
  }
}
