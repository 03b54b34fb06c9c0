import assert from 'node:assert/strict';
import test from 'node:test';
import { slug } from '../src/index.js';

// In Turkish the small I has no dot, and `'I'.toLocaleLowerCase()` is not 'i'.
test(`an address is the same when the locale is ${process.env.LC_ALL ?? 'not set'}`, () => {
  assert.equal(slug('TITLE'), 'title');
});
