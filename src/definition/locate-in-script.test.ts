import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locateInScript } from './locate-in-script.ts';
import { readSyntax } from './script-syntax.ts';

/** The text that a path is found at. */
async function at(
  text: string,
  path: readonly (string | number)[],
  atKey = false,
): Promise<string | undefined> {
  const syntax = await readSyntax(text);
  assert.ok(syntax);
  const span = locateInScript(syntax, path, atKey);
  return span && text.slice(span.start, span.end);
}

test('a value is found through types, constants and spreads', async () => {
  const text = `
    const retries = 'x';
    const common = { retries, 'time-out': 1 } as const;
    const list = ['a', 'b'];
    const config = { jobs: { ...common, unit: { ...common, needs: ['z', ...list, 'c'] } } } satisfies object;
    export default defineConfig(config);
  `;
  assert.equal(await at(text, ['jobs', 'unit', 'needs', 0]), "'z'");
  assert.equal(await at(text, ['jobs', 'unit', 'needs', 2]), "'b'");
  assert.equal(await at(text, ['jobs', 'unit', 'needs', 3]), "'c'");
  assert.equal(await at(text, ['jobs', 'unit', 'time-out']), '1');
  assert.equal(await at(text, ['jobs', 'unit', 'time-out'], true), "'time-out'");
  assert.equal(await at(text, ['jobs', 'retries']), 'retries');
});

test('arguments of the functions of lockstep are found', async () => {
  const text = `export default { on: [push('main', 'x'), push({ branches: ['y'] }), lockstep.schedule('0 0', { branch: 'b' })], v: value('a', 'b'), t: python({ version: 3 }) };`;
  assert.equal(await at(text, ['on', 0, 'branches', 1]), "'x'");
  assert.equal(await at(text, ['on', 1, 'branches', 0]), "'y'");
  assert.equal(await at(text, ['on', 2, 'cron']), "'0 0'");
  assert.equal(await at(text, ['on', 2, 'branch']), "'b'");
  assert.equal(await at(text, ['v', 'value']), "'b'");
  assert.equal(await at(text, ['t', 'version']), '3');
});

test('of what is made otherwise the nearest thing around it is found', async () => {
  const text = `const jobs = Object.fromEntries([]); export default { project: 'a', jobs, more: { a: make() } };`;
  assert.equal(await at(text, ['jobs', 'unit', 'run']), 'jobs');
  assert.equal(await at(text, ['more', 'a', 'b', 'c']), 'a');
  assert.equal(await at(text, ['more', 'a']), 'make()');
  assert.equal(await at(text, ['more', 'gone'], true), 'more');
});

test('module.exports and named default exports are exports, and circles end', async () => {
  assert.equal(await at('module.exports = { a: 1 };', ['a']), '1');
  assert.equal(await at('const c = { a: 1 }; export { c as default };', ['a']), '1');
  assert.equal(await at('const a = b, b = a; export default a;', ['x']), 'a');
});
