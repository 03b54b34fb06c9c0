/**
 * Names that both sides of the file agree on. A step whose name begins with `WRAPPING` is lockstep's own; the reader leaves it out, so
 * a step of the definition with such a name is given another.
 */
export const WRAPPING = 'lockstep: ';

export function wrapping(name: string): string {
  return `${WRAPPING}${name}`;
}

export function stepName(name: string): string {
  return name.startsWith(WRAPPING) ? `step ${name}` : name;
}

/** The pipeline parameter that says what was started by hand (a workflow's name) or by a schedule (its cron line). */
export const START_PARAMETER = 'start';

/** Variables of the job that say which leg it is. */
export const LEG_VARIABLE = 'LOCKSTEP_LEG';
export const JOB_VARIABLE = 'LOCKSTEP_JOB';

/** Variable of the job that signs receipts for others, which is no leg: a line for each leg that it signs for. */
export const VERDICTS_VARIABLE = 'LOCKSTEP_VERDICTS';

/** The step that takes values over has a line for each: this word, the variable, the leg and the value's name. */
export const TAKE_OVER = wrapping('take over');
export const TAKE_VALUE_CALL = 'take_value';
