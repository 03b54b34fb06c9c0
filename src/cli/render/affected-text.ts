import { printableLine } from '../../diagnostics/printable.ts';
import type { Reason } from '../../plan/affected.ts';
import { count, type LegNames } from '../../run/run-words.ts';
import type { Affected } from '../affected-plan.ts';

/** Why a leg is in: `src/a.ts changed`, `needs build`, `has no inputs`. */
export function reasonWords(reason: Reason, names: Pick<LegNames, 'name'>): string {
  switch (reason.kind) {
    case 'changed':
      return `${printableLine(reason.file)}${reason.more === 0 ? '' : ` and ${reason.more} more`} changed`;
    case 'definition':
      return `${printableLine(reason.file)} changed`;
    case 'no-inputs':
      return 'has no inputs';
    case 'needs':
      return `needs ${names.name(reason.leg)}`;
    case 'needed-by':
      return `needed by ${names.name(reason.leg)}`;
    case 'due':
      return 'has to run';
    default:
      return reason satisfies never;
  }
}

/** What `--changed` came to, in one sentence. */
export function affectedSentence(affected: Affected): string {
  if ('everything' in affected) {
    const fix = affected.fix === undefined ? '' : ` ${affected.fix}`;
    return `Everything is in, since it cannot be told what changed: ${printableLine(affected.everything)}.${printableLine(fix)}`;
  }
  const { changed, left } = affected;
  const since = printableLine(affected.since.text);
  const out = `${count(left.length, 'job')} left out`;
  const what = changed.length === 0 ? 'Nothing' : count(changed.length, 'file');
  if (affected.legs.length > 0)
    return `${what} changed ${since}: ${left.length === 0 ? 'every job is in' : `${out}, not affected`}.`;
  return `${what} changed ${since}${changed.length === 0 ? '' : ', and no job is affected'}: ${out}.`;
}
