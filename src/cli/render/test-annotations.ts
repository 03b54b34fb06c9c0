import { printable, printableLine } from '../../diagnostics/printable.ts';
import type { TestAssessment } from '../../reports/tests/assess-tests.ts';
import { groupTests, platformsOf } from '../../reports/tests/test-groups.ts';
import { escapeData, escapeProperty } from './github-commands.ts';

/** GitHub shows ten annotations of a kind per step ("Workflow commands", limits of check runs). */
const MOST = 10;
const LONGEST = 2_000;

/** A workflow command for each test that failed: an error, in quarantine a warning. */
export function testAnnotations({ failed, quarantined }: TestAssessment): readonly string[] {
  return [
    ...groupTests(failed)
      .slice(0, MOST)
      .map((group) => ({ group, command: 'error' })),
    ...groupTests(quarantined)
      .slice(0, MOST)
      .map((group) => ({ group, command: 'warning' })),
  ].map(({ group, command }) => {
    const { location, failure } = group.first.test;
    const properties = [
      ...(location === undefined
        ? []
        : [`file=${escapeProperty(printableLine(location.path))}`, `line=${location.line}`]),
      `title=${escapeProperty(printableLine(`${group.id} (${platformsOf(group)})`))}`,
    ];
    const message = printable(failure?.message || 'it failed').slice(0, LONGEST);
    return `::${command} ${properties.join(',')}::${escapeData(message)}`;
  });
}
