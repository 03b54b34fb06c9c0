import type { MatrixOptions } from '../perform-matrix.ts';
import type { Register } from './command.ts';

export const matrixCommand: Register = (program, perform) => {
  program
    .command('matrix')
    .description('show which kind of check runs where, and prove that none runs twice or nowhere')
    .option('--markdown', 'as a Markdown table')
    .option('--json', 'as JSON, with the events of each cell')
    .action((options: MatrixOptions) =>
      perform(async (invocation) =>
        (await import('../perform-matrix.ts')).performMatrix(invocation, options),
      ),
    );
};
