import type { Category } from './config.ts';
import { isTestCategory } from './normalize/category.ts';
import type { Milliseconds } from './pipeline.ts';

const MINUTE = 60_000;

/** The longest a job may take, per attempt, when nothing says otherwise. */
export const DEFAULT_TIMEOUT: Milliseconds = 30 * MINUTE;

/** The longest a job may print nothing, when nothing says otherwise: tests fall silent only when they hang. */
export function defaultIdleTimeout(category: Category): Milliseconds {
  return isTestCategory(category) ? 90_000 : 10 * MINUTE;
}
