import { isSourceRefusal } from '../../providers/run-source.ts';
import type { ExitCode } from '../exit-code.ts';
import { tellRefusal } from '../tell-refusal.ts';
import type { Sources } from './open-sources.ts';

/** Does the work; what a system refuses is said with what to do, and the exit code 1. */
export async function refusalsTold({ console }: Sources, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (!isSourceRefusal(error)) throw error;
    return tellRefusal(console, error);
  }
}
