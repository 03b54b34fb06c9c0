import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cloneExample, lockstep, runId, summaryOf, verdicts } from '../support/lockstep-process.ts';

describe('the Node library', { skip: process.platform !== 'linux' && 'told for Linux' }, () => {
  test('its pipeline runs green, keeps what it made, and installs only once', async (t) => {
    const cwd = await cloneExample(t, 'node-library');
    const first = await lockstep(['run', 'ci', '--json'], { cwd });
    assert.equal(first.code, 0, first.stdout + first.stderr);
    const { 'container@linux': container, ...others } = verdicts(first.events);
    assert.ok(container === 'skipped' || container === 'passed', `container: ${container}`);
    assert.deepEqual(others, {
      'setup-node@linux': 'passed',
      'lint@linux': 'passed',
      'unit@linux(locale=en_US)': 'passed',
      'unit@linux(locale=tr_TR)': 'passed',
      'unit@linux(locale=de_DE)': 'passed',
      'build@linux': 'passed',
      'pack@linux': 'passed',
      'smoke@linux': 'passed',
    });

    const stored = first.events
      .filter((event) => event.kind === 'artifact.stored')
      // Legs of one job share a checkout, so a glob can match a sister's report too.
      .map(({ leg, name, files }) =>
        name === 'tests report' ? `${leg}: ${name}` : `${leg}: ${name}, ${files}`,
      )
      .sort();
    assert.deepEqual(stored, [
      'build@linux: dist, 5',
      'pack@linux: package, 1',
      'unit@linux(locale=de_DE): tests report',
      'unit@linux(locale=en_US): tests report',
      'unit@linux(locale=tr_TR): tests report',
    ]);
    const kept = join(cwd, '.lockstep', 'runs', runId(first.events));
    const report = first.events.find(
      (event) => event.kind === 'artifact.stored' && event.leg === 'unit@linux(locale=tr_TR)',
    );
    assert.ok(report?.kind === 'artifact.stored');
    const junit = await readFile(join(kept, report.path, 'reports', 'unit-tr_TR.xml'), 'utf8');
    assert.match(junit, /<testcase name="an address is the same when the locale is tr_TR"/);

    const handedOn = first.events.find(
      (event) => event.kind === 'job.finished' && event.leg === 'build@linux',
    );
    assert.deepEqual(handedOn?.kind === 'job.finished' && handedOn.values, { version: '1.4.0' });

    const second = await lockstep(['run', 'lint'], { cwd });
    assert.equal(second.code, 0);
    assert.match(summaryOf(second), /set up node 22 +reused +lock files unchanged/);
  });

  test('what other platforms run is said, not skipped', async (t) => {
    const cwd = await cloneExample(t, 'node-library');
    const { code, events } = await lockstep(['run', 'test-matrix', '--json'], { cwd });
    assert.equal(code, 0);
    assert.deepEqual(verdicts(events), {
      'setup-node@linux': 'passed',
      'platform@linux': 'passed',
      'platform@macos': 'elsewhere',
      'platform@windows': 'elsewhere',
    });
  });

  test('a broken function fails the tests, at the line that says so', async (t) => {
    const cwd = await cloneExample(t, 'node-library');
    const path = join(cwd, 'src', 'unique.js');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('let count = 2', 'let count = 3'));
    const outcome = await lockstep(['run', 'ci'], { cwd });
    const summary = summaryOf(outcome);
    assert.equal(outcome.code, 1, summary);
    assert.match(summary, /unit \(tr_TR\) +failed/);
    assert.match(summary, /test\/unique\.test\.js:7:\d+/);
    assert.match(summary, /3 of 9 jobs failed: /);
  });

  test('a job that fails keeps back what needs it', async (t) => {
    const cwd = await cloneExample(t, 'node-library');
    await writeFile(join(cwd, 'scripts', 'build.mjs'), 'process.exit(3);\n');
    const { code, events } = await lockstep(['run', 'smoke', '--json'], { cwd });
    assert.equal(code, 1);
    assert.deepEqual(verdicts(events), {
      'setup-node@linux': 'passed',
      'build@linux': 'failed',
      'pack@linux': 'skipped',
      'smoke@linux': 'skipped',
    });
  });

  test('fix mends what lint complains of', async (t) => {
    const cwd = await cloneExample(t, 'node-library');
    const path = join(cwd, 'src', 'letters.js');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('export const', '\texport const'));
    const broken = await lockstep(['run', 'lint'], { cwd });
    assert.equal(broken.code, 1);
    assert.match(summaryOf(broken), /src\/letters\.js:2/);
    assert.equal((await lockstep(['fix'], { cwd })).code, 0);
    assert.equal((await lockstep(['run', 'lint'], { cwd })).code, 0);
  });
});
