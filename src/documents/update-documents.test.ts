import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import type { DocumentsConfig } from '../pipeline/config.ts';
import { push } from '../pipeline/triggers.ts';
import { proveOwnership } from '../plan/ownership.ts';
import type { DocumentFile } from './marked-sections.ts';
import { SECTIONS } from './sections/registry.ts';
import { documentGlobs, planDocuments } from './update-documents.ts';

function pipelineWith(documents?: DocumentsConfig) {
  return pipelineOf({
    jobs: { unit: 'npm test' },
    workflows: { ci: { jobs: '*', owner: 'github', on: [push('main')] } },
    ...(documents && { documents }),
  });
}

function plan(files: readonly DocumentFile[], documents?: DocumentsConfig) {
  const pipeline = pipelineWith(documents);
  return planDocuments({ pipeline, proof: proveOwnership(pipeline), files });
}

test('documents are README.md and what is in docs/, unless the definition says others', () => {
  assert.deepEqual(documentGlobs(pipelineWith()), ['README.md', 'docs/**/*.md']);
  assert.deepEqual(documentGlobs(pipelineWith({ files: ['*.md'], makefile: true })), ['*.md', 'Makefile']);
  assert.deepEqual(documentGlobs(pipelineWith({ makefile: 'tools/ci.mk' })).at(-1), 'tools/ci.mk');
});

test('a page with markers has its new text, a page without is not mentioned', () => {
  const { files, diagnostics } = plan([
    { path: 'README.md', text: 'Words.\n<!-- lockstep:matrix -->\n<!-- /lockstep:matrix -->\n' },
    { path: 'docs/other.md', text: 'Nothing of ours.\n' },
  ]);
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(files, [
    {
      path: 'README.md',
      text: `Words.
<!-- lockstep:matrix -->

| Check | GitHub Actions (Linux) |
| --- | --- |
| Unit tests | ✅ |

<!-- /lockstep:matrix -->
`,
    },
  ]);
});

test('a page with a mistake in it has its other sections made anew', () => {
  const { files, diagnostics } = plan([
    {
      path: 'README.md',
      text: '<!-- lockstep:badges -->\nold\n<!-- /lockstep:badges -->\n<!-- lockstep:secrets -->\n<!-- /lockstep:secrets -->\n<!-- lockstep:matrix -->\n',
    },
  ]);
  assert.deepEqual(
    diagnostics.map(({ code, location }) => [code, location?.path, location?.span?.start]),
    [
      ['unclosed-section', 'README.md', 108],
      ['section-without-repository', 'README.md', 0],
    ],
  );
  assert.equal(
    files[0]?.text,
    '<!-- lockstep:badges -->\nold\n<!-- /lockstep:badges -->\n<!-- lockstep:secrets -->\n\nNo secrets are needed.\n\n<!-- /lockstep:secrets -->\n<!-- lockstep:matrix -->\n',
  );
});

test('a Makefile that is asked for is made, or updated where it is', () => {
  const made = plan([], { makefile: true }).files;
  assert.deepEqual(
    made.map(({ path }) => path),
    ['Makefile'],
  );
  assert.deepEqual(plan(made, { makefile: true }), { files: made, diagnostics: [] });
  assert.deepEqual(plan([{ path: 'Makefile', text: '# lockstep:begin\n' }]), { files: [], diagnostics: [] });
});

test('what was planned is planned again the same', () => {
  const all = [...SECTIONS.keys()].map((name) => `<!-- lockstep:${name} -->\n<!-- /lockstep:${name} -->`);
  const documents = { repository: 'acme/weather', makefile: true };
  const once = plan([{ path: 'README.md', text: all.join('\n') }], documents);
  assert.deepEqual(once.diagnostics, []);
  assert.deepEqual(plan(once.files, documents), once);
});

test('every section is in the registry by its own name, and in docs/definition.md', () => {
  assert.ok(SECTIONS.size >= 6);
  const page = readFileSync(resolve('docs/definition.md'), 'utf8');
  for (const [name, section] of SECTIONS) {
    assert.equal(section.name, name);
    assert.match(page, new RegExp(`^\\| \`${name}\` \\|`, 'm'));
  }
});
