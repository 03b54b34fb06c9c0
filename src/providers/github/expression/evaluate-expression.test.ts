import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Contexts, evaluate, KnownInPart, mayHold, Unknown } from './evaluate-expression.ts';
import { parseExpression } from './parse-expression.ts';

const CONTEXTS: Contexts = {
  github: new KnownInPart({
    event_name: 'push',
    ref_name: 'main',
    base_ref: '',
    event: new KnownInPart({ schedule: '' }),
  }),
  matrix: { python: '3.12' },
  needs: { build: { result: new Unknown('needs.build.result'), outputs: new Unknown('outputs') } },
};

function evaluated(source: string): unknown {
  const expression = parseExpression(source);
  assert.ok(expression, source);
  return evaluate(expression, CONTEXTS);
}

const KNOWN: readonly (readonly [source: string, value: unknown])[] = [
  ['github.ref_name', 'main'],
  ['github.REF_NAME', 'main'],
  ['github.base_ref', ''],
  ["github.event_name == 'PUSH'", true],
  ["github.event.schedule == '0 3 * * *'", false],
  // All of a matrix and of the needs is known: what they lack is the empty text.
  ['matrix.node', ''],
  ["matrix.node == 'x' || matrix.python", '3.12'],
  ['needs.other.result', ''],
  ['matrix.python.minor', ''],
  // What is known decides, whatever stands beside it.
  ["github.event_name == 'schedule' && github.actor == 'me'", false],
];

for (const [source, value] of KNOWN) test(`${source} is known`, () => assert.equal(evaluated(source), value));

/** By what each is said to be. */
const UNKNOWN: readonly (readonly [source: string, what: string])[] = [
  ['github.actor', 'github.actor'],
  ['github.event.release.draft', 'github.event.release.draft'],
  ['github.event', 'github.event'],
  ['github', 'github'],
  ["github.actor == 'me'", 'comparison'],
  ['!github.actor', '!github.actor'],
  ["startsWith(github.sha, 'a')", 'startsWith'],
  ['secrets.TOKEN', 'secrets.TOKEN'],
  ['needs.build.result', 'needs.build.result'],
  ['needs.build.outputs.version', 'needs.build.outputs.version'],
  ["contains(needs.*.result, 'failure')", 'contains'],
];

for (const [source, what] of UNKNOWN)
  test(`${source} is known only when it runs, and may hold`, () => {
    const value = evaluated(source);
    assert.ok(value instanceof Unknown, String(value));
    assert.equal(value.what, what);
    assert.ok(mayHold(value));
  });
