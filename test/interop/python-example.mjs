// The Python example with the real ruff, mypy, pytest and build: green as it is, and each fault found by the job made for it.
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cloneExample,
  edit,
  lockstep,
  mustRun,
  noPython,
  summaryOf,
  verdicts,
} from './support/workbench.mjs';

const JOBS = ['format', 'lint', 'types', 'hooks', 'security', 'unit', 'integration', 'regression'];

export default {
  name: 'Python example: ruff, mypy, pytest, coverage, pytest-benchmark, build',
  needs: noPython,
  run: async ({ check, skip }) => {
    const cwd = await cloneExample('python-cli');
    await check('the workflow ci is green, and the packages are built', () => isGreen(cwd, skip));
    await check('a second run installs nothing', async () => {
      const { code, events } = await lockstep(['run', 'format', '--json'], { cwd });
      assert.equal(code, 0);
      assert.equal(verdicts(events)['setup-python@linux'], 'reused');
    });
    for (const fault of FAULTS) await check(fault.what, () => isFound(cwd, fault));
    await check('fix mends formatting and unused imports', () => isMended(cwd));
    await check('a benchmark is stored and kept', () => isMeasured(cwd));
  },
};

const FAULTS = [
  {
    what: 'a type error fails types only, and mypy names the line',
    job: 'types',
    plant: (cwd) =>
      appendFileSync(join(cwd, 'src/csvscope/render.py'), '\n\ndef size() -> int:\n    return "big"\n'),
    place: /src\/csvscope\/render\.py:\d\d/,
  },
  {
    what: 'a formatting error fails format only, and ruff names the line',
    job: 'format',
    plant: (cwd) =>
      edit(join(cwd, 'src/csvscope/render.py'), (text) =>
        text.replace('"column", "kind"', "'column', 'kind'"),
      ),
    place: /src\/csvscope\/render\.py:\d+/,
  },
  {
    what: 'an unused import fails lint only, and ruff names the line',
    job: 'lint',
    plant: (cwd) =>
      edit(join(cwd, 'src/csvscope/render.py'), (text) =>
        text.replace('import json\n', 'import json\nimport os\n'),
      ),
    place: /src\/csvscope\/render\.py:6/,
  },
  {
    what: 'dangerous code fails security only',
    job: 'security',
    plant: (cwd) =>
      appendFileSync(
        join(cwd, 'src/csvscope/render.py'),
        '\n\ndef value(text: str) -> object:\n    return eval(text)\n',
      ),
    place: /src\/csvscope\/render\.py:\d\d/,
  },
  {
    what: 'a failing test fails its job only, and pytest names the line',
    job: 'regression',
    plant: (cwd) =>
      edit(join(cwd, 'tests/regression/test_fixed_bugs.py'), (text) =>
        text.replace('== "text"', '== "number"'),
      ),
    place: /tests\/regression\/test_fixed_bugs\.py:\d\d/,
  },
];

async function isGreen(cwd, skip) {
  const run = await lockstep(['run', 'ci', '--json'], { cwd, timeout: 600_000 });
  const { 'docker@linux': docker, ...others } = verdicts(run.events);
  const expected = Object.fromEntries(
    ['setup-python', ...JOBS, 'build'].map((job) => [`${job}@linux`, 'passed']),
  );
  assert.deepEqual(others, expected, run.stderr);
  assert.equal(run.code, 0);
  if (docker === 'skipped') skip('the image', 'no container engine answers');
  else assert.equal(docker, 'passed');

  const folder = join(cwd, '.lockstep', 'runs', run.events[0].runId);
  const keptOf = (leg, name) => {
    const stored = run.events.find(
      (one) => one.kind === 'artifact.stored' && one.leg === leg && one.name === name,
    );
    assert.ok(stored, `${leg} kept no ${name}`);
    return readdirSync(join(folder, stored.path), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.\w+$|SUMS$/.test(path))
      .map((path) => [path, readFileSync(join(folder, stored.path, path), 'utf8')]);
  };
  const [[, coverage]] = keptOf('unit@linux', 'coverage report');
  assert.match(coverage, /<coverage version="[^"]+" .*lines-valid="\d+"/);
  for (const job of ['unit', 'integration', 'regression']) {
    const [[, junit]] = keptOf(`${job}@linux`, 'tests report');
    assert.match(junit, /<testsuite name="pytest" errors="0" failures="0" skipped="0" tests="\d+"/);
  }
  const [[, sarif]] = keptOf('security@linux', 'findings report');
  assert.equal(JSON.parse(sarif).version, '2.1.0');
  assert.deepEqual(
    keptOf('build@linux', 'packages')
      .map(([path]) => path.split('/').at(-1))
      .sort(),
    ['SHA256SUMS', 'csvscope-0.3.0-py3-none-any.whl', 'csvscope-0.3.0.tar.gz'],
  );
  const [[, frozen]] = keptOf('build@linux', 'frozen-requirements');
  assert.match(frozen, /^pytest==/m);
  const build = run.events.find((event) => event.kind === 'job.finished' && event.leg === 'build@linux');
  assert.deepEqual(build.values, { version: '0.3.0' });
}

async function isFound(cwd, { job, plant, place }) {
  plant(cwd);
  try {
    const run = await lockstep(['run', 'ci'], { cwd });
    const summary = summaryOf(run);
    assert.equal(run.code, 1, summary);
    const failed = JOBS.filter((name) => new RegExp(`^\\S +${name} +failed`, 'm').test(summary));
    assert.deepEqual(failed, [job], summary);
    assert.match(summary, /^\S +build +skipped +needs/m);
    assert.match(summary, place);
  } finally {
    await mustRun('git', ['checkout', '--quiet', '--', '.'], { cwd });
  }
}

async function isMended(cwd) {
  const path = join(cwd, 'src/csvscope/render.py');
  edit(path, (text) =>
    text.replace('import json\n', 'import json\nimport os\n').replace('"column", "kind"', "'column', 'kind'"),
  );
  const fix = await lockstep(['fix'], { cwd });
  assert.equal(fix.code, 0, summaryOf(fix));
  const { stdout } = await mustRun('git', ['diff'], { cwd });
  assert.equal(stdout, '', 'the file is what it was');
}

async function isMeasured(cwd) {
  const { code, events, stderr } = await lockstep(['run', 'benchmark', '--json'], { cwd });
  assert.equal(code, 0, stderr);
  const stored = readdirSync(join(cwd, '.benchmarks'), { recursive: true, encoding: 'utf8' });
  assert.ok(
    stored.some((path) => path.endsWith('.json')),
    `stored: ${stored}`,
  );
  const kept = events.filter((event) => event.kind === 'artifact.stored').map((event) => event.name);
  assert.deepEqual(kept.sort(), ['benchmarks', 'benchmarks report']);
}
