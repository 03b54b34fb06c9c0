import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();

const DEFINITION = `project: wind
jobs:
  scan:
    run: cp found.json trivy.json
    reports: { findings: trivy.json }
workflows:
  ci:
    jobs: [scan]
    platforms: [linux, macos, windows]
    owner: github
    on: [{ kind: push, branches: [main] }]
`;

function trivy(title = 'gust: a hole', ids: readonly string[] = ['CVE-2099-1']): string {
  const Vulnerabilities = ids.map((VulnerabilityID) => ({
    VulnerabilityID,
    PkgName: 'gust',
    InstalledVersion: '1.0.0',
    FixedVersion: '1.0.1',
    Severity: 'HIGH',
    Title: title,
  }));
  const Results = [{ Target: 'package-lock.json', Class: 'lang-pkgs', Type: 'npm', Vulnerabilities }];
  return JSON.stringify({ SchemaVersion: 2, ArtifactName: '.', ArtifactType: 'filesystem', Results });
}

test('what a run kept is judged, and is part of its summary and its page', async () => {
  const made = checkout({ 'lockstep.config.yaml': DEFINITION, 'found.json': trivy() });
  assert.equal((await made.lockstep('run', 'ci')).code, 0);
  const { code, out } = await made.lockstep('report', 'findings');
  assert.equal(code, 1);
  assert.match(out, /high +CVE-2099-1 +gust 1\.0\.0/);
  const summary = await made.lockstep('report', 'summary');
  assert.equal(summary.code, 0);
  assert.match(summary.out, /1 finding blocks: 1 high/);
  assert.match(summary.out, /\| high \| `CVE-2099-1` \| `gust 1\.0\.0` \| 1\.0\.1 \|/);
  const page = await made.lockstep('report', 'html', '--output', 'page.html');
  assert.equal(page.code, 0, page.err);
  assert.match(made.read('page.html'), /<h2 id="findings-heading">Findings<\/h2>/);
});

test('everything is written before the gate fails, and nothing is left beside it', async () => {
  const made = checkout({ 'trivy.json': trivy() });
  const files = ['out.json', 'out.md', 'out.sarif', 'out.xml'];
  const { code } = await made.lockstep(
    ...['report', 'findings', 'trivy.json', 'missing.json'],
    ...['--json', 'out.json', '--markdown', 'out.md', '--sarif', 'out.sarif', '--junit', 'out.xml'],
  );
  assert.equal(code, 1);
  for (const file of files) assert.ok(made.read(file).length > 100, file);
  assert.match(made.read('out.sarif'), /missing\.json: there is no such file/);
});

test('on GitHub no name gives the runner an order, and the page of the step is written', async () => {
  const made = checkout({ 'trivy.json': trivy('::set-output name=a::b\n::error::now') });
  const page = join(made.path, 'step.md');
  const { out, code } = await made.start(['report', 'findings', 'trivy.json'], {
    env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: page },
  }).ended;
  assert.equal(code, 1);
  const [first = '', ...rest] = out.trim().split('\n');
  const token = /^::stop-commands::([0-9a-f]{32})$/.exec(first)?.[1];
  assert.equal(rest.at(-1), `::${token}::`);
  assert.ok(!rest.slice(0, -1).some((line) => line.startsWith('::')));
  assert.match(readFileSync(page, 'utf8'), /1 finding blocks/);
});

test('thirty thousand findings in one file take seconds, and the screen and the Markdown say what they leave out', async () => {
  const ids = Array.from({ length: 30_000 }, (_, index) => `CVE-2099-${index + 1}`);
  const made = checkout({ 'trivy.json': trivy('gust: a hole', ids) });
  const began = performance.now();
  const { code, out } = await made.lockstep(
    ...[
      'report',
      'findings',
      'trivy.json',
      '--json',
      'out.json',
      '--markdown',
      'out.md',
      '--sarif',
      'out.sarif',
    ],
  );
  assert.equal(code, 1);
  assert.ok(performance.now() - began < 60_000);
  assert.match(out, /and 29950 more, which --json lists/);
  assert.match(out, /30000 findings block: 30000 high/);
  assert.ok(Buffer.byteLength(made.read('out.md')) <= 60_000);
  assert.match(made.read('out.md'), /… and \d+ more that did not fit here\./);
  const [run] = (JSON.parse(made.read('out.sarif')) as { runs: { results: unknown[] }[] }).runs;
  assert.equal(run?.results.length, 30_000);
  const again = await made.lockstep('report', 'findings', 'trivy.json', '--baseline', 'out.json');
  assert.equal(again.code, 0, again.err);
  assert.ok(!existsSync(join(made.path, '.lockstep')));
});
