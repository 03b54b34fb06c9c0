import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenText } from '../../../../test/support/screens.ts';
import type { AggregatedFile } from '../aggregated-coverage.ts';
import { linesOf, renderSourceLines } from './source-lines.ts';

const FILE: AggregatedFile = {
  path: 'src/moon.ts',
  lines: [1, 2, 4],
  hits: [
    [2, 0, 1],
    [1, 0, 0],
  ],
  branches: [
    {
      line: 4,
      united: { total: 2, covered: 1, atMost: 1 },
      by: [{ total: 2, covered: 1, atMost: 1 }, undefined],
    },
  ],
  functions: [],
};

function rows(source: string | undefined, options: { readonly detailed: boolean; readonly most?: number }) {
  const texts = source === undefined ? undefined : linesOf(source);
  const shown = renderSourceLines(FILE, texts, { platforms: ['linux', 'macos'], most: 100, ...options });
  const [, body = ''] = /<tbody>([\s\S]*)<\/tbody>/.exec(String(shown.table)) ?? [];
  return { body: body.trimEnd(), cut: shown.cut };
}

test('each line has a dot for each platform, how often it ran, its branches and its text', () => {
  assert.equal(
    rows('a\r\nif (<b>)\n\nd\n', { detailed: false }).body,
    screenText`
      <tr class="row"><td>1</td><td><i class="good">&#9679;</i><i class="good">&#9679;</i></td><td>3×</td><td>a</td></tr>
      <tr class="row wanting"><td>2</td><td><i class="bad">&#9675;</i><i class="bad">&#9675;</i></td><td>0×</td><td>if (&lt;b&gt;)</td></tr>
      <tr class="row"><td>3</td><td><i>&#183;</i><i>&#183;</i></td><td></td><td></td></tr>
      <tr class="row partly alone-0"><td>4</td><td><i class="good">&#9679;</i><i class="bad">&#9675;</i></td><td>1× 1/2</td><td>d</td></tr>
    `.trimEnd(),
  );
});

test('without the text the lines that reports know are shown, and what is left out is counted', () => {
  const { body, cut } = rows(undefined, { detailed: true, most: 1 });
  assert.equal(
    body,
    '<tr class="row" id="L1"><td>1</td><td><i class="good" title="linux: 2 times">&#9679;</i><i class="good" title="macos: 1 times">&#9679;</i></td><td>3×</td><td></td></tr>',
  );
  assert.equal(cut, 2);
});
