import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { markdownTable } from '../../diagnostics/markdown-table.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { assessFindings } from './assess-findings.ts';
import { DEFAULT_POLICY } from './findings-policy.ts';
import { FINDINGS_READERS } from './readers.ts';
import { SEVERITY_POLICIES, type SeverityPolicy } from './severity-policy.ts';

const PAGE = 'docs/reports.md';
const CASES = 'test/cases/reports/findings';

/** A table of the page is what the code says now; LOCKSTEP_UPDATE_CASES=1 writes it anew. */
function holds(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const table = markdownTable(head, rows);
  const [first = ''] = table.split('\n');
  const page = readFileSync(PAGE, 'utf8');
  const start = page.indexOf(`${first}\n`);
  assert.ok(start >= 0, `there is no table '${first}'`);
  const end = start + (/^(?:\|.*\n)+/.exec(page.slice(start))?.[0].length ?? 0);
  if (process.env.LOCKSTEP_UPDATE_CASES === '1')
    writeFileSync(PAGE, `${page.slice(0, start)}${table}\n${page.slice(end)}`);
  else assert.equal(page.slice(start, end), `${table}\n`);
}

test('the page has what every tool wrote, how many findings were read of it, and what the gate says', () => {
  holds(
    ['report', 'written by', 'findings', 'gate'],
    FINDINGS_READERS.flatMap((reader) =>
      readdirSync(join(CASES, reader.name))
        .sort()
        .map((name) => {
          const folder = join(CASES, reader.name, name);
          const input = readdirSync(folder).find((one) => one.startsWith('input.')) ?? '';
          const file = new SourceFile(input, readFileSync(join(folder, input), 'utf8'));
          const read = reader.read(file);
          const assessment = assessFindings({
            readings: read.ok ? [{ file: '', report: read.value }] : [],
            unread: [],
            // When the cases were made: databases have their age from then.
            now: Date.parse('2026-11-23T00:00:00Z'),
            policy: DEFAULT_POLICY,
            suppressions: [],
          });
          const made = name.endsWith('-by-hand') ? 'by hand, after the format' : name;
          const count = read.ok ? String(read.value.findings.length) : 'unreadable';
          return [`\`${reader.name}\``, made, count, assessment.check.summary];
        }),
    ),
  );
});

test('the page has the policy of every tool', () => {
  holds(
    ['tool', 'what is looked at', 'words', 'source'],
    Object.entries(SEVERITY_POLICIES).map(([tool, { looksAt, labels, source }]: [string, SeverityPolicy]) => {
      const words = Object.entries(labels).map(([word, label]) =>
        word === label ? label : `${word === '' ? 'everything' : word} is ${label}`,
      );
      return [`\`${tool}\``, looksAt, words.join(', '), source];
    }),
  );
});
