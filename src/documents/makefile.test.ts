import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import { push } from '../pipeline/triggers.ts';
import { newMakefile, updateMakefile } from './makefile.ts';

const PIPELINE = pipelineOf({
  toolchain: { name: 'plain', install: 'make tools' },
  jobs: {
    lint: { run: 'ruff check', fix: 'ruff check --fix' },
    unit: 'pytest',
    windows: { platforms: ['windows'], run: 'pytest tests/windows' },
  },
  workflows: {
    'ci-quick': { title: 'Fast checks', jobs: ['lint', 'unit'], owner: 'circleci', on: [push('develop')] },
    setup: { jobs: '*', platforms: ['linux', 'windows'] },
  },
});

test('a new Makefile has a target for each workflow and for the tests of one platform', () => {
  assert.equal(
    newMakefile(PIPELINE),
    `# lockstep:begin
# Made by \`lockstep generate\` from the definition. Change the definition instead.
LOCKSTEP ?= npx lockstep

.PHONY: help setup fmt lint ci-quick run-setup windows-test

help:
	@printf '%s\\n' 'setup         Installs the toolchains'
	@printf '%s\\n' 'fmt           Mends formatting and what linters can mend'
	@printf '%s\\n' 'lint          Lints: lint'
	@printf '%s\\n' 'ci-quick      Fast checks (push to develop)'
	@printf '%s\\n' 'run-setup     The workflow setup'
	@printf '%s\\n' 'windows-test  Tests for Windows alone: windows'

setup:
	$(LOCKSTEP) setup

fmt:
	$(LOCKSTEP) fix

lint:
	$(LOCKSTEP) run lint

ci-quick:
	$(LOCKSTEP) run ci-quick

run-setup:
	$(LOCKSTEP) run setup

windows-test:
	$(LOCKSTEP) run windows
# lockstep:end
`,
  );
});

test('the rest of a Makefile stays as it is, with its line ends, and keeps its own targets', () => {
  const small = pipelineOf({
    jobs: { lint: 'ruff check', unit: 'pytest' },
    workflows: { ci: { jobs: '*' } },
  });
  const text =
    'CI := yes\r\nci lint: tools ## mine\r\n\tmake -C x\r\n# lockstep:begin\r\nold\r\n# lockstep:end\r\nunit := 1';
  const { text: updated, diagnostics } = updateMakefile({ path: 'Makefile', text }, small);
  assert.deepEqual(diagnostics, []);
  assert.equal(
    updated,
    `CI := yes
ci lint: tools ## mine
	make -C x
# lockstep:begin
# Made by \`lockstep generate\` from the definition. Change the definition instead.
LOCKSTEP ?= npx lockstep

.PHONY: help

help:
	@printf '%s\\n' 'lint  Lints: lint'
	@printf '%s\\n' 'ci    The workflow ci'
# lockstep:end
unit := 1`.replaceAll('\n', '\r\n'),
  );
  assert.equal(updateMakefile({ path: 'Makefile', text: updated }, small).text, updated);
});

const hasMake = /GNU Make/.test(spawnSync('make', ['--version'], { encoding: 'utf8' }).stdout ?? '');

function make(makefile: string, args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-make-'));
  try {
    writeFileSync(join(folder, 'Makefile'), makefile);
    const { stdout, stderr } = spawnSync('make', ['--no-print-directory', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    });
    assert.equal(stderr, '');
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('GNU make runs lockstep, or another program in its place', { skip: !hasMake && 'no GNU make' }, () => {
  const makefile = newMakefile(PIPELINE);
  const all = ['setup', 'fmt', 'lint', 'ci-quick', 'run-setup', 'windows-test'];
  assert.equal(
    make(makefile, ['-n', ...all]),
    `npx lockstep setup
npx lockstep fix
npx lockstep run lint
npx lockstep run ci-quick
npx lockstep run setup
npx lockstep run windows
`,
  );
  assert.equal(make(makefile, ['LOCKSTEP=echo ran', '-s', 'ci-quick']), 'ran run ci-quick\n');
});

test('whatever a title is, make prints it and runs nothing of it', {
  skip: !hasMake && 'no GNU make',
}, () => {
  const piece = fc.constantFrom(
    '$',
    "'",
    '"',
    '`',
    '\\',
    '\n',
    '#',
    ':',
    '%',
    '(shell id)',
    '$$',
    'a',
    '\t',
    ';',
  );
  const title = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `x${pieces.join('')}x`);
  fc.assert(
    fc.property(title, (text) => {
      const pipeline = pipelineOf({ jobs: { unit: 'true' }, workflows: { ci: { title: text, jobs: '*' } } });
      const [line = ''] = make(newMakefile(pipeline), ['help']).split('\n');
      assert.equal(line, `ci  ${text.replace(/\s/g, ' ')}`);
    }),
    { numRuns: 50 },
  );
});
