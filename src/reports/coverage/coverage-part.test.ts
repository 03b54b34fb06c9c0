import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteLength } from '../html/html.ts';
import { aggregateCoverage } from './aggregate-coverage.ts';
import { checkCoverage } from './check-coverage.ts';
import { collectCoverage } from './collected-coverage.ts';
import { coveragePart } from './coverage-part.ts';
import { repositoryFiles } from './repository-files.ts';

const NAMES = Array.from({ length: 400 }, (_, index) => `src/<b>${index}</b>.py`);

function part() {
  const files = NAMES.map((name, index) => ({
    name,
    naming: 'path' as const,
    modules: [],
    lines: new Map([
      [1, 1],
      [2, index % 2],
    ]),
    branches: new Map(),
    functions: [],
    stub: false,
  }));
  const origin = { job: 'unit', platform: 'linux', variant: '', attempt: 1, time: 0 };
  const collected = collectCoverage(origin, [{ files, roots: [] }], repositoryFiles('/work', NAMES));
  const coverage = aggregateCoverage([collected]);
  assert.ok(coverage.ok);
  return coveragePart({ coverage: coverage.value, checks: checkCoverage(coverage.value, undefined, {}) });
}

test('the part keeps to its room, in Markdown and on a page, and says what is left out', () => {
  const { renderMarkdown, renderSection, checks } = part();
  assert.deepEqual(checks, [
    { name: 'coverage', conclusion: 'passed', summary: '75.00% (600 of 800) of lines' },
  ]);
  for (const room of [0, 50, 200, 500, 2_000, 10_000, 100_000, 1_000_000]) {
    assert.ok(byteLength(renderMarkdown(room)) <= room, `Markdown in ${room}`);
    assert.ok(byteLength(renderSection(room)) <= room, `a section in ${room}`);
  }
  assert.equal(
    renderMarkdown(500),
    `| platform | lines | branches |
| --- | --- | --- |
| linux | 75.00% | — |
| **together** | **75.00%** | — |

| file | lines | not run |
| --- | --- | --- |
| \`src/<b>0</b>.py\` | 50.00% | 2 |
| \`src/<b>100</b>.py\` | 50.00% | 2 |
| \`src/<b>102</b>.py\` | 50.00% | 2 |
| \`src/<b>104</b>.py\` | 50.00% | 2 |

196 more files with lines that are not run are left out here.
`,
  );
  const section = String(renderSection(30_000));
  assert.match(
    section,
    /<p>\d+ of 400 files are left out here: those with the fewest lines that are not run\.<\/p>/,
  );
  assert.match(section, /<td>all files<\/td><td>75\.00%<\/td>/);
  assert.doesNotMatch(section, /<b>/);
});
