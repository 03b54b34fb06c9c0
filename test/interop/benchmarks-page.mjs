// The page about benchmarks, in a browser: the forest plot and the trends fit a telephone and a desk, can be read in both colours, and lead to
// commits. With LOCKSTEP_SCREENSHOTS=<folder> it leaves pictures there.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findBrowser, openBrowser } from './support/browser.mjs';
import { hardToRead, tooWide } from './support/page-looks.mjs';
import { lockstep, mustRun, temporaryFolder } from './support/workbench.mjs';

const HOSTILE = `<script>window.owned=1</script><img src=x onerror=window.owned=2> </pre></details> '"\``;
const LONG = 'tests/test_orbit.py::test_a_very_long_name_of_a_benchmark[with-parameters-1000]';

export default {
  name: 'The page of benchmarks, in Chromium',
  needs: () =>
    findBrowser() === undefined ? 'there is no Chromium here (CHROME_PATH names one)' : undefined,
  run: async ({ check }) => {
    const url = await makePage();
    const browser = await openBrowser(findBrowser());
    try {
      for (const width of [390, 1280])
        for (const scheme of ['light', 'dark'])
          await check(`${scheme}, ${width} pixels wide: all of it fits and can be read`, () =>
            looksRight(browser, url, { width, scheme }),
          );
    } finally {
      await browser.close();
    }
  },
};

/** Twenty commits, at the thirteenth of which one benchmark becomes slower, and a comparison with every verdict. */
async function makePage() {
  const cwd = temporaryFolder('benchmarks-page');
  const git = (...args) =>
    mustRun('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd });
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', 'git@github.com:acme/wind.git');
  writeFileSync(join(cwd, '.gitignore'), 'bench.json\ncomparison.json\nbench.html\n');
  for (let at = 0; at < 20; at++) {
    writeFileSync(join(cwd, 'a.txt'), `${at}\n`);
    await git('add', '--all');
    await git('commit', '--quiet', '--message', `the ${at}th`);
    writeFileSync(join(cwd, 'bench.json'), JSON.stringify(measured(at)));
    assert.equal((await lockstep(['bench', 'record', 'bench.json'], { cwd })).code, 0);
  }
  writeFileSync(join(cwd, 'comparison.json'), JSON.stringify(comparison()));
  const args = ['bench', 'report', '--all', '--comparison', 'comparison.json', '--html', 'bench.html'];
  assert.equal((await lockstep(args, { cwd })).code, 1);
  return pathToFileURL(join(cwd, 'bench.html')).href;
}

function measured(at) {
  // Noise that is the same each time, and that does not swing.
  const wobble = (seed) => 1 + 0.01 * (((Math.imul(at * 2 + seed, 2654435761) >>> 8) % 1000) / 500 - 1);
  const metric = (value) => [{ unit: 'ms', samples: [0.99, 1, 1.01].map((part) => part * value) }];
  return {
    format: 'lockstep-benchmarks/1',
    tool: 'wind',
    benchmarks: [
      { name: LONG, metrics: metric((at < 12 ? 10 : 13) * wobble(1)) },
      { name: `parse ${HOSTILE}`, metrics: metric(5 * wobble(2)) },
    ],
  };
}

function comparison() {
  const one = (benchmark, verdict, [ratio, low, high]) => ({
    benchmark,
    baseline: 'main',
    unit: 's',
    better: 'lower',
    base: [0.01, 0.011],
    head: [0.01 * ratio, 0.011 * ratio],
    estimate: { pairs: 12, ratio, low, high, alpha: 0.001, verdict, smallestEffect: 1.05 },
  });
  return {
    format: 'lockstep-bench-comparison',
    version: 1,
    head: { commit: '0123456789ab', dirty: false },
    baselines: [{ name: 'main', commit: 'ba9876543210' }],
    threshold: 0.2,
    duration: 60_000,
    comparisons: [
      one(LONG, 'proved', [1.31, 1.24, 1.37]),
      one('print', 'likely', [1.15, 1.05, 1.25]),
      one('read', 'small', [1.04, 1.01, 1.07]),
      one('start', 'clear', [0.8, 0.75, 0.85]),
      one(HOSTILE, 'undecided', [1.1, 0, null]),
    ],
    unpaired: [{ benchmark: 'new', missing: ['main'] }],
    rounds: 12,
    ended: 'decided',
    budget: { alpha: 0.01, family: 5, mostPairs: 40 },
  };
}

async function looksRight(browser, url, { width, scheme }) {
  const tab = await browser.openTab({ width, scheme });
  await tab.goTo(url);
  const folder = process.env.LOCKSTEP_SCREENSHOTS;
  if (folder) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `benchmarks-${scheme}-${width}.png`), await tab.screenshot());
  }
  await tab.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
  assert.deepEqual(await tab.evaluate(`(${tooWide})()`), [], 'what is wider than the screen');
  assert.deepEqual(await tab.evaluate(`(${hardToRead})()`), [], 'text without contrast');
  const count = (selector) => tab.evaluate(`document.querySelectorAll('${selector}').length`);
  assert.equal(await count('.forest .estimate'), 5);
  assert.equal(await count('.trend'), 2);
  assert.equal(await count('.trend .change'), 1);
  assert.equal(await count('.trend .point'), 40);
  const address = `document.querySelector('.trend a').getAttribute('href')`;
  assert.match(await tab.evaluate(address), /^https:\/\/github\.com\/acme\/wind\/commit\/[0-9a-f]{40}$/u);
  const changes = `[...document.querySelectorAll('.plain a')].map((one) => one.getAttribute('href'))`;
  assert.match(
    (await tab.evaluate(changes)).join(' '),
    /^https:\/\/github\.com\/acme\/wind\/compare\/[0-9a-f]{40}\.\.\.[0-9a-f]{40}$/u,
  );
  assert.equal(await tab.evaluate('window.owned ?? 0'), 0);
  assert.deepEqual(tab.problems, []);
  assert.deepEqual(
    tab.requests.filter((request) => request !== url && request !== 'data:,'),
    [],
  );
}
