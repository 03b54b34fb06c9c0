import { markdownCode, markdownText } from '../../../diagnostics/markdown.ts';
import { markdownTable } from '../../../diagnostics/markdown-table.ts';
import { byteLength } from '../../html/html.ts';
import { cutText } from '../../markdown/bounded-markdown.ts';
import { CONCLUSION_MARKS } from '../../markdown/conclusion-mark.ts';
import { fixText, foreignText, goneText, packageText, placeText, verdictText } from '../finding-words.ts';
import type { AssessedFinding, FindingsAssessment } from '../findings-assessment.ts';
import { suppressionText } from '../suppressions.ts';

/** The same as the screen, as GitHub Flavored Markdown, in at most `room` bytes of UTF-8. */
export function renderFindingsMarkdown(assessment: FindingsAssessment, room: number): string {
  const { conclusion, summary } = assessment.check;
  const head = `### ${CONCLUSION_MARKS[conclusion]} findings: ${markdownText(summary)}\n`;
  const tables = renderFindingsTables(assessment, room - byteLength(head) - 2);
  return tables === '' ? head : `${head}\n${tables}\n`;
}

/** Of what does not block, enough to see what it is. */
const MOST_OTHERS = 50;
const MOST_REMARKS = 20;

/** What blocks, what was not scanned, what is over, and what does not block: Markdown without a heading of its own. */
export function renderFindingsTables(assessment: FindingsAssessment, room: number): string {
  const { findings } = assessment;
  const blocking = findings.filter(({ verdict }) => verdict === 'blocks');
  const others = findings.filter(({ verdict }) => verdict !== 'blocks');
  const remarks = remarksText(assessment);
  const parts: string[] = [];
  let left = room;
  const add = (text: string): void => {
    if (text === '' || byteLength(text) + 2 > left) return;
    parts.push(text);
    left -= byteLength(text) + 2;
  };
  // Remarks are few and say why it failed: they have their room before the rest is shared out.
  const kept = byteLength(remarks) + 2;
  add(boundedTable(blocking, { room: left - kept, most: blocking.length, head: BLOCKING, row: blockingRow }));
  add(remarks);
  const table = boundedTable(others, { room: left - 60, most: MOST_OTHERS, head: OTHERS, row: otherRow });
  if (table !== '') add(`**These do not block**\n\n${table}`);
  return parts.join('\n\n');
}

const BLOCKING = ['severity', 'finding', 'in', 'fixed in', 'where', 'what'];
const OTHERS = ['severity', 'finding', 'in', 'where', 'why'];

function blockingRow(finding: AssessedFinding): readonly string[] {
  return [
    finding.severity,
    markdownCode(finding.id),
    codeOrNothing(packageText(finding)),
    markdownText(fixText(finding)),
    codeOrNothing(placeText(finding)),
    markdownText(finding.title),
  ];
}

function otherRow(finding: AssessedFinding): readonly string[] {
  return [
    finding.severity,
    markdownCode(finding.id),
    codeOrNothing(packageText(finding)),
    codeOrNothing(placeText(finding)),
    markdownText(verdictText(finding)),
  ];
}

function codeOrNothing(text: string): string {
  return text === '' ? '' : markdownCode(text);
}

interface BoundedTable {
  readonly room: number;
  readonly most: number;
  readonly head: readonly string[];
  readonly row: (finding: AssessedFinding) => readonly string[];
}

/** The rows that fit, and how many more there are. */
function boundedTable(findings: readonly AssessedFinding[], { room, most, head, row }: BoundedTable): string {
  const rows: (readonly string[])[] = [];
  let left = room - byteLength(markdownTable(head, [])) - 60;
  for (const finding of findings.slice(0, most)) {
    const cells = row(finding);
    left -= byteLength(cells.join(' | ')) + 5 + 3 * cells.filter((cell) => cell === '').length;
    if (left < 0) break;
    rows.push(cells);
  }
  if (rows.length === 0) return findings.length === 0 || room < 60 ? '' : cutText(findings.length);
  const cut = findings.length - rows.length;
  return `${markdownTable(head, rows)}${cut > 0 ? `\n\n${cutText(cut)}` : ''}`;
}

function remarksText({ notScanned, expired, unused, foreign, gone }: FindingsAssessment): string {
  const lines = [
    ...notScanned.map(
      ({ file, reason }) => `not scanned: ${[file, reason].filter((part) => part !== '').join(': ')}`,
    ),
    ...expired.map(
      (one) =>
        `suppression of ${suppressionText(one)} expired on ${one.expires}: ${one.reason} (${one.owner})`,
    ),
    ...unused.map((one) => `suppression of ${suppressionText(one)} is of nothing that was found`),
    ...(foreign > 0 ? [foreignText(foreign)] : []),
    ...(gone !== undefined && gone > 0 ? [goneText(gone)] : []),
  ];
  const shown = lines.slice(0, MOST_REMARKS).map((line) => `- ${markdownText(line.slice(0, 500))}`);
  if (lines.length > MOST_REMARKS) shown.push(`- and ${lines.length - MOST_REMARKS} more`);
  return shown.join('\n');
}
