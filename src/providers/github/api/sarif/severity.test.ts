import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SarifResult, SarifRule } from './sarif-log.ts';
import { severityOf, worstFirst } from './severity.ts';

const scored = (score: unknown, level?: string): SarifRule => ({
  properties: { 'security-severity': score },
  ...(level !== undefined && { defaultConfiguration: { level } }),
});

for (const [words, result, rule, level] of [
  ['warning', {}, undefined, 'warning'],
  ['note', { level: 'note' }, { defaultConfiguration: { level: 'error' } }, 'note'],
  ['error', {}, { defaultConfiguration: { level: 'error' } }, 'error'],
  ['none', { kind: 'pass' }, { defaultConfiguration: { level: 'error' } }, 'none'],
  ['warning', { level: 'fatal' }, { defaultConfiguration: { level: 7 } }, 'warning'],
  ['critical (9.8)', { level: 'note' }, scored('9.8'), 'note'],
  ['high (9)', {}, scored(9), 'warning'],
  ['medium (4)', {}, scored('4.0', 'error'), 'error'],
  ['low (0.1)', {}, scored('0.1'), 'warning'],
  ['warning', {}, scored('0.0'), 'warning'],
  ['warning', {}, scored(''), 'warning'],
  ['warning', {}, scored('high'), 'warning'],
  ['warning', {}, scored('11'), 'warning'],
] as readonly (readonly [string, SarifResult, SarifRule | undefined, string])[])
  test(`a result ${JSON.stringify(result)} of a rule ${JSON.stringify(rule)} is ${words}`, () => {
    const severity = severityOf(result, rule);
    assert.deepEqual([severity.words, severity.level], [words, level]);
  });

test('scores and levels have one order', () => {
  const severities = [
    severityOf({ level: 'note' }, undefined),
    severityOf({}, scored('9.8')),
    severityOf({ level: 'error' }, undefined),
    severityOf({ level: 'error' }, scored('8.0')),
    severityOf({ level: 'note' }, scored('8.0')),
    severityOf({ level: 'none' }, undefined),
    severityOf({}, undefined),
    severityOf({}, scored('5.6')),
  ];
  assert.deepEqual(
    severities.toSorted(worstFirst).map(({ words }) => words),
    ['critical (9.8)', 'error', 'high (8)', 'high (8)', 'medium (5.6)', 'warning', 'note', 'none'],
  );
});
