import { appendFileSync } from 'node:fs';
import { StorageError } from '../platform/storage-error.ts';

/** The file that GitHub Actions shows as the page of the step ("Workflow commands", adding a job summary); undefined elsewhere. */
export function stepSummaryPath(): string | undefined {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env;
  return GITHUB_ACTIONS === 'true' && GITHUB_STEP_SUMMARY ? GITHUB_STEP_SUMMARY : undefined;
}

/** What the step has written there before stays. */
export function appendStepSummary(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw new StorageError(path, error);
  }
}
