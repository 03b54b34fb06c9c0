import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleTest } from '../../../test/support/sample-tests.ts';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { isExpired } from '../dated-exceptions.ts';
import { readQuarantine } from './quarantine.ts';

const ENTRY = 'owner: net\n    reason: the station is rebuilt\n    expires: 2027-01-15\n';

function read(text: string) {
  return readQuarantine(new SourceFile('lockstep.quarantine.yaml', text));
}

test('a test is named by its id, with stars, or by a regular expression, for all platforms or some', () => {
  const matches = (entry: string, id: string, platform = 'linux'): boolean => {
    const result = read(`tests:\n  - ${entry}\n    ${ENTRY}`);
    assert.ok(result.ok, renderDiagnostics(result.diagnostics));
    return result.value[0]?.matches(sampleTest(id, 'failed', { platform })) === true;
  };
  assert.ok(matches('test: a.py > test_x', 'a.py > test_x'));
  assert.ok(!matches('test: a.py > test_x', 'a.py > test_xy'));
  assert.ok(matches('test: "a.py > *"', 'a.py > test_x[1.5]'));
  assert.ok(!matches('test: "a.py > *"', 'b.py > test_x'));
  assert.ok(matches('test: "*(1+1)*"', 'sum (1+1) is 2'));
  assert.ok(matches('test: /test_[xy]$/', 'a.py > test_y'));
  assert.ok(!matches('test: "*"\n    platforms: [windows]', 'a', 'linux'));
  assert.ok(matches('test: "*"\n    platforms: [windows]', 'a', 'windows/x64'));
});

test('an entry holds up to the end of its last day', () => {
  const result = read(`tests:\n  - test: a\n    ${ENTRY}`);
  const [entry] = result.ok ? result.value : [];
  assert.ok(entry);
  assert.equal(isExpired(entry, Date.parse('2027-01-15T23:59:59Z')), false);
  assert.equal(isExpired(entry, Date.parse('2027-01-16T00:00:00Z')), true);
});

test('an empty file has no entries', () => {
  assert.deepEqual(read('# nothing yet\n'), { ok: true, value: [], diagnostics: [] });
});

test('all that is wrong is told at once, with its place', () => {
  const text = `tests:
  - test: /(/
    owner: net
    reason: ''
    expires: 2027-02-30
    until: never
  - just a text
more: 1
`;
  const file = new SourceFile('lockstep.quarantine.yaml', text);
  assert.equal(
    renderDiagnostics(readQuarantine(file).diagnostics, { files: () => file })
      .split('\n')
      .filter((line) => /^(error|\s+-->)/.test(line))
      .join('\n'),
    `error[quarantine-invalid]: /(/ is no regular expression of RE2: error parsing regexp: missing closing ): \`(\`
  --> lockstep.quarantine.yaml:2:11
error[quarantine-invalid]: \`reason\` is missing, or no text
  --> lockstep.quarantine.yaml:4:13
error[quarantine-invalid]: '2027-02-30' is no day: write it like 2027-01-15
  --> lockstep.quarantine.yaml:5:14
error[quarantine-invalid]: 'until' is none of test, platforms, owner, reason, expires
  --> lockstep.quarantine.yaml:6:5
error[quarantine-invalid]: an entry has \`test\`, \`owner\`, \`reason\` and \`expires\`
  --> lockstep.quarantine.yaml:7:5
error[quarantine-invalid]: 'more' is none of tests
  --> lockstep.quarantine.yaml:8:1`,
  );
});
