import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gzipSize } from '../../../../platform/compression.ts';
import { fitSarif } from './fit-sarif.ts';
import { SARIF_LIMITS } from './limits.ts';
import { RuleLookup } from './rule-lookup.ts';
import type { SarifLog, SarifResult, SarifRun } from './sarif-log.ts';
import { severityOf, worstFirst } from './severity.ts';

const limits = { ...SARIF_LIMITS, results: 3 };

function logOf(...runs: readonly SarifRun[]): SarifLog {
  return { version: '2.1.0', runs };
}

function runOf(results: readonly SarifResult[], more: Partial<SarifRun> = {}): SarifRun {
  return { tool: { driver: { name: 'Toy' } }, results, ...more };
}

/** Text that does not get smaller. */
function noise(seed: number, length: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(33 + ((state >>> 16) % 90));
  }).join('');
}

test('what fits is the very same', () => {
  const log = logOf(
    runOf([{ ruleId: 'A', ruleIndex: 1 }], {
      tool: { driver: { name: 'Toy', rules: [{ id: 'B' }, { id: 'A' }] } },
    }),
  );
  assert.deepEqual(fitSarif(log, limits), { logs: [log], cuts: [], tooLarge: [] });
});

test('the worst stay in the order they had, rules without a result go, and everything is counted', () => {
  const rules = [
    { id: 'STYLE', defaultConfiguration: { level: 'note' } },
    { id: 'UNUSED' },
    {
      id: 'CVE',
      properties: { 'security-severity': '7.5' },
      relationships: [
        { target: { id: 'STYLE', index: 0 } },
        { target: { id: 'CWE-1', toolComponent: { name: 'CWE' } } },
      ],
    },
  ];
  const results: readonly SarifResult[] = [
    { ruleId: 'STYLE', ruleIndex: 0 },
    { ruleId: 'CVE', rule: { index: 2 }, level: 'warning' },
    { ruleId: 'CVE/sub', level: 'error' },
    { ruleId: 'STYLE' },
    { ruleId: 'OTHER', level: 'error', ruleIndex: -1 },
    { ruleId: 'CVE', ruleIndex: 2, level: 'warning' },
  ];
  const overrides = [
    { descriptor: { index: 0 }, configuration: { level: 'error' } },
    { descriptor: { index: 2 } },
  ];
  const { logs, cuts } = fitSarif(
    logOf(
      runOf(results, {
        tool: { driver: { name: 'Toy', rules } },
        invocations: [{ executionSuccessful: true, ruleConfigurationOverrides: overrides }],
      }),
    ),
    limits,
  );
  const kept = {
    id: 'CVE',
    properties: { 'security-severity': '7.5' },
    relationships: [{ target: { id: 'CWE-1', toolComponent: { name: 'CWE' } } }],
  };
  assert.deepEqual(logs, [
    logOf(
      runOf(
        [
          { ruleId: 'CVE', rule: { index: 0 }, level: 'warning' },
          { ruleId: 'CVE/sub', level: 'error' },
          { ruleId: 'OTHER', level: 'error' },
        ],
        {
          tool: { driver: { name: 'Toy', rules: [kept] } },
          invocations: [
            { executionSuccessful: true, ruleConfigurationOverrides: [{ descriptor: { index: 0 } }] },
          ],
        },
      ),
    ),
  ]);
  assert.deepEqual(cuts, [
    {
      tool: 'Toy',
      results: 6,
      removed: 3,
      levels: { error: 0, warning: 1, note: 2, none: 0 },
      worst: { severity: 'high (7.5)', rule: 'CVE' },
      because: 'shown',
      rules: 2,
      tags: 0,
      locations: 0,
    },
  ]);
});

test('lists that are too long are cut, and a result of security stays one', () => {
  const tags = [...Array.from({ length: 25 }, (_, index) => `tag-${index}`), 'security'];
  const locations = Array.from({ length: 1_500 }, (_, index) => ({ id: index }));
  const flow = (length: number) => ({ threadFlows: [{ locations: Array.from({ length }, () => ({})) }] });
  const { logs, cuts } = fitSarif(
    logOf(
      runOf(
        [
          {
            ruleId: 'A',
            locations,
            relatedLocations: locations,
            codeFlows: [flow(6_000), flow(5_000), flow(4_000)],
          },
          { ruleId: 'A', locations: [{}] },
        ],
        {
          tool: {
            driver: { name: 'Toy' },
            extensions: [{ name: 'More', rules: [{ id: 'A', properties: { tags } }] }],
          },
        },
      ),
    ),
  );
  const [run] = logs[0]?.runs ?? [];
  assert.deepEqual(run?.tool.extensions?.[0]?.rules?.[0]?.properties?.tags, [
    'security',
    ...tags.slice(0, 19),
  ]);
  const [result] = run?.results ?? [];
  assert.deepEqual(
    [result?.locations, result?.relatedLocations],
    [locations.slice(0, 1_000), locations.slice(0, 1_000)],
  );
  assert.deepEqual(result?.codeFlows, [flow(6_000), flow(4_000)]);
  assert.deepEqual(
    cuts.map(({ removed, rules, tags: trimmed, locations: moved }) => [removed, rules, trimmed, moved]),
    [[0, 0, 1, 1]],
  );
});

