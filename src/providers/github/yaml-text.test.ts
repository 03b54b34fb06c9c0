import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { writeYaml, YamlFlow, YamlMap, type YamlValue } from './yaml-text.ts';

test('a file reads as a person would have written it', () => {
  const step = new YamlMap()
    .set('name', 'pytest', { above: ['The definition says so.'] })
    .set('run', 'set -e\npytest -q\n');
  const jobs = new YamlMap()
    .set('lint', new YamlMap().set('needs', new YamlFlow(['types', 'on'])))
    .set('unit', new YamlMap().set('timeout-minutes', 5).set('steps', [step]), { blank: true });
  const map = new YamlMap()
    .set('on', new YamlMap().set('pull_request', null).set('push', new YamlMap().set('tags', ['v*', '3.10'])))
    .set('permissions', new YamlMap(), { comment: 'each job asks\nfor its own' })
    .set('jobs', jobs, { blank: true });
  assert.equal(
    writeYaml(map, ['Generated.', 'Do not edit.']),
    `# Generated.
# Do not edit.

'on':
  pull_request:
  push:
    tags:
      - v*
      - '3.10'
permissions: {} # each job asks for its own

jobs:
  lint:
    needs: [types, 'on']

  unit:
    timeout-minutes: 5
    steps:
      # The definition says so.
      - name: pytest
        run: |
          set -e
          pytest -q
`,
  );
});

test('an empty line for the eye is not taken for one of the text above it', () => {
  const map = new YamlMap().set('run', 'on\n\n').set('env', 'A: b\n', { blank: true });
  assert.equal(writeYaml(map), 'run: "on\\n\\n"\n\nenv: |\n  A: b\n');
});

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        'on',
        'yes',
        '1e3',
        '08',
        '3.10',
        '0x1f',
        '1_000',
        '1:30',
        '2001-12-14',
        '~',
        '-',
        '?',
        ':',
        '#',
        ' ',
        '\n',
        '\t',
        '\r',
        "'",
        '"',
        '{',
        ']',
        ',',
        '&a',
        '*a',
        '!',
        '|',
        '>',
        '%',
        '@',
        '`',
        '\u2028',
        '\ufeff',
        '\\',
        '<<',
        '=',
        '---',
        'é',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
);

const values: fc.Arbitrary<YamlValue> = fc.letrec<{ value: YamlValue; map: YamlMap }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    nasty,
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
    fc.array(nasty, { maxLength: 4 }).map((items) => new YamlFlow(items)),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('map'),
  ),
  map: fc
    .array(fc.tuple(nasty, tie('value'), fc.option(nasty), fc.option(nasty), fc.boolean()), { maxLength: 4 })
    .map((entries) => {
      const map = new YamlMap();
      for (const [key, value, comment, above, blank] of entries)
        map.set(key, value, {
          ...(comment !== null && { comment }),
          ...(above !== null && { above: [above] }),
          blank,
        });
      return map;
    }),
})).value;

function plain(value: YamlValue): unknown {
  if (value instanceof YamlMap)
    return new Map([...value.entries].map(([key, entry]) => [key, plain(entry.value)]));
  if (value instanceof YamlFlow) return value.items;
  return Array.isArray(value) ? value.map(plain) : value;
}

for (const version of ['1.1', '1.2'] as const)
  test(`whatever is written reads back as it was, by YAML ${version}`, () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = writeYaml(new YamlMap().set('value', value));
        const read = parse(text, {
          version,
          mapAsMap: true,
          uniqueKeys: true,
          merge: version === '1.1',
        }) as Map<string, unknown>;
        assert.deepEqual(read.get('value'), plain(value), text);
      }),
      { numRuns: 1500 },
    );
  });
