import { isSourceRefusal } from '../../providers/run-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Sources } from './open-sources.ts';

/** Does the work; what a system refuses is said with what to do, and the exit code 1. */
export async function refusalsTold({ console }: Sources, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (!isSourceRefusal(error)) throw error;
    console.remark(`${console.errorStyle.red('error')}: ${error.message}`);
    if (error.fix !== undefined) console.remark(`  help: ${error.fix}`);
    return EXIT.failed;
  }
}