test('more than 20 runs are several files', () => {
  const runs = Array.from({ length: 45 }, (_, index) =>
    runOf([], { tool: { driver: { name: `Tool ${index}` } } }),
  );
  const { logs, cuts } = fitSarif(logOf(...runs));
  assert.deepEqual(
    logs.map((log) => log.runs.length),
    [20, 20, 5],
  );
  assert.deepEqual(
    logs.flatMap((log) => log.runs),
    runs,
  );
  assert.deepEqual(cuts, []);
});

test('a file that is too large loses the least severe of all its runs, and no more than needed', () => {
  const results = (level: string, count: number, seed: number): SarifResult[] =>
    Array.from(
      { length: count },
      (_, index) =>
        ({ ruleId: `${level}-${index}`, level, message: { text: noise(seed + index, 400) } }) as SarifResult,
    );
  const log = logOf(
    runOf(results('error', 100, 0)),
    runOf(results('note', 100, 1_000), { tool: { driver: { name: 'Chatter' } } }),
  );
  const size = 60_000;
  const { logs, cuts, tooLarge } = fitSarif(log, { ...SARIF_LIMITS, size });
  const bytes = gzipSize(JSON.stringify(logs[0]));
  assert.ok(bytes <= size && bytes > 0.85 * size, String(bytes));
  const [errors, notes] = logs[0]?.runs.map((run) => run.results.length) ?? [];
  assert.equal(errors, 100);
  assert.ok(notes !== undefined && notes > 20 && notes < 90, String(notes));
  assert.deepEqual(
    cuts.map(({ tool, removed, because }) => [tool, removed, because]),
    [['Chatter', 100 - notes, 'size']],
  );
  assert.deepEqual(tooLarge, []);
});

test('a file that is too large without a result says so', () => {
  const log = logOf(runOf([], { artifacts: [{ contents: { text: noise(1, 5_000) } }] }));
  assert.deepEqual(fitSarif(log, { ...SARIF_LIMITS, size: 1_000 }).tooLarge, ['Toy']);
});

test('whatever is cut, each result keeps its rule, and none that is gone is worse than one that stayed', () => {
  const level = fc.constantFrom('error', 'warning', 'note', 'none', undefined);
  const rule = fc.record({ score: fc.option(fc.constantFrom('0.0', '3.1', '5.5', '8.0', '9.8')), level });
  const result = fc.record({
    rule: fc.nat(9),
    level,
    by: fc.constantFrom('id', 'index', 'both', 'reference'),
    extension: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 10 }),
      fc.array(result, { maxLength: 30 }),
      fc.nat(12),
      (rules, results, most) => {
        const made = (prefix: string) =>
          rules.map((one, index) => ({
            id: `${prefix}${index}`,
            ...(one.level !== undefined && { defaultConfiguration: { level: one.level } }),
            ...(one.score !== null && { properties: { 'security-severity': one.score } }),
          }));
        const run = runOf(
          results.map((one, at): SarifResult => {
            const index = one.rule % rules.length;
            const id = `${one.extension ? 'X' : 'R'}${index}`;
            const base = { ...(one.level !== undefined && { level: one.level }), properties: { at } };
            if (one.extension || one.by === 'reference') {
              const toolComponent = one.extension ? { toolComponent: { index: 0 } } : {};
              return {
                ...base,
                ruleId: id,
                rule: { ...(one.by === 'id' ? { id } : { index }), ...toolComponent },
              };
            }
            return {
              ...base,
              ...(one.by !== 'index' && { ruleId: id }),
              ...(one.by !== 'id' && { ruleIndex: index }),
            };
          }),
          {
            tool: {
              driver: { name: 'Toy', rules: made('R') },
              extensions: [{ name: 'More', rules: made('X') }],
            },
          },
        );
        const fitted = fitSarif(logOf(run), { ...SARIF_LIMITS, results: most }).logs[0]?.runs[0];
        assert.ok(fitted !== undefined);
        const told = (of: SarifRun) => {
          const lookup = new RuleLookup(of);
          return new Map(
            of.results.map((one) => {
              const found = lookup.ofResult(one)?.rule;
              return [
                (one as { properties?: { at: number } }).properties?.at,
                { id: found?.id, severity: severityOf(one, found) },
              ];
            }),
          );
        };
        const [before, after] = [told(run), told(fitted)];
        assert.equal(after.size, Math.min(most, results.length));
        for (const [at, kept] of after) assert.deepEqual(kept, before.get(at));
        for (const [at, gone] of before)
          if (!after.has(at))
            for (const kept of after.values()) assert.ok(worstFirst(kept.severity, gone.severity) <= 0);
      },
    ),
  );
});
