import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderDiagnostics } from '../../../../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../../../../diagnostics/source-file.ts';
import { addFingerprints } from './add-fingerprints.ts';
import { checkCategories, withCategory } from './categories.ts';
import { fitSarif } from './fit-sarif.ts';
import { SARIF_LIMITS } from './limits.ts';
import { readSarif } from './read-sarif.ts';

function reportOf(text: string): string {
  return (
    renderDiagnostics(readSarif(new SourceFile('scan.sarif', text)).diagnostics).split('\nhelp:')[0] ?? ''
  );
}

for (const [what, text, report] of [
  [
    'two roots',
    '{"version":"2.1.0","runs":[]} {}',
    'error[sarif-unreadable]: This is not JSON\n  --> scan.sarif:1:31',
  ],
  ['a comment', '// made by hand\n{}', 'error[sarif-unreadable]: This is not JSON\n  --> scan.sarif:1:1'],
  [
    'a text that does not end',
    '{"version":"2.1',
    'error[sarif-unreadable]: The file ends in the middle: whoever wrote it was stopped, or the disk was full\n  --> scan.sarif:1:12',
  ],
  [
    'a list',
    '[]',
    'error[sarif-unreadable]: This is JSON and not SARIF: it has neither version nor runs\n  --> scan.sarif:1:1',
  ],
  [
    'no version',
    '{\n  "runs": []\n}',
    'error[sarif-version]: This is SARIF without a version, and GitHub takes 2.1.0 alone\n  --> scan.sarif:1:1',
  ],
  [
    'no list of runs',
    '{"version":"2.1.0",\n "runs": {}}',
    'error[sarif-unreadable]: It has no list of runs\n  --> scan.sarif:2:10',
  ],
  [
    'no run',
    '{"version":"2.1.0","runs":[]}',
    'error[sarif-without-results]: It has no run: no scanner has looked at anything\n  --> scan.sarif:1:27',
  ],
  [
    'no tool',
    '{"version":"2.1.0","runs":[\n  {"tool":{}}]}',
    'error[sarif-unreadable]: A run does not say which tool it is of: tool.driver.name is missing\n  --> scan.sarif:2:11',
  ],
  [
    'null for results',
    '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},\n"results":null}]}',
    'error[sarif-without-results]: The run of T has no results, not even an empty list: the scan did not finish\n  --> scan.sarif:2:11',
  ],
  [
    'a result that is none',
    '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},\n"results":[{},null]}]}',
    'error[sarif-unreadable]: An entry of results is no object\n  --> scan.sarif:2:15',
  ],
  [
    'rules that are none',
    '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T","rules":{}}},\n"results":[]}]}',
    'error[sarif-unreadable]: rules is no list\n  --> scan.sarif:1:66',
  ],
  [
    'rules of a plug-in that are none',
    '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"},\n"extensions":[{"rules":[7]}]},"results":[]}]}',
    'error[sarif-unreadable]: An entry of rules is no object\n  --> scan.sarif:2:25',
  ],
  [
    'a pit',
    `{"version":"2.1.0","runs":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    'error[sarif-unreadable]: It is nested more than 500 levels deep\n  --> scan.sarif',
  ],
] as const)
  test(`a file with ${what} is told with its place`, () => {
    assert.equal(reportOf(text).replace(/\n\n1 error\n$/, ''), report);
  });

test('whatever stands in a file that is read, nothing breaks', async () => {
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(0, 1, -1, 1e9, 0.5, 'R1', 'error', '9.8'),
  );
  const record = (...names: string[]) =>
    fc.dictionary(fc.constantFrom(...names), odd, { noNullPrototype: true }) as fc.Arbitrary<
      Record<string, unknown>
    >;
  const rule = record('id', 'guid', 'defaultConfiguration', 'properties', 'relationships');
  const result = record(
    'ruleId',
    'ruleIndex',
    'rule',
    'level',
    'kind',
    'locations',
    'relatedLocations',
    'codeFlows',
    'partialFingerprints',
  );
  const run = fc.record({
    tool: fc.record({
      driver: fc.record({ name: fc.string({ minLength: 1 }), rules: fc.array(rule, { maxLength: 4 }) }),
      extensions: fc.array(fc.record({ rules: fc.array(rule, { maxLength: 2 }) }), { maxLength: 2 }),
    }),
    results: fc.array(result, { maxLength: 6 }),
    automationDetails: odd,
    artifacts: odd,
    invocations: odd,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 3 }), fc.nat(4), async (runs, results) => {
      const read = readSarif(new SourceFile('scan.sarif', JSON.stringify({ version: '2.1.0', runs })));
      assert.ok(read.ok);
      checkCategories([{ path: 'scan.sarif', log: read.value }]);
      const { logs } = fitSarif(withCategory(read.value, 'a'), { ...SARIF_LIMITS, results, size: 2_000 });
      for (const log of logs) await addFingerprints(log, async () => 'text\n', '/work');
    }),
  );
});
