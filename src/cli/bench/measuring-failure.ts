import type { Console } from '../console.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { Interruption } from '../interruption.ts';
import { printDiagnostics } from '../workplace.ts';
import { MeasuringFailed } from './measured-run.ts';

/** Does what measures, until Ctrl-C; says why nothing was measured, and ends with 1 then. */
export async function measuringTo(
  console: Console,
  work: (interruption: Interruption) => Promise<ExitCode>,
): Promise<ExitCode> {
  const interruption = new Interruption();
  try {
    return await work(interruption);
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode;
    if (!(error instanceof MeasuringFailed)) throw error;
    printDiagnostics(console, error.diagnostics);
    const { red } = console.errorStyle;
    const lines = error.tail.map((line) => `  ${line}`);
    console.remark([red(`error: nothing was measured: ${error.message}`), ...lines].join('\n'));
    return EXIT.failed;
  } finally {
    interruption.close();
  }
}
