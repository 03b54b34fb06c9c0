// `plan --graph` in the programs that draw it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cloneExample,
  has,
  lockstep,
  mustRun,
  npmPackages,
  root,
  run,
  temporaryFolder,
} from './support/workbench.mjs';

/** Mermaid's own parser; it wants a document, which jsdom gives. Text on standard input, what kind of diagram on standard output. */
const PARSER = `
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';
const { window } = new JSDOM('<!doctype html><body></body>');
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import('mermaid');
console.log((await mermaid.parse(readFileSync(process.argv[2], 'utf8'))).diagramType);
`;

export default {
  name: 'Diagrams: Graphviz, Mermaid',
  needs: () => undefined,
  run: async ({ check, skip }) => {
    const plans = [];
    for (const [example, workflow] of [
      ['python-cli', 'ci'],
      ['node-library', 'ci'],
      ['node-library', 'test-matrix'],
    ])
      plans.push({ cwd: await cloneExample(example), example, workflow });
    const graph = async ({ cwd, workflow }, format) =>
      (await lockstep(['plan', workflow, '--graph', format], { cwd })).stdout;

    if (!has('dot')) skip('Graphviz', 'dot is not installed');
    else
      await check('Graphviz draws every job of a plan', async () => {
        for (const plan of plans) {
          const file = join(temporaryFolder('dot'), 'plan.dot');
          writeFileSync(file, await graph(plan, 'dot'));
          const { stdout, stderr } = await mustRun('dot', ['-Tsvg', file]);
          assert.equal(stderr, '');
          assert.equal(stdout.match(/class="node"/g)?.length, await legsOf(plan));
        }
      });

    const { folder, reason } = await npmPackages('mermaid', ['mermaid@11', 'jsdom@26']);
    if (folder === undefined) return skip('Mermaid', reason);
    writeFileSync(join(folder, 'parse.mjs'), PARSER);
    const parse = (text) => {
      const file = join(temporaryFolder('mermaid'), 'plan.mmd');
      writeFileSync(file, text);
      return run(process.execPath, [join(folder, 'parse.mjs'), file]);
    };
    await check('Mermaid reads a plan as a flowchart', async () => {
      for (const plan of plans) {
        const { code, stdout, stderr } = await parse(await graph(plan, 'mermaid'));
        assert.equal(code, 0, stderr);
        assert.match(stdout, /^flowchart/);
      }
    });
    await check('Mermaid reads the diagrams on pages', async () => {
      for (const page of ['docs/ci.md', 'examples/python-cli/README.md']) {
        const [, text] = /^```mermaid\n(.*?)^```$/ms.exec(readFileSync(join(root, page), 'utf8')) ?? [];
        const { code, stdout, stderr } = await parse(text);
        assert.equal(code, 0, stderr);
        assert.match(stdout, /^flowchart/);
      }
    });
    await check('Mermaid does refuse what is broken', async () => {
      const { code, stderr } = await parse('flowchart LR\n  a["x" --> b');
      assert.notEqual(code, 0);
      assert.match(stderr, /Parse error on line \d/);
    });
  },
};

async function legsOf({ cwd, workflow }) {
  const { stdout } = await lockstep(['plan', workflow, '--json'], { cwd });
  return JSON.parse(stdout).jobs.length;
}
