import type { AssessedTest } from './assess-tests.ts';
import { platformsOf, type TestGroup } from './test-groups.ts';

/** What screens, Markdown and pages say of a test in the same words. Nothing is harmless yet. */
export function standingWord({ standing }: AssessedTest): string {
  return standing === undefined ? '' : { new: 'new', still: 'still failing', fixed: 'fixed' }[standing];
}

/** `likely flaky: it passed before, and nothing has changed`; empty for what is not. */
export function flakyText({ flaky }: AssessedTest): string {
  if (flaky === undefined) return '';
  const word = { certain: 'flaky', likely: 'likely flaky', suspect: 'maybe flaky' }[flaky.grade];
  return `${word}: ${flaky.because}`;
}

/** `network, until 2027-01-15: the test server is being moved` */
export function quarantineText({ quarantine }: AssessedTest): string {
  return quarantine === undefined
    ? ''
    : `${quarantine.owner}, until ${quarantine.expires}: ${quarantine.reason}`;
}

/** `new`, where it failed, and whether it is flaky: what stands below the name of a failed test. */
export function failureFacts(group: TestGroup): readonly string[] {
  const { first } = group;
  return [standingWord(first), platformsOf(group), flakyText(first)].filter((fact) => fact !== '');
}

/** `25 %` of all the time that tests take. */
export function partText(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** `+25 %`: against the median of the runs before; empty without one, and where nothing has changed. */
export function changeText(change: number | undefined): string {
  if (change === undefined) return '';
  const percent = Math.round(change * 100);
  return percent === 0 ? '' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}
