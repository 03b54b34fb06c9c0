import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import { badgeOfCheck, renderBadgeEndpoint, renderBadgeSvg } from './badge.ts';

const coverage = {
  name: 'coverage',
  conclusion: 'passed',
  summary: '87.31% of 812 lines (at least 80%)',
} as const;

test('the endpoint of a coverage, and of what failed', () => {
  assert.equal(
    renderBadgeEndpoint(badgeOfCheck(coverage)),
    '{"schemaVersion":1,"label":"coverage","message":"87.31%","color":"brightgreen"}\n',
  );
  const check = { name: 'tests', conclusion: 'failed', summary: '3 of 812 tests failed' } as const;
  assert.equal(
    renderBadgeEndpoint(badgeOfCheck(check)),
    '{"schemaVersion":1,"label":"tests","message":"failed","color":"red","isError":true}\n',
  );
});

test('what was not checked is grey, whatever it is called', () => {
  const check = { name: 'budget of ci', conclusion: 'not_checked', summary: 'no runs' } as const;
  assert.match(renderBadgeEndpoint(badgeOfCheck(check)), /"message":"not checked","color":"lightgrey"/);
});

test('a picture is well-formed XML with both texts in it, whatever they are', () => {
  const label = '</text><script>alert(1)</script>&"\u0000\u001b[2J\ud800';
  const svg = renderBadgeSvg({ label, message: 'x'.repeat(1_000), conclusion: 'failed' });
  const elements: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => elements.push(name));
  parser.write(svg).close();
  assert.ok(elements.includes('svg') && !elements.includes('script'), elements.join(' '));
  assert.ok(svg.length < 5_000);
});

test('a picture says aloud what it shows', () => {
  assert.match(renderBadgeSvg(badgeOfCheck(coverage)), /aria-label="coverage: 87\.31%"/);
});
