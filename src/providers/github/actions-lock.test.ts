import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderDiagnostics } from '../../diagnostics/render-diagnostic.ts';
import { SourceFile } from '../../diagnostics/source-file.ts';
import { GITHUB_ACTIONS } from './actions.ts';
import { checkMajors, printActionsLock, readActionsLock, withShipped } from './actions-lock.ts';

function faults(text: string): string {
  const file = new SourceFile('lockstep.lock', text);
  const result = readActionsLock(file);
  assert.equal(result.ok, false);
  return renderDiagnostics(result.diagnostics, { files: () => file });
}

test('what is printed reads back, and the order of the entries does not matter', () => {
  const text = printActionsLock(GITHUB_ACTIONS);
  const result = readActionsLock(new SourceFile('lockstep.lock', text));
  assert.deepEqual(result, { ok: true, value: GITHUB_ACTIONS, diagnostics: [] });
  const reversed = Object.fromEntries(Object.entries(GITHUB_ACTIONS).reverse());
  assert.equal(printActionsLock(reversed), text);
  assert.ok(Object.keys(GITHUB_ACTIONS).length > 5);
});

test('every entry that is wrong is told, with its place', () => {
  const text = `{
  "version": 1,
  "actions": {
    "checkout": { "version": "v1.0.0", "sha": "" },
    "actions/cache": { "version": "v5", "sha": "${'a'.repeat(40)}" },
    "actions/setup-go": { "version": "v7.0.0", "sha": "main" }
  }
}
`;
  assert.equal(
    faults(text),
    `error[actions-lock-invalid]: 'checkout' is no action: owner/name is.
  --> lockstep.lock:4:5
  |
4 |     "checkout": { "version": "v1.0.0", "sha": "" },
  |     ^^^^^^^^^^
help: Settle the conflict if it is one; or remove the file, and 'lockstep generate' writes it anew.

error[actions-lock-invalid]: The version of actions/cache is none such as v1.2.3.
  --> lockstep.lock:5:35
  |
5 |     "actions/cache": { "version": "v5", "sha": "${'a'.repeat(40)}" },
  |                                   ^^^^
help: Settle the conflict if it is one; or remove the file, and 'lockstep generate' writes it anew.

error[actions-lock-invalid]: actions/setup-go is not locked to a commit of 40 hexadecimal digits.
  --> lockstep.lock:6:55
  |
6 |     "actions/setup-go": { "version": "v7.0.0", "sha": "main" }
  |                                                       ^^^^^^
help: Settle the conflict if it is one; or remove the file, and 'lockstep generate' writes it anew.

3 errors
`,
  );
});

test('a conflict of git, another format and an empty file are told', () => {
  assert.match(
    faults('{\n<<<<<<< HEAD\n  "version": 1\n}'),
    /lockstep\.lock is no JSON\.\n {2}--> lockstep\.lock:2:1/,
  );
  assert.match(faults('{ "version": 2, "actions": {} }'), /another format than this lockstep knows/);
  assert.match(faults(''), /is no JSON/);
  assert.match(faults('[]'), /another format/);
  assert.match(faults('{ "version": 1 }'), /has no 'actions'/);
});

test('what the project has locked stands before what lockstep comes with', () => {
  const own = { 'actions/cache': { version: 'v5.0.0', sha: 'a'.repeat(40) } };
  const lock = withShipped(own);
  assert.deepEqual(lock['actions/cache'], own['actions/cache']);
  assert.deepEqual(lock['actions/checkout'], GITHUB_ACTIONS['actions/checkout']);
  assert.deepEqual(checkMajors(lock, Object.keys(lock)), []);
});

test('an action of another major version is refused when it is used', () => {
  const lock = withShipped({ 'actions/cache': { version: 'v1.0.0', sha: 'a'.repeat(40) } });
  assert.deepEqual(checkMajors(lock, ['actions/checkout']), []);
  assert.deepEqual(
    checkMajors(lock, ['actions/cache']).map(({ code, message }) => [code, message]),
    [
      [
        'action-of-other-major',
        'lockstep.lock has actions/cache v1.0.0, and lockstep writes workflows for v5.',
      ],
    ],
  );
});
