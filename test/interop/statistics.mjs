// The statistics of benchmarks against scipy: exact p-values of the signed-rank test, intervals of shares, quantiles.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mustRun, noPython, pythonPackages, root, temporaryFolder } from './support/workbench.mjs';

const PROGRAM = `
import json, sys
from scipy import stats
asked = json.load(open(sys.argv[1]))
greater = lambda x, at: stats.wilcoxon([v - at for v in x], method="exact", alternative="greater").pvalue
less = lambda x, at: stats.wilcoxon([v - at for v in x], method="exact", alternative="less").pvalue
share = lambda k, n: list(stats.binomtest(k, n).proportion_ci(0.95, method="exact"))
print(json.dumps({
  "version": __import__("scipy").__version__,
  "bounds": [[greater(b["x"], b["low"] - 1e-9), greater(b["x"], b["low"] + 1e-9),
              less(b["x"], b["high"] + 1e-9), less(b["x"], b["high"] - 1e-9)] for b in asked["bounds"]],
  "shares": [share(k, n) for k, n in asked["shares"]],
  "quantiles": [stats.norm.ppf(p) for p in asked["quantiles"]],
}))
`;

export default {
  name: 'Statistics of benchmarks: scipy',
  needs: noPython,
  run: async ({ check, skip }) => {
    const { python, reason } = await pythonPackages('scipy', ['scipy==1.16.3']);
    if (python === undefined) return skip('all of it', reason);
    await mustRun(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
    const load = (name) => import(pathToFileURL(join(root, 'build/src', name)).href);
    const { estimateCentre } = await load('reports/benchmarks/statistics/signed-rank.js');
    const { proportionOf } = await load('reports/benchmarks/statistics/proportion.js');
    const { normalQuantile } = await load('reports/benchmarks/statistics/normal.js');
    const { seededRandom } = await load('platform/seeded-random.js');
    const random = seededRandom(4);
    const bounds = Array.from({ length: 120 }, (_, index) => {
      const alpha = [0.05, 0.01, 0.0025][index % 3];
      const x = Array.from({ length: 10 + (index % 30) }, () => (random() - 0.3) ** 3 + random() / 10);
      return { x, alpha, ...estimateCentre(x, alpha) };
    });
    const shares = [
      [0, 400],
      [1, 400],
      [4, 1000],
      [17, 20],
      [20, 20],
    ];
    const quantiles = [0.5, 0.9, 0.975, 0.999, 0.99995, 1e-6];
    const folder = temporaryFolder('scipy');
    writeFileSync(join(folder, 'asked.json'), JSON.stringify({ bounds, shares, quantiles }));
    writeFileSync(join(folder, 'ask.py'), PROGRAM);
    const { stdout } = await mustRun(python, [join(folder, 'ask.py'), join(folder, 'asked.json')]);
    const scipy = JSON.parse(stdout);
    await check(`every bound is where scipy ${scipy.version} begins to refuse`, () => {
      assert.equal(scipy.bounds.length, bounds.length);
      for (const [index, [outLow, inLow, outHigh, inHigh]] of scipy.bounds.entries()) {
        const { alpha } = bounds[index];
        assert.ok(outLow <= alpha && inLow > alpha, `low ${index}: ${outLow} ${inLow} ${alpha}`);
        assert.ok(outHigh <= alpha && inHigh > alpha, `high ${index}: ${outHigh} ${inHigh} ${alpha}`);
      }
    });
    await check('intervals of shares are Clopper and Pearson’s', () => {
      for (const [index, [k, n]] of shares.entries()) {
        const { low, high } = proportionOf(k, n);
        assert.ok(Math.abs(low - scipy.shares[index][0]) < 1e-9, `${low} ${scipy.shares[index][0]}`);
        assert.ok(Math.abs(high - scipy.shares[index][1]) < 1e-9, `${high} ${scipy.shares[index][1]}`);
      }
    });
    await check('quantiles of the normal distribution are the same', () => {
      for (const [index, p] of quantiles.entries())
        assert.ok(Math.abs(normalQuantile(p) - scipy.quantiles[index]) < 1e-6, `${p}`);
    });
  },
};
