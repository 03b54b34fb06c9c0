import { printableLine } from '../../../diagnostics/printable.ts';
import { xmlText } from '../../xml/xml-text.ts';
import { fixText, packageText, placeText, verdictText } from '../finding-words.ts';
import type { AssessedFinding, FindingsAssessment } from '../findings-assessment.ts';

/**
 * Findings as JUnit XML, for CI systems that show nothing else (CircleCI, Jenkins, GitLab): a suite for each tool; what blocks has failed, what is suppressed, known or without a fix is
 * skipped, what is only told has passed. What was not scanned is an error.
 */
export function renderFindingsJunit({ findings, notScanned, expired, check }: FindingsAssessment): string {
  const tools = new Map<string, string[]>();
  for (const finding of findings) {
    const cases = tools.get(finding.tool) ?? [];
    tools.set(finding.tool, cases);
    cases.push(caseOf(finding));
  }
  const gate = [
    ...notScanned.map(({ file, reason }) =>
      problem(file === '' ? 'scan' : file, 'error', `not scanned: ${reason}`),
    ),
    ...expired.map((one) =>
      problem(one.id, 'failure', `suppressed until ${one.expires}: ${one.reason} (${one.owner})`),
    ),
    ...(check.conclusion === 'passed' ? ['  <testcase classname="lockstep" name="no finding blocks"/>'] : []),
  ];
  const suites = [...tools, ...(gate.length > 0 ? [['gate', gate] as const] : [])];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="findings">',
    ...suites.flatMap(([name, cases]) => [` <testsuite ${counts(name, cases)}>`, ...cases, ' </testsuite>']),
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(name: string, cases: readonly string[]): string {
  const having = (element: string): number => cases.filter((one) => one.includes(`<${element}`)).length;
  return `name="${xmlText(printableLine(name))}" tests="${cases.length}" failures="${having('failure')}" errors="${having('error')}" skipped="${having('skipped')}"`;
}

function caseOf(finding: AssessedFinding): string {
  const { tool, class: kind, id, location, verdict, severity, title } = finding;
  const name = [id, packageText(finding), placeText(finding)].filter((part) => part !== '').join(' ');
  const place =
    location?.kind === 'file'
      ? ` file="${attribute(location.path)}"${location.line === undefined ? '' : ` line="${location.line}"`}`
      : '';
  const start = `  <testcase classname="${attribute(`${tool}.${kind}`)}" name="${attribute(name)}"${place}`;
  if (verdict === 'told') return `${start}/>`;
  if (verdict !== 'blocks')
    return `${start}><skipped message="${attribute(verdictText(finding))}"/></testcase>`;
  const fixed = fixText(finding);
  const facts = [`severity: ${severity}`, ...(fixed === '' ? [] : [`fixed in: ${fixed}`]), `what: ${title}`];
  return `${start}><failure type="${severity}" message="${attribute(title)}">${facts.map(attribute).join('\n')}</failure></testcase>`;
}

function problem(name: string, element: 'error' | 'failure', message: string): string {
  return `  <testcase classname="lockstep" name="${attribute(name)}"><${element} message="${attribute(message)}"/></testcase>`;
}

/** On one line, also as text: no line of it begins with what somebody else has written. */
function attribute(text: string): string {
  return xmlText(printableLine(text));
}
