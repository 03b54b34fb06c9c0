import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from '../../test/support/run-script.ts';
import { screenText } from '../../test/support/screens.ts';
import { TOLD_LEGS } from '../../test/support/told-run.ts';
import { nodeId, renderGraph } from './graph.ts';
import type { LegId } from './plan.ts';

const plan = planOf(TOLD_LEGS);

test('a plan as a Mermaid flowchart', () => {
  assert.equal(
    renderGraph(plan, 'mermaid').trimEnd(),
    screenText`
      flowchart LR
        leg_setup_40_linux["Set up<br/>linux"]
        leg_lint_40_linux["Lint<br/>linux, GitHub Actions"]
        leg_unit_40_linux["Unit tests<br/>linux, GitHub Actions"]
        leg_flux_40_linux["Flux<br/>linux, CircleCI"]
        leg_bench_40_linux["Benchmarks<br/>linux"]
        leg_pack_40_linux["Package<br/>linux, GitHub Actions"]
        leg_setup_40_linux --> leg_lint_40_linux
        leg_setup_40_linux --> leg_unit_40_linux
        leg_setup_40_linux --> leg_flux_40_linux
        leg_unit_40_linux --> leg_pack_40_linux
        leg_lint_40_linux --> leg_pack_40_linux
    `,
  );
});

test('a plan as a Graphviz graph', () => {
  assert.equal(
    renderGraph(plan, 'dot').trimEnd(),
    screenText`
      digraph "ci" {
        rankdir=LR;
        node [shape=box];
        leg_setup_40_linux [label="Set up\nlinux"];
        leg_lint_40_linux [label="Lint\nlinux, GitHub Actions"];
        leg_unit_40_linux [label="Unit tests\nlinux, GitHub Actions"];
        leg_flux_40_linux [label="Flux\nlinux, CircleCI"];
        leg_bench_40_linux [label="Benchmarks\nlinux"];
        leg_pack_40_linux [label="Package\nlinux, GitHub Actions"];
        leg_setup_40_linux -> leg_lint_40_linux;
        leg_setup_40_linux -> leg_unit_40_linux;
        leg_setup_40_linux -> leg_flux_40_linux;
        leg_unit_40_linux -> leg_pack_40_linux;
        leg_lint_40_linux -> leg_pack_40_linux;
      }
    `,
  );
});

test('titles are only text in both, whatever is in them', () => {
  const odd = planOf([{ id: 'end@linux', title: 'say "hi" \\N <b>#1;</b>\nnow' }]);
  assert.equal(
    renderGraph(odd, 'mermaid').split('\n')[1],
    '  leg_end_40_linux["say #34;hi#34; #92;N #60;b#62;#35;1#59;#60;/b#62; now<br/>linux"]',
  );
  assert.equal(
    renderGraph(odd, 'dot').split('\n')[3],
    String.raw`  leg_end_40_linux [label="say \"hi\" \\N <b>#1;</b> now\nlinux"];`,
  );
});

test('a title is no directive of Mermaid', () => {
  const odd = planOf([
    { id: 'a@linux', title: '%%{init: {"theme": "dark"}}%%' },
    { id: 'b@linux', title: '1. `x` **bold**' },
  ]);
  assert.deepEqual(renderGraph(odd, 'mermaid').trimEnd().split('\n').slice(1), [
    '  leg_a_40_linux["#37;#37;#123;init#58; #123;#34;theme#34;#58; #34;dark#34;#125;#125;#37;#37;<br/>linux"]',
    '  leg_b_40_linux["1#46; #96;x#96; #42;#42;bold#42;#42;<br/>linux"]',
  ]);
});

test('the name of a node follows from its leg alone, and no two legs share one', () => {
  const ids = ['a-b@linux', 'a_b@linux', 'a.b@linux', 'a_2d_b@linux', 'ab@linux', 'ab@linux(x=1)', 'ä@linux'];
  const names = ids.map((id) => nodeId(id as LegId));
  assert.equal(new Set(names).size, ids.length);
  for (const name of names) assert.match(name, /^leg_\w+$/);
});

test('a need outside the plan draws no arrow', () => {
  const alone = planOf([{ id: 'a@linux', needs: ['gone@linux'] }]);
  assert.doesNotMatch(renderGraph(alone, 'mermaid'), /-->/);
});
