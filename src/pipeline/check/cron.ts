import { didYouMeanOr } from '../../diagnostics/suggest.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', low: 0, high: 59 },
  { name: 'hour', low: 0, high: 23 },
  { name: 'day of month', low: 1, high: 31 },
  { name: 'month', low: 1, high: 12, names: MONTHS },
  { name: 'day of week', low: 0, high: 6, names: DAYS },
];

export type CronFault =
  | { readonly kind: 'unreadable'; readonly message: string; readonly fix: string }
  | { readonly kind: 'never'; readonly message: string };

/**
 * What is wrong with five fields of cron (POSIX.1-2017 `crontab`, with the steps and names that GitHub Actions and CircleCI
 * take); undefined when nothing is.
 */
export function faultOfCron(cron: string): CronFault | undefined {
  const texts = cron.trim().split(/\s+/);
  if (texts.length !== 5) {
    const fix =
      "Five fields: minute, hour, day of month, month, day of week; '0 3 * * 1-5' is 3:00 UTC on weekdays.";
    return { kind: 'unreadable', message: `has ${texts.length} field${texts.length === 1 ? '' : 's'}`, fix };
  }
  const fields: Set<number>[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const values = readField(texts[index] ?? '', field);
    if (!(values instanceof Set)) return values;
    fields.push(values);
  }
  const [, , days, months] = fields;
  if (days === undefined || months === undefined) throw new Error('Internal error: a cron field is lost');
  // With a day of week as well, either of the two is enough.
  if (texts[4] !== '*' || texts[2] === '*') return undefined;
  const possible = [...months].some((month) =>
    [...days].some((day) => day <= (DAYS_IN_MONTH[month - 1] ?? 0)),
  );
  if (possible) return undefined;
  const names = [...months].map((month) => MONTHS[month - 1]);
  return { kind: 'never', message: `there is no day ${[...days].join(', ')} in ${names.join(', ')}` };
}

function readField(text: string, field: Field): Set<number> | CronFault {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', stepText, ...more] = part.split('/');
    const step = stepText === undefined ? 1 : /^\d{1,3}$/.test(stepText) ? Number(stepText) : 0;
    if (more.length > 0 || step < 1) return unreadable(part, field);
    const [fromText = '', toText, ...rest] = range.split('-');
    const every = range === '*';
    const from = every ? field.low : readNumber(fromText, field);
    const open = every || (stepText !== undefined && toText === undefined);
    const to = open ? field.high : toText === undefined ? from : readNumber(toText, field);
    if (rest.length > 0 || from === undefined || to === undefined || from > to)
      return unreadable(part, field);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

function readNumber(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named !== -1) return field.low + named;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.low && value <= field.high ? value : undefined;
}

function unreadable(part: string, field: Field): CronFault {
  const fix = didYouMeanOr(
    part,
    field.names ?? [],
    part === '7' && field.high === 6
      ? 'Sunday is 0.'
      : `From ${field.low} to ${field.high}, as '5', '1-5', '1,3', '*' or '*/2'.`,
  );
  return { kind: 'unreadable', message: `has '${part}' for the ${field.name}`, fix };
}
