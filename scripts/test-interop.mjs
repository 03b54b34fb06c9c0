// Checks against other people's tools: `npm run test:interop`, or `node scripts/test-interop.mjs completion trace` for some of them.
// Each file in test/interop/ is a check: `{ name, needs(), run(check), peers? }`. `needs` gives a reason to skip it, `run` calls
// `check(what, proof)` for each thing it proves. `--peers` runs those that compare lockstep with programs of its kind, and no others.
// Ends with `interop: N passed, N failed, N skipped`, and 1 when something failed.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanUp } from '../test/interop/support/workbench.mjs';
import { root, run, setup } from './setup.mjs';

setup();
const given = process.argv.slice(2);
const names = given.filter((argument) => !argument.startsWith('--'));
const peers = given.includes('--peers');
const counts = { passed: 0, failed: 0, skipped: 0 };

if (!given.includes('--built')) run(process.execPath, ['scripts/build.mjs']);
const checks = (await loadChecks()).filter((check) => (check.peers ?? false) === peers);
if (checks.length === 0) {
  console.error(`There is no such check: ${names.join(', ') || '(none at all)'}`);
  process.exit(2);
}
try {
  for (const check of checks) await perform(check);
} finally {
  cleanUp();
}
console.log(`\ninterop: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function loadChecks() {
  const folder = join(root, 'test', 'interop');
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const wanted = names.length === 0 ? files : files.filter((file) => names.includes(file.slice(0, -4)));
  return Promise.all(
    wanted.sort().map(async (file) => (await import(pathToFileURL(join(folder, file)).href)).default),
  );
}

async function perform({ name, needs, run: prove }) {
  console.log(`\n${name}`);
  try {
    const reason = await needs();
    if (reason !== undefined) return skip('all of it', reason);
    await prove({ check, skip });
  } catch (error) {
    // What leads up to the proofs went wrong.
    report('failed', 'could be checked', error);
  }
}

async function check(what, proof) {
  const started = performance.now();
  try {
    await proof();
    report('passed', `${what} (${((performance.now() - started) / 1000).toFixed(1)}s)`);
  } catch (error) {
    report('failed', what, error);
  }
}

function skip(what, reason) {
  report('skipped', `${what}: ${reason}`);
}

function report(verdict, what, error) {
  counts[verdict] += 1;
  console.log(`  ${{ passed: '✓', failed: '✗', skipped: '- skipped' }[verdict]} ${what}`);
  if (error !== undefined) console.log(String(error?.stack ?? error).replace(/^/gm, '      '));
}
