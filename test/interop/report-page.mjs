// The page about a run, in a browser: that it fits a telephone and a desk, that its text can be read, that keys reach everything,
// that nothing foreign in it does anything, and that it asks the network for nothing. With LOCKSTEP_SCREENSHOTS=<folder> it leaves pictures there.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findBrowser, openBrowser } from './support/browser.mjs';
import { hardToRead, tooWide } from './support/page-looks.mjs';
import { lockstep, mustRun, temporaryFolder } from './support/workbench.mjs';

const HOSTILE = `<script>window.owned=1</script><img src=x onerror=window.owned=2> </pre></details> @octocat [x](javascript:alert(1)) '"\``;

const DEFINITION = {
  project: 'meteor',
  jobs: {
    format: { title: 'Formatting', run: 'sleep 0.2' },
    unit: {
      title: `Unit tests ${HOSTILE}`,
      needs: ['format'],
      run: ['mkdir -p out', 'cp junit.xml coverage.xml out', 'cat report.txt', 'exit 1'],
      reports: { tests: 'out/junit.xml', coverage: 'out/coverage.xml' },
    },
    integration: { title: 'Integration', needs: ['format'], run: 'sleep 0.5' },
    regression: { run: 'test -f again || { touch again; exit 1; }', retries: 1 },
    benchmark: { run: 'exit 3', allowFailure: true },
    [`build${'-and-more'.repeat(6)}`]: { needs: ['unit'], run: 'true' },
  },
  workflows: { ci: { jobs: '*', budget: '1s' } },
};

/** Text in XML. */
const INERT = HOSTILE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const JUNIT = `<testsuites><testsuite name="orbit">
<testcase classname="orbit" name="period ${INERT}" time="6.5"><failure message="${INERT}">${INERT}</failure></testcase>
<testcase classname="orbit" name="${'a very long name '.repeat(20)}" time="7.25"/>
</testsuite></testsuites>
`;

const COVERAGE = `<coverage line-rate="0.5" version="7.6"><sources><source>.</source></sources><packages><package name="src"><classes>
<class name="orbit" filename="src/orbit.py"><lines><line number="1" hits="3"/><line number="2" hits="0"/></lines></class>
</classes></package></packages></coverage>
`;

export default {
  name: 'The page of a run, in Chromium',
  needs: () =>
    findBrowser() === undefined ? 'there is no Chromium here (CHROME_PATH names one)' : undefined,
  run: async ({ check }) => {
    const page = await makePage();
    const browser = await openBrowser(findBrowser());
    try {
      for (const width of [390, 1280])
        for (const scheme of ['light', 'dark'])
          await check(
            `${scheme}, ${width} pixels wide: nothing is refused, sticks out or cannot be read`,
            () => looksRight(browser, page, { width, scheme }),
          );
      await check('keys reach and open everything', () => keysReachAll(browser, page));
      await check('it says the same without scripts, and the switch of colours works', () =>
        worksWithoutScripts(browser, page),
      );
    } finally {
      await browser.close();
    }
  },
};

async function makePage() {
  const cwd = temporaryFolder('page');
  await mustRun('git', ['init', '--quiet'], { cwd });
  writeFileSync(join(cwd, 'lockstep.config.json'), JSON.stringify(DEFINITION));
  mkdirSync(join(cwd, 'src'));
  writeFileSync(join(cwd, 'src', 'orbit.py'), `def period():  # ${HOSTILE}\n    return 90560\n`);
  writeFileSync(join(cwd, 'junit.xml'), JUNIT);
  writeFileSync(join(cwd, 'coverage.xml'), COVERAGE);
  writeFileSync(join(cwd, 'report.txt'), `not ok 1 - the period of Pluto\n${`${HOSTILE}\n`.repeat(30)}`);
  for (let count = 0; count < 2; count++) await lockstep(['run', 'ci'], { cwd });
  const { stdout, code } = await lockstep(['report', 'html'], { cwd });
  assert.equal(code, 0);
  const sections = [...readFileSync(stdout.trim(), 'utf8').matchAll(/<section id="(\w+)"/g)].map(
    ([, id]) => id,
  );
  assert.deepEqual(sections, ['timeline', 'failures', 'tests', 'coverage', 'budgets']);
  return { url: pathToFileURL(stdout.trim()).href, path: stdout.trim() };
}

async function looksRight(browser, { url }, { width, scheme }) {
  const tab = await browser.openTab({ width, scheme });
  await tab.goTo(url);
  await tab.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
  const folder = process.env.LOCKSTEP_SCREENSHOTS;
  if (folder) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `page-${scheme}-${width}.png`), await tab.screenshot());
  }
  assert.deepEqual(await tab.evaluate(`(${tooWide})()`), [], 'what is wider than the screen');
  assert.deepEqual(await tab.evaluate(`(${hardToRead})()`), [], 'text without contrast');
  const foreign = `window.owned ?? document.querySelectorAll('main script, main img, main style').length`;
  assert.equal(await tab.evaluate(foreign), 0);
  assert.deepEqual(tab.problems, []);
  assert.deepEqual(
    tab.requests.filter((request) => request !== url && request !== 'data:,'),
    [],
  );
}

async function keysReachAll(browser, { url }) {
  const tab = await browser.openTab({ width: 1280, scheme: 'light' });
  await tab.goTo(url);
  const everything = `[...document.querySelectorAll('a, summary, input:checked, pre, [tabindex]')].filter((one) => one.checkVisibility())`;
  await tab.evaluate(
    `window.seen = new Set(); addEventListener('focusin', (event) => seen.add(event.target))`,
  );
  for (let round = 0; round < 400; round++) {
    await tab.press('Tab', 'Tab', 9);
    // Opened by key, so that what is inside comes next.
    if (
      await tab.evaluate(
        `document.activeElement.tagName === 'SUMMARY' && !document.activeElement.parentElement.open`,
      )
    )
      await tab.press('Enter', 'Enter', 13);
    if (round > 5 && (await tab.evaluate(`${everything}.every((one) => seen.has(one))`))) break;
  }
  assert.deepEqual(
    await tab.evaluate(
      `${everything}.filter((one) => !seen.has(one)).map((one) => one.outerHTML.slice(0, 80))`,
    ),
    [],
  );
  assert.deepEqual(
    await tab.evaluate(
      `[...document.querySelectorAll('details')].filter((one) => !one.open).map((one) => one.textContent.slice(0, 40))`,
    ),
    [],
  );
}

async function worksWithoutScripts(browser, { url }) {
  const texts = [];
  for (const scripts of [true, false]) {
    const tab = await browser.openTab({ width: 1280, scheme: 'light', scripts });
    await tab.goTo(url);
    // Filters are there only where they work.
    await tab.evaluate("for (const one of document.querySelectorAll('.search')) one.remove()");
    // Filters are there only where they work.
    await tab.evaluate("for (const one of document.querySelectorAll('.search')) one.remove()");
    texts.push(await tab.evaluate('document.body.innerText'));
    if (scripts) continue;
    const paper = () => tab.evaluate(`getComputedStyle(document.body).backgroundColor`);
    const light = await paper();
    await tab.evaluate(`document.getElementById('theme-dark').click()`);
    assert.notEqual(await paper(), light);
    await tab.evaluate(`document.querySelector('summary').click()`);
    assert.equal(await tab.evaluate(`document.querySelector('details').open`), true);
  }
  assert.equal(texts[1], texts[0]);
}
