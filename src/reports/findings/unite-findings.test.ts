import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Finding, FindingLocation } from './finding.ts';
import { identifyFindings } from './identify-findings.ts';
import { uniteFindings } from './unite-findings.ts';

function finding(facts: Partial<Finding> & { readonly id: string }): Finding {
  return {
    tool: 'trivy',
    alsoBy: [],
    class: 'vulnerability',
    aliases: [],
    severity: 'high',
    title: facts.id,
    package: { name: 'gust', version: '1.0.0' },
    fix: 'unknown',
    fixed: [],
    ...facts,
  };
}

const at = (path: string, line?: number): FindingLocation => ({
  path,
  kind: 'file',
  ...(line !== undefined && { line }),
});

test('names of one vulnerability become one finding, called by the name that most people know', () => {
  const [one, ...others] = uniteFindings([
    finding({ id: 'PYSEC-1', aliases: ['GHSA-1'], severity: 'unknown', fix: 'none', tool: 'pip-audit' }),
    finding({ id: 'GHSA-1', aliases: ['CVE-1'], severity: 'medium', fixed: ['1.0.1'], fix: 'available' }),
    finding({ id: 'OSV-9', aliases: ['pysec-1'], severity: 'low', tool: 'osv-scanner' }),
  ]);
  assert.deepEqual(others, []);
  assert.deepEqual(
    { ...one, package: undefined },
    {
      ...finding({ id: 'CVE-1' }),
      package: undefined,
      title: 'GHSA-1',
      aliases: ['GHSA-1', 'OSV-9', 'PYSEC-1', 'pysec-1'],
      alsoBy: ['osv-scanner', 'pip-audit'],
      severity: 'medium',
      fix: 'available',
      fixed: ['1.0.1'],
    },
  );
});

test('what is of another version, another package or another place stays apart', () => {
  const found = [
    finding({ id: 'CVE-1' }),
    finding({ id: 'CVE-1', package: { name: 'gust', version: '2.0.0' } }),
    finding({ id: 'CVE-1', package: { name: 'breeze', version: '1.0.0' } }),
    finding({ id: 'CVE-2', location: at('a/package-lock.json') }),
    finding({ id: 'CVE-2', location: at('b/package-lock.json') }),
  ];
  assert.equal(uniteFindings(found).length, 5);
});

test('two tools may name one place from two roots, and one of them not at all', () => {
  const united = uniteFindings([
    finding({ id: 'CVE-1', location: at('a/package-lock.json') }),
    finding({ id: 'CVE-1', tool: 'osv-scanner', location: at('/src/wind/a/package-lock.json') }),
    finding({ id: 'CVE-1', tool: 'pip-audit', package: { name: 'Gust', version: '1.0.0' } }),
  ]);
  assert.deepEqual(
    united.map(({ tool, alsoBy }) => [tool, ...alsoBy].toSorted()),
    [['osv-scanner', 'pip-audit', 'trivy']],
  );
});

const anyFinding = fc
  .record({
    id: fc.constantFrom('CVE-1', 'CVE-2', 'GHSA-1', 'PYSEC-1'),
    aliases: fc.uniqueArray(fc.constantFrom('CVE-1', 'GHSA-1', 'GHSA-2'), { maxLength: 2 }),
    tool: fc.constantFrom('trivy', 'grype'),
    kind: fc.constantFrom('vulnerability' as const, 'secret' as const),
    severity: fc.constantFrom('high' as const, 'unknown' as const, 'low' as const),
    version: fc.constantFrom('1', '2'),
    path: fc.constantFrom(undefined, 'a', '/x/a', 'b'),
    line: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ kind, version, path, line, ...rest }) =>
    finding({
      ...rest,
      class: kind,
      package: { name: 'gust', version },
      ...(path !== undefined && { location: { path, kind: 'file', line } }),
    }),
  );

test('the order of what was found changes nothing, no fingerprint is there twice, and uniting twice is uniting once', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 12 }), fc.integer(), (found, seed) => {
      const shuffled = found
        .map((one, index) => ({ one, rank: Math.sin(seed + index) }))
        .sort((one, two) => one.rank - two.rank)
        .map(({ one }) => one);
      const identified = identifyFindings(uniteFindings(found));
      assert.deepEqual(identifyFindings(uniteFindings(shuffled)), identified);
      const prints = identified.map(({ fingerprint }) => fingerprint);
      assert.equal(new Set(prints).size, prints.length);
    }),
    { numRuns: 300 },
  );
});

test('a fingerprint survives another line, another tag, another version, another tool and another order; not another file', () => {
  const print = (facts: Partial<Finding>): string | undefined =>
    identifyFindings([finding({ id: 'CVE-1', ...facts })])[0]?.fingerprint;
  const first = print({ location: at('a.lock', 3) });
  assert.equal(print({ location: at('a.lock', 30) }), first);
  assert.equal(print({ location: at('/a.lock'), tool: 'grype' }), first);
  assert.equal(print({ location: at('a.lock'), package: { name: 'gust', version: '9' } }), first);
  assert.notEqual(print({ location: at('b.lock') }), first);
  assert.notEqual(print({ location: at('a.lock'), class: 'code' }), first);
});

test('another name of a vulnerability has the fingerprint it would have under that name', () => {
  const [before] = identifyFindings([finding({ id: 'GHSA-1' })]);
  const [after] = identifyFindings([finding({ id: 'CVE-1', aliases: ['GHSA-1'] })]);
  assert.ok(before && after?.otherFingerprints.includes(before.fingerprint));
});

test('one more leak of a rule in a file is a new one, however the lines have moved', () => {
  const leak = (line: number): Finding =>
    finding({ id: 'aws-access-token', class: 'secret', tool: 'gitleaks', location: at('.env', line) });
  const known = new Set(identifyFindings([leak(3), leak(9)]).map(({ fingerprint }) => fingerprint));
  const later = identifyFindings(uniteFindings([leak(1), leak(13), leak(19)]));
  assert.equal(later.filter(({ fingerprint }) => !known.has(fingerprint)).length, 1);
});
